import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { emptyRoot, memoryHashReader, rootAt } from './hash-reader.ts'
import { nodeHash } from '../crypto/hash.ts'
import { checkConsistency, checkInclusion, proveConsistency, proveInclusion } from './proof.ts'
import type { TreeHead } from './proof.ts'
import { left } from '../test-support/either.ts'
import { leafOf, leavesOf, treeHash } from '../test-support/tree-model.ts'
import { appendLeaf, EMPTY_TREE, rootOf } from './tree.ts'

const SMALL = 34
/** Sizes up to here are tried in every combination. */
const ALL = 18
const reader = memoryHashReader(leavesOf(SMALL))
const heads: readonly TreeHead[] = Array.from({ length: SMALL + 1 }, (_, size) => ({
  size,
  root: treeHash(leavesOf(size)),
}))
const head = (size: number): TreeHead => heads[size] ?? { size: -1, root: emptyRoot() }

const node = (l = emptyRoot(), r = emptyRoot()) => nodeHash(l, r)

describe('the worked example', () => {
  const [a, b, c, d, e, f, g] = leavesOf(7) as Uint8Array[] & { length: 7 }

  it('is what is proved', async () => {
    expect(await proveInclusion(reader, 2, 7)).toEqual([d, node(a, b), node(node(e, f), g)])
    expect(await proveConsistency(reader, 3, 7)).toEqual([c, d, node(a, b), node(node(e, f), g)])
    expect(await proveConsistency(reader, 4, 7)).toEqual([node(node(e, f), g)])
  })
})

describe('an empty proof', () => {
  it('is given without reading anything', async () => {
    const closed = { readHashes: () => Promise.reject(new Error('it was read')) }
    expect(await proveInclusion(closed, 0, 1)).toEqual([])
    for (const older of [0, 5]) expect(await proveConsistency(closed, older, 5)).toEqual([])
  })
})

describe('the root of a reader', () => {
  it('is the tree hash by its definition, and that of the running tree', async () => {
    let running = EMPTY_TREE
    for (const { size, root } of heads) {
      expect(await rootAt(reader, size)).toEqual(root)
      expect(rootOf(running)).toEqual(root)
      running = appendLeaf(running, leafOf(size))
    }
  })

  it('follows a list that grows', async () => {
    const growing: Uint8Array[] = []
    const live = memoryHashReader(growing)
    for (let size = 1; size <= SMALL; size++) {
      growing.push(leafOf(size - 1))
      expect(await rootAt(live, size)).toEqual(head(size).root)
    }
    await expect(rootAt(live, SMALL + 1)).rejects.toThrow(RangeError)
    await expect(live.readHashes([{ level: 5, index: 1 }])).rejects.toThrow(RangeError)
  })

  it('is refused for what is no size, and where a reader gives other hashes', async () => {
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53, Infinity]) {
      await expect(rootAt(reader, size)).rejects.toThrow(RangeError)
    }
    for (const given of [[], [leafOf(0), leafOf(0)], [new Uint8Array(31)]]) {
      await expect(rootAt({ readHashes: async () => given }, 1)).rejects.toThrow('readHashes')
    }
  })
})

