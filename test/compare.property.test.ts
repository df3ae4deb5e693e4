/** Logs that part anywhere, signed anywhere, by anybody: `compare` finds every fork, and calls nothing one that is none. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { nativeSigner } from '@accord-ledger/adapters/native'
import {
  authorEvent,
  authorFounding,
  entryLink,
  leafHash,
  memoryHashReader,
  nobleVerifier,
  noteKey,
  openLedger,
  rootAt,
  signCheckpoint,
  verifyFork,
} from '@accord-ledger/core'
import type { Author, Malformed, Origin } from '@accord-ledger/core'
import { memoryStore } from '@accord-ledger/adapters/memory'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileOf } from './support/log-file.ts'
import { newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

const ORIGIN = 'accords.example/1' as Origin
const operator = nativeSigner(new Uint8Array(32).fill(1))
const registrar = nativeSigner(new Uint8Array(32).fill(2))
const KEY = noteKey(ORIGIN, operator)

let place: Workplace
beforeAll(() => {
  place = newFolder()
})
afterAll(() => place.remove())

/** Two copies with `common` entries in common and so many of their own, and up to where each is signed (0: not at all). */
interface Copies {
  readonly common: number
  readonly own: readonly [number, number]
  readonly signed: readonly [number, number]
}

const copies: fc.Arbitrary<Copies> = fc
  .record({
    common: fc.integer({ min: 1, max: 9 }),
    own: fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })),
  })
  .chain(({ common, own }) =>
    fc.record({
      common: fc.constant(common),
      own: fc.constant(own),
      signed: fc.tuple(fc.nat({ max: common + own[0] }), fc.nat({ max: common + own[1] })),
    }),
  )

/** One of each kind that the tests must have met. */
const EXAMPLES: readonly [Copies][] = [
  [{ common: 3, own: [2, 2], signed: [5, 4] }],
  [{ common: 3, own: [2, 1], signed: [3, 4] }],
  [{ common: 2, own: [0, 3], signed: [2, 5] }],
  [{ common: 4, own: [1, 0], signed: [5, 3] }],
]

interface Compared {
  readonly verdict: string
  readonly findings: readonly { readonly kind: string; readonly index?: number }[]
  readonly proofs: readonly { readonly file: string }[]
}

it('every fork is found, by its first entry, and proved wherever both sides of it are signed', async () => {
  const met = { forked: 0, signed: 0, consistent: 0 }
  await fc.assert(
    fc.asyncProperty(copies, async (drawn) => {
      const { common, own, signed } = drawn
      await layOut(drawn)
      const { exit, found } = compared('a', 'b')
      const isFork = own[0] > 0 && own[1] > 0
      if (!isFork) {
        met.consistent += 1
        expect([exit, found.verdict, found.findings]).toEqual([0, 'consistent', []])
        return
      }
      met.forked += 1
      expect([exit, found.verdict]).toEqual([1, 'forked'])
      const difference = found.findings.find(({ kind }) => kind === 'difference')
      expect(difference?.index).toBe(common)
      const isSigned = signed[0] > common && signed[1] > common
      expect(found.proofs).toHaveLength(isSigned ? 1 : 0)
      expect(existsSync(place.path('f.proof'))).toBe(isSigned)
      if (!isSigned) return
      met.signed += 1
      const shown = await verifyFork(proofFile(), [KEY], nobleVerifier)
      expect(shown).toMatchObject({
        _tag: 'Right',
        right: { older: { size: Math.min(...signed) }, newer: { size: Math.max(...signed) } },
      })
    }),
    { numRuns: 16, examples: [...EXAMPLES] },
  )
  expect(Math.min(met.forked, met.signed, met.consistent)).toBeGreaterThan(0)
}, 120_000)

it('a checkpoint of another history is found by whoever has as many entries, and proved by who has one too', async () => {
  const met = { forked: 0, unknown: 0, consistent: 0 }
  await fc.assert(
    fc.asyncProperty(copies, async (drawn) => {
      const { common, own, signed } = drawn
      fc.pre(signed[1] > 0)
      await layOut(drawn)
      const { exit, found } = compared('a', 'b/public/checkpoint')
      const size = common + own[0]
      if (signed[1] <= common) {
        met.consistent += 1
        expect([exit, found.findings]).toEqual([0, []])
      } else if (signed[1] <= size) {
        met.forked += 1
        expect([exit, found.verdict]).toEqual([1, 'forked'])
        const isSigned = signed[0] > common && signed[0] >= signed[1]
        expect(found.proofs).toHaveLength(isSigned ? 1 : 0)
      } else {
        // Nobody here has the entries that are signed.
        met.unknown += 1
        expect([exit, found.verdict]).toEqual([2, 'unknown'])
      }
    }),
    { numRuns: 16, examples: [...EXAMPLES] },
  )
  expect(Math.min(met.forked, met.unknown, met.consistent)).toBeGreaterThan(0)
}, 120_000)

/** Compares two of the folders, and gives what it found. */
function compared(...paths: readonly string[]): {
  readonly exit: number | null
  readonly found: Compared
} {
  rmSync(place.path('f.proof'), { force: true })
  const { exit, out } = place.run(['compare', ...paths, '--out', 'f.proof', '--json'])
  const found: Compared = JSON.parse(out)
  return { exit, found }
}

function proofFile(): Uint8Array {
  return new Uint8Array(readFileSync(place.path('f.proof')))
}

/** Lays the two copies out as `a` and `b`. */
async function layOut({ common, own, signed }: Copies): Promise<void> {
  for (const i of [0, 1] as const) {
    const name = i === 0 ? 'a' : 'b'
    const parties = Array.from(
      { length: common + own[i] - 1 },
      (_, at) => `party-${at < common - 1 ? '' : name}${at}`,
    )
    const lines = await logOf(parties)
    rmSync(place.path(name), { recursive: true, force: true })
    mkdirSync(place.path(name, 'public', 'entries'), { recursive: true })
    writeFileSync(place.path(name, 'public', 'entries', '000000000000.jsonl'), fileOf(lines))
    if (signed[i] === 0) continue
    const root = await rootAt(memoryHashReader(lines.map(leafHash)), signed[i])
    const checkpoint = await signCheckpoint(ORIGIN, { size: signed[i], root }, [operator])
    writeFileSync(place.path(name, 'public', 'checkpoint'), checkpoint)
  }
}

/** The entries of a log that admits `parties` one after another. */
async function logOf(parties: readonly string[]): Promise<readonly Uint8Array[]> {
  const lines: Uint8Array[] = []
  const opened = await openLedger({
    store: memoryStore({ link: entryLink }),
    verifier: nobleVerifier,
    clock: () => Date.UTC(2026, 10, 22, 9),
    onEntry: ({ bytes }) => void lines.push(bytes),
  })()
  if (E.isLeft(opened)) throw new Error(opened.left._tag)
  const founding = { log: ORIGIN, operator: operator.key, registrars: [registrar.key] }
  const authors: readonly Author<Malformed>[] = [
    authorFounding(founding, [operator, registrar]),
    ...parties.map((signatory) =>
      authorEvent(
        {
          type: 'signatory',
          signatory,
          name: signatory,
          category: 'company',
          country: null,
          key: null,
          effective: '2026-11-22',
        },
        [registrar],
      ),
    ),
  ]
  const logged = await opened.right.appendEach(authors)()
  if (E.isLeft(logged)) throw new Error(logged.left._tag)
  return lines
}
