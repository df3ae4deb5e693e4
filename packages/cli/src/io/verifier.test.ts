import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../program.ts'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import { fakeContext } from '../test-support/context.ts'

let b: Bench

beforeAll(async () => {
  b = bench()
  await founded(b, 'acme')
})
afterAll(() => b.remove())

/** Verifies with `ACCORD_LEDGER_VERIFIER` as given. */
async function verified(named: string | undefined, ...options: readonly string[]) {
  const { context, out, err } = fakeContext({ env: { ACCORD_LEDGER_VERIFIER: named } })
  const exit = await run(['verify', b.at('ledger'), '--json', ...options], context)
  return { exit, out: out(), err: err() }
}

describe('the backend that checks signatures', () => {
  it.each(['native', 'noble'])('is the one that is named, and it is told: %s', async (name) => {
    for (const answer of [await verified(name), await verified(undefined, '--verifier', name)]) {
      expect(answer.exit).toBe(0)
      expect(JSON.parse(answer.out)).toMatchObject({ verdict: 'sound', verifier: name })
    }
  })

  it('is the one of the option where both are given', async () => {
    const { out } = await verified('native', '--verifier', 'noble')
    expect(JSON.parse(out)).toMatchObject({ verifier: 'noble' })
  })

  it.each([
    ['that does not work here', 'sodium', 'sodium-native, which was not found'],
    ['that there is not', 'openssl', 'is one of sodium, native, noble, not openssl'],
  ])('is no other one in place of one %s', async (_, name, why) => {
    const { exit, out, err } = await verified(name)
    expect({ exit, out }).toEqual({ exit: 64, out: '' })
    expect(err).toContain(why)
  })
})