describe('an inclusion proof', () => {
  it('checks for its own leaf and size and for no other, in every small tree', async () => {
    for (let size = 1; size <= ALL; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(reader, index, size)
        for (let other = 0; other <= ALL; other++) {
          const stands = checkInclusion(head(size), other, leafOf(index), proof)
          expect([size, index, other, E.isRight(stands)]).toEqual([
            size,
            index,
            other,
            other === index,
          ])
          const leafStands = checkInclusion(head(size), index, leafOf(other), proof)
          expect(E.isRight(leafStands)).toBe(other === index)
          const sizeStands = checkInclusion(head(other), index, leafOf(index), proof)
          expect(E.isRight(sizeStands)).toBe(other === size)
        }
      }
    }
  })

  it('is refused with a hash more, less, changed or out of its place', async () => {
    for (const [index, size] of [
      [0, 2],
      [2, 7],
      [6, 7],
      [13, 33],
      [32, 33],
    ] as const) {
      const proof = await proveInclusion(reader, index, size)
      const check = (hashes: readonly Uint8Array[]) =>
        checkInclusion(head(size), index, leafOf(index), hashes)
      expect(E.isRight(check(proof))).toBe(true)
      for (const bent of bentProofs(proof)) expect(E.isLeft(check(bent))).toBe(true)
    }
  })

  it('says what is wrong with it', async () => {
    const proof = await proveInclusion(reader, 2, 7)
    const check = (
      more: Partial<{ size: number; root: Uint8Array; index: number; leaf: Uint8Array }>,
    ) => checkInclusion({ ...head(7), ...more }, more.index ?? 2, more.leaf ?? leafOf(2), proof)
    expect(left(check({ index: 7 }))).toEqual({ _tag: 'IndexOutOfRange', index: 7, size: 7 })
    for (const bad of [-1, -0, 0.5, Number.NaN, 2 ** 53, 2 ** 64]) {
      expect(left(check({ index: bad }))._tag).toBe('IndexOutOfRange')
      expect(left(check({ size: bad }))._tag).toBe('IndexOutOfRange')
    }
    expect(left(check({ size: 8, index: 6 }))._tag).toBe('RootMismatch')
    expect(left(check({ index: 6 }))).toEqual({ _tag: 'ProofLength', expected: 2, found: 3 })
    expect(left(check({ leaf: new Uint8Array(31) }))).toMatchObject({ of: 'leaf', found: 31 })
    expect(left(check({ root: new Uint8Array(33) }))).toMatchObject({ of: 'root', found: 33 })
    const short = [...proof.slice(0, 2), new Uint8Array(20)]
    expect(left(checkInclusion(head(7), 2, leafOf(2), short))).toEqual({
      _tag: 'HashLength',
      of: 'proof',
      at: 2,
      found: 20,
    })
  })

  it('is not given for a leaf that is not there', async () => {
    for (const [index, size] of [
      [0, 0],
      [7, 7],
      [-1, 7],
      [0.5, 7],
      [0, 2 ** 53],
    ] as const) {
      await expect(proveInclusion(reader, index, size)).rejects.toThrow(RangeError)
    }
  })
})

