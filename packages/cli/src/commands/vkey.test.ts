import { parseVerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bench } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'

/** The operator's key of the examples in docs/spec/proofs.md §3.1. */
const KEY = '8cf763f39cbfba9cb9df6909c709a3e9880db1e62d086a1ad47682491897c4ed'
const VKEY = 'accords.example/1+2d8c8586+AYz3Y/Ocv7qcud9pCccJo+mIDbHmLQhqGtR2gkkYl8Tt'

let b: Bench
beforeAll(async () => {
  b = bench()
  await b.run('keygen @k.key')
})
afterAll(() => b.remove())

it('the verifier key of a public key is that of the specification', async () => {
  expect(await b.run(`vkey ${KEY} --origin accords.example/1`)).toEqual({
    exit: 0,
    out: `${VKEY}\n`,
    err: '',
  })
})

it('a key file has the verifier key of its public half, and of a witness another one', async () => {
  for (const [more, type] of [
    ['', 'ed25519'],
    [' --witness', 'cosignature-v1'],
  ] as const) {
    const { out } = await b.run(`vkey @k.key --origin a.example/w1${more} --json`)
    const shown: { readonly vkey: string; readonly key: string } = JSON.parse(out)
    const parsed = parseVerifierKey(shown.vkey)
    if (E.isLeft(parsed)) throw new Error(parsed.left.expected)
    expect(shown).toMatchObject({ type, name: 'a.example/w1', id: parsed.right.id })
    expect(shown.key).toBe(b.publicKey('k.key'))
    expect(Buffer.from(parsed.right.key).toString('hex')).toBe(shown.key)
  }
})

it.each([
  ['vkey @k.key --origin Accords.example', 'takes the origin of a log'],
  ['vkey @k.key --origin a+b --witness', 'takes a name without white space or +'],
  ['vkey @k.key --origin a_b --witness', 'takes a name without white space or +'],
  ['vkey @k.key', "required option '--origin <name>' not specified"],
])('%s is wrong usage', async (line, why) => {
  const { exit, out, err } = await b.run(line)
  expect({ exit, out }).toEqual({ exit: 64, out: '' })
  expect(err).toContain(why)
  expect(err).toContain('\nnext: see accord-ledger vkey --help\n')
})
