import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BACKENDS, bytes, disagreements, type Vector } from './support/ed25519.ts'

/** The folder of public vectors that are not ours to commit. */
const corpus = process.env['ACCORD_LEDGER_CORPUS']

describe.skipIf(corpus === undefined)('the public Ed25519 vectors', () => {
  describe.each(BACKENDS)('under $name', (verifier) => {
    it.each([
      ['wycheproof', readWycheproof, 151, 88],
      ['cctv', readCctv, 914, 43],
      ['speccheck', readSpeccheck, 12, 1],
    ] as const)('%s has the strict verdicts', async (_, read, count, standing) => {
      const vectors = read()
      expect(vectors.length).toBe(count)
      expect(vectors.filter(({ stands }) => stands).length).toBe(standing)
      expect(await disagreements(verifier, vectors)).toEqual([])
    })
  })
})

/** What three implementations agree on under the rule of spec §4. `accept` is 0 or 1. */
interface Strict {
  readonly cctv: readonly { readonly number: number; readonly accept: number }[]
  readonly speccheck: readonly { readonly case: number; readonly accept: number }[]
  readonly wycheproof: readonly { readonly tcId: number; readonly accept: number }[]
}

function readStrict(): Strict {
  const strict: Strict = JSON.parse(readText('ed25519-strict.json'))
  return strict
}

function readWycheproof(): readonly Vector[] {
  const { testGroups }: Wycheproof = JSON.parse(readText('wycheproof/ed25519_test.json'))
  const verdicts = new Map(readStrict().wycheproof.map(({ tcId, accept }) => [tcId, accept]))
  return testGroups.flatMap(({ publicKey, tests }) =>
    tests.map(({ tcId, msg, sig }) => ({
      name: `wycheproof ${tcId}`,
      stands: standing(verdicts.get(tcId)),
      key: bytes(publicKey.pk),
      message: bytes(msg),
      signature: bytes(sig),
    })),
  )
}

function readCctv(): readonly Vector[] {
  const cases: readonly Cctv[] = JSON.parse(readText('cctv-ed25519/ed25519vectors.json'))
  const verdicts = new Map(readStrict().cctv.map(({ number, accept }) => [number, accept]))
  return cases.map(({ number, key, msg, sig }) => ({
    name: `cctv ${number}`,
    stands: standing(verdicts.get(number)),
    key: bytes(key),
    message: new TextEncoder().encode(msg),
    signature: bytes(sig),
  }))
}

function readSpeccheck(): readonly Vector[] {
  const cases: readonly Speccheck[] = JSON.parse(readText('ed25519-speccheck/cases.json'))
  const verdicts = new Map(readStrict().speccheck.map((row) => [row.case, row.accept]))
  return cases.map(({ message, pub_key: key, signature }, i) => ({
    name: `speccheck ${i}`,
    stands: standing(verdicts.get(i)),
    key: bytes(key),
    message: bytes(message),
    signature: bytes(signature),
  }))
}

function standing(accept: number | undefined): boolean {
  if (accept !== 0 && accept !== 1) throw new Error('a vector without a verdict')
  return accept === 1
}

function readText(path: string): string {
  return readFileSync(join(corpus ?? '', 'vectors', path), 'utf8')
}

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string }
    readonly tests: readonly { readonly tcId: number; readonly msg: string; readonly sig: string }[]
  }[]
}

interface Cctv {
  readonly number: number
  readonly key: string
  readonly msg: string
  readonly sig: string
}

interface Speccheck {
  readonly message: string
  readonly pub_key: string
  readonly signature: string
}