describe('a consistency proof', () => {
  it('checks for its own two trees and for no others, in every small tree', async () => {
    for (let newer = 0; newer <= ALL; newer++) {
      for (let older = 0; older <= newer; older++) {
        const proof = await proveConsistency(reader, older, newer)
        const own = checkConsistency(head(older), head(newer), proof)
        expect([older, newer, own]).toEqual([older, newer, E.right(undefined)])
        for (let other = 0; other <= ALL; other++) {
          const fromOther = checkConsistency(head(other), head(newer), proof)
          expect(E.isRight(fromOther)).toBe(
            other === older || (proof.length === 0 && [0, newer].includes(other)),
          )
          const toOther = checkConsistency(head(older), head(other), proof)
          // The tree of no leaves is the beginning of any tree.
          expect(E.isRight(toOther)).toBe(other === newer || older === 0)
        }
      }
    }
  })

  it('is refused for a tree with another leaf in the older part, and for no other tree', async () => {
    const changed = leavesOf(SMALL).map((leaf, i) => (i === 20 ? leafOf(99) : leaf))
    const other = memoryHashReader(changed)
    for (let newer = 1; newer <= SMALL; newer++) {
      for (let older = 1; older <= newer; older++) {
        const proof = await proveConsistency(other, older, newer)
        const claimed = { size: newer, root: treeHash(changed.slice(0, newer)) }
        expect(E.isRight(checkConsistency(head(older), claimed, proof))).toBe(older <= 20)
      }
    }
  })

  it('is refused with a hash more, less, changed or out of its place', async () => {
    for (const [older, newer] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 8],
      [13, 33],
      [32, 33],
      [33, 34],
    ] as const) {
      const proof = await proveConsistency(reader, older, newer)
      for (const bent of bentProofs(proof)) {
        expect(E.isLeft(checkConsistency(head(older), head(newer), bent))).toBe(true)
      }
    }
  })

  it('of the tree of no leaves is empty, and its root is the empty one', () => {
    const none = { size: 0, root: emptyRoot() }
    expect(checkConsistency(none, none, [])).toEqual(E.right(undefined))
    expect(checkConsistency(none, head(5), [])).toEqual(E.right(undefined))
    expect(left(checkConsistency(none, head(5), [leafOf(0)]))).toMatchObject({
      expected: 0,
      found: 1,
    })
    const lying = { size: 0, root: leafOf(0) }
    expect(left(checkConsistency(lying, head(5), []))).toMatchObject({
      _tag: 'RootMismatch',
      size: 0,
    })
    expect(left(checkConsistency(lying, lying, []))).toMatchObject({
      _tag: 'RootMismatch',
      size: 0,
    })
    expect(left(checkConsistency(none, lying, []))).toMatchObject({ _tag: 'RootMismatch', size: 0 })
  })

  it('is refused where either root is no hash', async () => {
    for (const found of [0, 31, 33]) {
      const root = new Uint8Array(found)
      const odd = { _tag: 'HashLength', of: 'root', at: 0, found }
      for (const older of [0, 3, 4]) {
        const proof = await proveConsistency(reader, older, 7)
        expect(left(checkConsistency(head(older), { size: 7, root }, proof))).toEqual(odd)
        const from = left(checkConsistency({ size: older, root }, head(7), proof))
        // The tree of no leaves has one root, whatever is claimed.
        expect(from).toMatchObject(older === 0 ? { _tag: 'RootMismatch', size: 0 } : odd)
      }
    }
  })

  it('of one size is empty, and the roots are one', () => {
    expect(checkConsistency(head(5), head(5), [])).toEqual(E.right(undefined))
    expect(left(checkConsistency(head(5), { size: 5, root: leafOf(1) }, []))._tag).toBe(
      'RootMismatch',
    )
    expect(left(checkConsistency(head(5), head(5), [leafOf(1)]))._tag).toBe('ProofLength')
  })

  it('says what is wrong with it', async () => {
    const proof = await proveConsistency(reader, 3, 7)
    expect(left(checkConsistency(head(7), head(3), proof))).toEqual({
      _tag: 'SizesOutOfOrder',
      older: 7,
      newer: 3,
    })
    for (const bad of [-1, -0, 0.5, Number.NaN, 2 ** 53]) {
      expect(left(checkConsistency({ ...head(3), size: bad }, head(7), proof))._tag).toBe(
        'SizesOutOfOrder',
      )
      expect(left(checkConsistency(head(3), { ...head(7), size: bad }, proof))._tag).toBe(
        'SizesOutOfOrder',
      )
    }
    expect(left(checkConsistency({ size: 3, root: leafOf(0) }, head(7), proof))).toMatchObject({
      size: 3,
    })
    expect(left(checkConsistency(head(3), { size: 7, root: leafOf(0) }, proof))).toMatchObject({
      size: 7,
    })
    expect(left(checkConsistency(head(3), { size: 7, root: new Uint8Array(12) }, proof))._tag).toBe(
      'HashLength',
    )
    for (const [older, newer] of [
      [8, 7],
      [-1, 7],
      [0.5, 7],
      [3, 7.5],
      [3, 2 ** 53],
    ] as const) {
      await expect(proveConsistency(reader, older, newer)).rejects.toThrow(RangeError)
    }
  })
})

/** Ways to bend a list of hashes; none gives the list itself. */
function bentProofs(proof: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  return [
    [...proof, leafOf(0)],
    [...proof, ...proof.slice(-1), ...proof.slice(-1)],
    [leafOf(0), ...proof],
    ...proof.flatMap((hash, i) => [
      proof.toSpliced(i, 1),
      proof.toSpliced(i, 0, hash),
      ...[0, 100, 255].map((bit) => proof.toSpliced(i, 1, flipped(hash, bit))),
      proof.toSpliced(i, 1, hash.subarray(0, 31)),
    ]),
    ...proof.slice(1).map((hash, i) => proof.toSpliced(i, 2, hash, proof[i] ?? hash)),
  ]
}

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  return hash.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}
