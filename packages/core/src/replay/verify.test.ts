import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorEvent, authorFounding } from '../events/author.ts'
import { decodeEntry, encodeEntry } from '../events/entry.ts'
import type { Entry } from '../events/entry.ts'
import { leafHash } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import type { Hash, PublicKey } from '../values/primitives.ts'
import type { VerifiedEntry } from './replay.ts'
import { right } from '../test-support/either.ts'
import { bytesOf, entryOf } from '../test-support/samples.ts'
import {
  acme,
  admitting,
  attesting,
  blocks,
  founding,
  logOf,
  operator,
  ORIGIN,
  publishing,
  registrar,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { appendLeaf, EMPTY_TREE, rootOf } from '../tree/tree.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { verifyLog } from './verify.ts'
import type { Trust, Verification, VerifyOptions } from './verify.ts'

const log = await logOf([...STORY, admitting('b'), attesting('b'), withdrawing])

function verify(
  entries: readonly Uint8Array[],
  options: Partial<VerifyOptions> = {},
  block = 1024,
): Promise<Verification> {
  return verifyLog(blocks(entries, block), { verifier: nobleVerifier, ...options })
}

/** Size, root and head are those of the first `size` entries. */
function expectPrefix(found: Verification, entries: readonly Uint8Array[], size: number): void {
  const leaves = entries.slice(0, size).map(leafHash)
  expect(found.size).toBe(size)
  expect(found.root).toBe(encodeHex(rootOf(leaves.reduce(appendLeaf, EMPTY_TREE))))
  expect(found.head).toBe(encodeHex(leaves.at(-1) ?? new Uint8Array(32)))
  expect(found.origin).toBe(size === 0 ? null : ORIGIN)
}

function entryAt(index: number): Entry {
  return right(decodeEntry(log[index] ?? new Uint8Array(0), index)).entry
}

const later = (index: number, event: unknown): Uint8Array =>
  bytesOf(entryOf(event, { index, prev: hashAt(index - 1), time: '2026-11-23T00:00:00Z' }))
const hashAt = (index: number): string =>
  index < 0 ? '0'.repeat(64) : encodeHex(leafHash(log[index] ?? new Uint8Array(0)))

/** Entry `index` with its signatures forged: canonical still, and linked. */
function forged(index: number): Uint8Array {
  const entry = entryAt(index)
  const [first, ...rest] = entry.signatures
  if (first === undefined) throw new Error('every entry is signed')
  const sig = `${first.sig.startsWith('0') ? '1' : '0'}${first.sig.slice(1)}` as typeof first.sig
  return encodeEntry({ ...entry, signatures: [{ ...first, sig }, ...rest] })
}

describe('verification', () => {
  it('finds a good log sound, and says how its founding was taken', async () => {
    const found = await verify(log)
    expect(found).toMatchObject({
      verdict: 'sound',
      trust: { kind: 'first-use', key: operator.key, entry: hashAt(0) },
      findings: [{ _tag: 'TrustedOnFirstUse', key: operator.key }],
      verifier: 'noble',
    })
    expectPrefix(found, log, log.length)
  })

  it('is the same however the log is cut into blocks, and hears every entry once', async () => {
    for (const block of [1, 2, 3, log.length]) {
      const heard: VerifiedEntry[] = []
      const found = await verify(log, { onEntry: (entry) => heard.push(entry) }, block)
      expectPrefix(found, log, log.length)
      expect(heard.map(({ bytes }) => bytes)).toEqual(log)
    }
  })

  it('of a prefix is that of a log that ends there', async () => {
    for (let size = 1; size <= log.length; size++) {
      const found = await verify(log.slice(0, size))
      expect(found.verdict).toBe('sound')
      expectPrefix(found, log, size)
    }
  })

  it('of no entry cannot tell', async () => {
    const found = await verify([])
    expect(found).toMatchObject({
      verdict: 'unknown',
      findings: [{ _tag: 'Empty' }],
      trust: { kind: 'first-use', key: null, entry: null },
    })
    expectPrefix(found, [], 0)
  })
})

describe('trust', () => {
  const another = 'f'.repeat(64)
  it.each<[string, Trust, 'sound' | 'unsound']>([
    ['the operator’s key', { kind: 'key', key: operator.key }, 'sound'],
    ['entry 0', { kind: 'entry', hash: hashAt(0) as Hash }, 'sound'],
    ['another key', { kind: 'key', key: another as PublicKey }, 'unsound'],
    ['the registrar’s key', { kind: 'key', key: registrar.key }, 'unsound'],
    ['another entry', { kind: 'entry', hash: another as Hash }, 'unsound'],
    ['an entry that is not the first', { kind: 'entry', hash: hashAt(1) as Hash }, 'unsound'],
    ['a key that is the hash of entry 0', { kind: 'key', key: hashAt(0) as PublicKey }, 'unsound'],
  ])('in %s', async (_, trust, verdict) => {
    const found = await verify(log, { trust })
    expect(found).toMatchObject({ verdict, trust: { kind: trust.kind } })
    const [expected, key] =
      trust.kind === 'key' ? [trust.key, operator.key] : [trust.hash, hashAt(0)]
    expect(found.findings).toEqual(
      verdict === 'sound' ? [] : [{ _tag: 'Untrusted', expected, found: key }],
    )
    expectPrefix(found, log, log.length)
  })

  it('is in the key that founded the log, though another one runs it now', async () => {
    const heir = acme
    const rotated = await logOf([
      founding,
      authorEvent({ type: 'authority', operator: heir.key, registrars: [registrar.key] }, [
        operator,
        heir,
      ]),
    ])
    const found = await verify(rotated, { trust: { kind: 'key', key: operator.key } })
    expect([found.verdict, found.trust.key]).toEqual(['sound', operator.key])
    expect((await verify(rotated, { trust: { kind: 'key', key: heir.key } })).verdict).toBe(
      'unsound',
    )
  })

  it('in another log, of which nothing holds either, leaves both findings', async () => {
    const found = await verify([...log.slice(0, 2), log[3] ?? new Uint8Array(0)], {
      trust: { kind: 'key', key: another as PublicKey },
    })
    expect(found.findings.map(({ _tag }) => _tag)).toEqual(['Violation', 'Untrusted'])
    expect(found.verdict).toBe('unsound')
  })

  it('of a log whose first entry is bad names the entry and nothing else', async () => {
    const found = await verify(log.slice(1), { trust: { kind: 'key', key: operator.key } })
    expect(found.findings).toMatchObject([
      { _tag: 'Violation', rule: 'index', index: 0, expected: '0', found: '1' },
    ])
    expectPrefix(found, [], 0)
  })
})

describe('what is found', () => {
  it('says so where an operator’s key is a registrar’s too', async () => {
    const keys = { log: ORIGIN, operator: registrar.key, registrars: [registrar.key] }
    const alone = await logOf([authorFounding(keys, [registrar]), publishing])
    const found = await verify(alone)
    expect(found.verdict).toBe('sound')
    expect(found.findings.map(({ _tag }) => _tag)).toEqual([
      'TrustedOnFirstUse',
      'RolesNotSeparated',
    ])
  })

  it.each<[string, unknown, unknown]>([
    ['event type', { type: 'snapshot', members: 612 }, '"snapshot"'],
    ['format', { type: 'authority', format: 2, anything: [] }, '2'],
  ])('cannot tell of a later %s, and stops there', async (what, event, quoted) => {
    const found = await verify([...log.slice(0, 3), later(3, event), ...log.slice(3)])
    expect(found.verdict).toBe('unknown')
    expect(found.findings).toEqual([
      { _tag: 'Unrecognised', index: 3, what, found: quoted },
      { _tag: 'TrustedOnFirstUse', key: operator.key },
    ])
    expectPrefix(found, log, 3)
  })

  it('cannot tell of a log that begins with a later format', async () => {
    const found = await verify([later(0, { type: 'authority', format: 2 })])
    expect(found).toMatchObject({
      verdict: 'unknown',
      findings: [{ _tag: 'Unrecognised', index: 0 }],
    })
  })

  it('holds an entry of a later version to its place', async () => {
    const misplaced = await verify([...log.slice(0, 3), later(4, { type: 'snapshot' })])
    expect(misplaced).toMatchObject({
      verdict: 'unsound',
      findings: [{ rule: 'index', index: 3 }, {}],
    })
    const untrusted = await verify([...log.slice(0, 3), later(3, { type: 'snapshot' })], {
      trust: { kind: 'key', key: registrar.key },
    })
    expect(untrusted.verdict).toBe('unsound')
  })
})

describe('of several failures', () => {
  it('the first entry’s is named: a forged signature before a broken rule, in one block or in many', async () => {
    const size = log.length
    await fc.assert(
      fc.asyncProperty(
        fc.nat(size - 2),
        fc.nat(size - 2),
        fc.integer({ min: 1, max: size }),
        async (a, b, block) => {
          const [at, after] = [Math.min(a, b), Math.max(a, b) + 1]
          const bad = log.with(at, forged(at)).with(after, bytesOf({}))
          const found = await verify(bad, {}, block)
          expect(found).toMatchObject({
            verdict: 'unsound',
            findings: [
              { _tag: 'Violation', rule: 'signature', index: at, path: 'signatures' },
              ...(at === 0 ? [] : [{}]),
            ],
          })
          expectPrefix(found, log, at)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('a broken rule before a forged signature, and the entries before it are verified', async () => {
    for (let at = 0; at + 1 < log.length; at++) {
      const found = await verify(log.with(at, bytesOf({})).with(at + 1, forged(at + 1)))
      expect(found.findings[0]).toMatchObject({ rule: 'schema', index: at })
      expectPrefix(found, log, at)
    }
  })

  it('a later version’s entry after a forged signature is not reached', async () => {
    const found = await verify([...log.slice(0, 2), forged(2), later(3, { type: 'snapshot' })])
    expect(found.findings[0]).toMatchObject({ rule: 'signature', index: 2 })
    expectPrefix(found, log, 2)
  })

  it('the party and the accord of the forged entry are named', async () => {
    expect((await verify(log.with(3, forged(3)))).findings[0]).toMatchObject({
      accord: 'paris-call',
      signatory: 'acme',
      expected: 'signatures by these keys under this event',
    })
  })
})
