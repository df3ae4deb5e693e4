import { existsSync } from 'node:fs'
import { RECEIPT_CHECKS } from '@accord-ledger/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { published, publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

/** Five entries, of which four are published, and the receipt of entry 3. */
let p: Publishing
beforeAll(async () => {
  p = await published()
  await p.b.json(WITHDRAW)
  await p.b.json('receipt @ledger --index 3 --out @r.receipt')
})
afterAll(() => p.b.remove())

const CHECK = 'verify-receipt @r.receipt --policy @policy'

interface Verdict {
  readonly claim: string | null
  readonly index: number
  readonly checks: readonly {
    readonly check: string
    readonly ok: boolean
    readonly message?: string
  }[]
}

/** The check at which the text of a receipt fails. */
async function failing(text: string, args = '--policy @policy'): Promise<string | undefined> {
  p.b.write('bad.receipt', text)
  const { exit, claim, checks } = await p.shown<Verdict>(`verify-receipt @bad.receipt ${args}`)
  expect({ exit, claim }).toEqual({ exit: 1, claim: null })
  expect(checks.slice(0, -1).every(({ ok }) => ok)).toBe(true)
  expect(checks.map(({ check }) => check)).toEqual(RECEIPT_CHECKS.slice(0, checks.length))
  return checks.at(-1)?.check
}

const at = (now: string): Promise<Verdict & { readonly exit: number }> =>
  p.shown<Verdict>(`${CHECK} --max-age 90m --now ${now}`)

describe('a receipt', () => {
  it('is printed, or written to a file that was not there', async () => {
    const text = p.b.read('r.receipt')
    expect((await p.run('receipt @ledger --index 3')).out).toBe(text)
    expect(await p.shown('receipt @ledger --index 3')).toMatchObject({ size: 4, receipt: text })
    const again = await p.run('receipt @ledger --index 3 --out @r.receipt')
    expect(again).toMatchObject({ exit: 1, out: '' })
    expect(again.err).toContain('it exists already')
  })

  it('is not made of what is not published, or not there', async () => {
    const beyond = await p.run('receipt @ledger --index 4 --out @x.receipt')
    expect(beyond).toMatchObject({ exit: 1, out: '' })
    expect(beyond.err).toMatch(
      /^error: entry 4 is logged and not yet published: the published checkpoint covers 4 entries\nnext: publish it with: accord-ledger checkpoint /,
    )
    expect((await p.run('receipt @ledger --index 5 --out @x.receipt')).err).toContain('no entry 5')
    expect(existsSync(p.b.at('x.receipt'))).toBe(false)
    const fresh = await publishing()
    expect((await fresh.run('receipt @ledger --index 0')).err).toContain(
      'there is no published checkpoint',
    )
    fresh.b.remove()
  })
})

describe('a good receipt', () => {
  it('claims that the entry was logged, names every check, and says no more', async () => {
    const { exit, out } = await p.run(CHECK)
    expect(exit).toBe(0)
    for (const check of RECEIPT_CHECKS) expect(out).toContain(`\n  ok  ${check}\n`)
    expect(out).toMatch(/^logged: entry 3 of accords\.example\/1, in the tree of size 4\n/)
    expect(out).toContain('It was logged: no more is claimed.')
    expect(await p.shown<Verdict>(CHECK)).toMatchObject({
      exit: 0,
      claim: 'logged',
      index: 3,
      size: 4,
      time: '2026-11-22T09:00:00Z',
      checks: RECEIPT_CHECKS.map((check) => ({ check, ok: true })),
    })
  })

  it('is refused once it is older than allowed, and not a second before', async () => {
    expect((await at('2026-11-22T10:30:00Z')).exit).toBe(0)
    const late = await at('2026-11-22T10:30:01Z')
    expect(late.exit).toBe(1)
    expect(late.checks.at(-1)).toMatchObject({ check: 'freshness', ok: false })
    // Of a clock that is behind by more than five minutes, the witnesses' times lie ahead.
    const early = await at('2026-11-22T08:54:59Z')
    expect(early.checks.at(-1)).toMatchObject({ check: 'quorum', ok: false })
  })

  it.each(['1', '1w', '-1d', '1.5h', '01h', 'd', ''])('takes no age %j', async (age) => {
    const { exit, err } = await p.run(`${CHECK} --max-age=${age}`)
    expect(exit).toBe(64)
    expect(err).toContain('as in 24h')
  })
})

describe('a bad receipt', () => {
  it('names the check that fails', async () => {
    const text = p.b.read('r.receipt')
    const lines = text.split('\n')
    const changed = (from: RegExp | string, to: string): string => text.replace(from, to)
    expect(await failing(changed('receipt v1', 'receipt v2'))).toBe('format')
    expect(await failing(changed('{"event"', '{ "event"'))).toBe('entry')
    expect(await failing(changed('\nindex 3\n', '\nindex 2\n'))).toBe('place')
    expect(await failing(changed(/09:00:00Z"}\nc2sp/, '09:00:01Z"}\nc2sp'))).toBe('inclusion')
    expect(await failing(changed(/\n4\n/, '\n5\n'))).toBe('inclusion')
    const cosigned = lines.findIndex((line) => line.startsWith('— witness.example/w2'))
    expect(await failing(lines.filter((_, i) => i !== cosigned).join('\n'))).toBe('quorum')
    expect(await failing(text.replace(/(w2 .{20})./, '$1~'))).toBe('format')
    const { out } = await p.run(`vkey @acme.key --origin accords.example/1`)
    p.b.write('other', p.b.read('policy').replace(p.vkey, out.trim()))
    expect(await failing(text, '--policy @other')).toBe('log-signature')
    p.b.write('another', `log ${out.trim().replace(/.*/, p.vkey)}\nquorum none\n`)
    expect(await failing(text, '--policy @another --max-age 1d')).toBe('freshness')
  })

  it('shows nothing, in words, and says what to do', async () => {
    p.b.write('bad.receipt', p.b.read('r.receipt').replace('acme', 'acmf'))
    const { exit, out, err } = await p.run('verify-receipt @bad.receipt --policy @policy')
    expect({ exit, err }).toEqual({ exit: 1, err: '' })
    expect(out).toMatch(/bad\.receipt shows nothing\n/)
    expect(out).toContain('\n  ok  place\n  no  inclusion: the proof does not lead to the root')
    expect(out).toContain('\n  --  entry-signatures: not reached\nnext: get the receipt again')
  })

  it.each([
    ['verify-receipt @nowhere --policy @policy', 'no such file'],
    ['verify-receipt @r.receipt --policy @nowhere', 'no such file'],
    ['verify-receipt @r.receipt --policy @r.receipt', 'is no policy'],
  ])('%s is no answer', async (line, why) => {
    const { exit, out, err } = await p.run(line)
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toContain(why)
  })
})
