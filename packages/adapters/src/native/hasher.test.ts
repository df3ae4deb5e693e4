import fc from 'fast-check'
import { appendEntriesBy, EMPTY_TREE, nobleHasher, rootOf } from '@accord-ledger/core'
import type { Hasher } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { nativeHasher } from './hasher.ts'

const native = nativeHasher()

/** MTH by its definition (RFC 9162 §2.1.1), over entries, by the reference. */
function rootByDefinition(entries: readonly Uint8Array[]): Uint8Array {
  const [only, second] = entries
  if (only === undefined) return nobleHasher.sha256(new Uint8Array(0))
  if (second === undefined) return nobleHasher.leafHash(only)
  let split = 1
  while (2 * split < entries.length) split *= 2
  const [left, right] = [entries.slice(0, split), entries.slice(split)]
  return nobleHasher.nodeHash(rootByDefinition(left), rootByDefinition(right))
}

/** `length` bytes that differ from those of other seeds. */
const bytesOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (seed * 31 + i * 7) % 256)

/** Lengths at the edges of a block of SHA-256 and of the buffer that is kept, which doubles. */
const EDGES = [0, 1, 31, 32, 33, 54, 55, 56, 63, 64, 65, 119, 120, 1022, 1023, 1024, 2047, 5000]
const entry = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.tuple(fc.constantFrom(...EDGES), fc.nat(255)).map(([length, seed]) => bytesOf(length, seed)),
)
/** Any lengths, most of them no hash's. */
const side = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.uint8Array({ maxLength: 66 }),
)

describe('the native hasher', () => {
  it('is not the reference, which would hide a fault of it here', () => {
    expect(native).not.toBe(nobleHasher)
    expect(native).toHaveProperty('subtreeRoot')
    expect(nobleHasher).not.toHaveProperty('subtreeRoot')
  })

  it('answers as the reference of any bytes, and of sides of any length, in any order', () => {
    fc.assert(
      fc.property(entry, side, side, entry, (first, left, right, second) => {
        expect(native.leafHash(first)).toEqual(nobleHasher.leafHash(first))
        expect(native.nodeHash(left, right)).toEqual(nobleHasher.nodeHash(left, right))
        expect(native.leafHash(second)).toEqual(nobleHasher.leafHash(second))
        expect(native.sha256(second)).toEqual(nobleHasher.sha256(second))
        expect(native.nodeHash(right, left)).toEqual(nobleHasher.nodeHash(right, left))
      }),
    )
  })

  it.each(EDGES)('answers as the reference of %d bytes', (length) => {
    const bytes = bytesOf(length, length)
    expect(native.leafHash(bytes)).toEqual(nobleHasher.leafHash(bytes))
    expect(native.sha256(bytes)).toEqual(nobleHasher.sha256(bytes))
  })

  it('never touches an answer again', () => {
    const entries = EDGES.slice(0, 16).map((length) => bytesOf(length, 3))
    const answers = entries.map((bytes) => native.leafHash(bytes))
    const root = native.subtreeRoot?.(entries)
    const [before, rootBefore] = [structuredClone(answers), structuredClone(root)]
    native.subtreeRoot?.(entries.toReversed())
    native.nodeHash(bytesOf(32, 1), bytesOf(32, 2))
    native.sha256(bytesOf(32, 3))
    expect(answers).toEqual(before)
    expect(root).toEqual(rootBefore)
  })
})

describe('the root of a subtree at once', () => {
  it('is the root by definition, for entries of any lengths', () => {
    const entries = fc.nat(6).chain((level) => {
      const length = 2 ** level
      return fc.array(entry, { minLength: length, maxLength: length, size: 'max' })
    })
    fc.assert(
      fc.property(entries, (some) => {
        expect(native.subtreeRoot?.(some)).toEqual(rootByDefinition(some))
      }),
    )
  })

  it.each([0, 3, 5, 6, 7, 100, 1023])('of %d entries, which are no subtree, is a bug', (count) => {
    const entries = Array.from({ length: count }, () => new Uint8Array(1))
    expect(() => native.subtreeRoot?.(entries)).toThrow(`${count} entries are no subtree`)
  })

  it('grows the tree that the reference grows, in blocks of any sizes', () => {
    const blocks = fc.array(fc.array(entry, { maxLength: 40, size: 'max' }), { maxLength: 6 })
    fc.assert(
      fc.property(blocks, (some) => {
        const grow = (hasher: Hasher) =>
          some.reduce((tree, block) => appendEntriesBy(hasher, tree, block), EMPTY_TREE)
        expect(grow(native)).toEqual(grow(nobleHasher))
        expect(rootOf(grow(native))).toEqual(rootByDefinition(some.flat()))
      }),
    )
  })
})
