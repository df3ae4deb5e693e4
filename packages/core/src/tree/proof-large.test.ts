import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootAt } from './hash-reader.ts'
import { checkConsistency, checkInclusion, proveConsistency, proveInclusion } from './proof.ts'
import { right } from '../test-support/either.ts'
import { leafOf, syntheticReader } from '../test-support/tree-model.ts'

describe('trees of more leaves than 32 bits or 53 count', () => {
  const EDGES = [2 ** 31, 2 ** 32, 2 ** 40, 2 ** 52, 2 ** 53 - 2]
  const near = fc
    .constantFrom(...EDGES)
    .chain((edge) => fc.integer({ min: edge - 40, max: Math.min(edge + 40, 2 ** 53 - 1) }))
  const place = fc.oneof(near, fc.integer({ min: 1, max: 2 ** 53 - 1 }))

  it('have inclusion proofs, by one read of O(log n) hashes, for their own leaf and for no other', () =>
    fc.assert(
      fc.asyncProperty(place, place, place, async (a, b, other) => {
        const [index, size] = [Math.min(a, b) - 1, Math.max(a, b)]
        const leaf = leafOf(7)
        const synthetic = syntheticReader(new Map([[index, leaf]]))
        const proof = await proveInclusion(synthetic, index, size)
        expect(synthetic.reads.length).toBeLessThanOrEqual(1)
        expect(synthetic.reads[0] ?? 0).toBeLessThanOrEqual(2 * 53)
        const root = await rootAt(synthetic, size)
        expect(checkInclusion({ size, root }, index, leaf, proof)).toEqual(E.right(undefined))
        const elsewhere = checkInclusion({ size, root }, other - 1, leaf, proof)
        expect(E.isRight(elsewhere)).toBe(other - 1 === index)
      }),
      { numRuns: 60 },
    ))

  it('have consistency proofs, by one read of O(log n) hashes, and none with an older leaf changed', () =>
    fc.assert(
      fc.asyncProperty(place, place, place, async (a, b, at) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)]
        const synthetic = syntheticReader(new Map([[at - 1, leafOf(7)]]))
        const changed = syntheticReader(new Map([[at - 1, leafOf(8)]]))
        const proof = await proveConsistency(synthetic, older, newer)
        expect(synthetic.reads.length).toBeLessThanOrEqual(1)
        expect(synthetic.reads[0] ?? 0).toBeLessThanOrEqual(2 * 54)
        const before = { size: older, root: await rootAt(synthetic, older) }
        const after = { size: newer, root: await rootAt(synthetic, newer) }
        expect(checkConsistency(before, after, proof)).toEqual(E.right(undefined))
        const fork = { size: newer, root: await rootAt(changed, newer) }
        const forked = checkConsistency(before, fork, await proveConsistency(changed, older, newer))
        expect(E.isRight(forked)).toBe(at > older)
      }),
      { numRuns: 60 },
    ))

  it('are exact at each edge', async () => {
    for (const edge of [2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
      for (const index of [0, 1, edge / 2, edge - 2, edge - 1].map(Math.floor)) {
        const synthetic = syntheticReader(new Map([[index, leafOf(7)]]))
        const proof = await proveInclusion(synthetic, index, edge)
        const root = await rootAt(synthetic, edge)
        right(checkInclusion({ size: edge, root }, index, leafOf(7), proof))
      }
    }
  })
})
