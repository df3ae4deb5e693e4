import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leafHash, nobleHasher, nodeHash, sha256 } from '../crypto/hash.ts'
import type { Hasher } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { appendEntriesBy, appendLeaf, appendLeavesBy, EMPTY_TREE, rootOf } from './tree.ts'
import type { Frontier } from './tree.ts'
import { leafOf, treeHash } from '../test-support/tree-model.ts'

/** A hasher that has the root of a subtree at once, and writes down how many entries each had. */
const bySubtrees = (widths: number[]): Hasher => ({
  ...nobleHasher,
  subtreeRoot: (entries) => {
    widths.push(entries.length)
    return treeHash(entries.map(leafHash))
  },
})

const grow = (leaves: readonly Uint8Array[]): Frontier => leaves.reduce(appendLeaf, EMPTY_TREE)

describe('the hashes', () => {
  it.each([
    [
      'of nothing',
      sha256(new Uint8Array(0)),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    ],
    [
      'of an empty leaf',
      leafHash(new Uint8Array(0)),
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    ],
    [
      'of a leaf',
      leafHash(Uint8Array.of(0)),
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    ],
    [
      'of two leaves',
      nodeHash(leafHash(new Uint8Array(0)), leafHash(Uint8Array.of(0))),
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ],
  ])('%s', (_, hash, hex) => {
    expect(encodeHex(hash)).toBe(hex)
  })

  it('of leaves and nodes begin with another byte, so that none is the other', () => {
    const pair = new Uint8Array(64).fill(7)
    expect(leafHash(pair)).toEqual(sha256(Uint8Array.of(0, ...pair)))
    expect(nodeHash(pair.subarray(0, 32), pair.subarray(32))).toEqual(
      sha256(Uint8Array.of(1, ...pair)),
    )
    expect(leafHash(pair)).not.toEqual(nodeHash(pair.subarray(0, 32), pair.subarray(32)))
  })
})

describe('the running root', () => {
  it('of no leaf is the hash of nothing', () => {
    expect(rootOf(EMPTY_TREE)).toEqual(treeHash([]))
    expect(EMPTY_TREE).toEqual({ size: 0, roots: [] })
  })

  it('of three leaves is the worked example', () => {
    const [a, b, c] = [leafOf(0), leafOf(1), leafOf(2)]
    expect(rootOf(grow([a, b, c]))).toEqual(nodeHash(nodeHash(a, b), c))
  })

  it('is the root of RFC 6962 at every size from 0 to 300', () => {
    const leaves: Uint8Array[] = []
    let tree = EMPTY_TREE
    for (let size = 0; size <= 300; size++) {
      expect(tree.size).toBe(size)
      expect(tree.roots.length).toBe([...size.toString(2)].filter((bit) => bit === '1').length)
      expect(encodeHex(rootOf(tree))).toBe(encodeHex(treeHash(leaves)))
      leaves.push(leafOf(size))
      tree = appendLeaf(tree, leafOf(size))
    }
  })

  it('is the root of RFC 6962 over any leaves, the same ones twice among them', () => {
    const leaf = fc.oneof(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.nat(2).map((fill) => new Uint8Array(32).fill(fill)),
    )
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 70 }), (leaves) => {
        expect(rootOf(grow(leaves))).toEqual(treeHash(leaves))
      }),
    )
  })

  it('is the same for leaves that come one by one, all at once, and in two blocks', () => {
    const leaves = fc.array(fc.nat(9).map(leafOf), { maxLength: 70 })
    fc.assert(
      fc.property(leaves, fc.nat(70), (all, cut) => {
        const first = appendLeavesBy(nobleHasher, EMPTY_TREE, all.slice(0, cut))
        const before = encodeHex(rootOf(first))
        expect(appendLeavesBy(nobleHasher, first, all.slice(cut))).toEqual(grow(all))
        expect(encodeHex(rootOf(first))).toBe(before)
        expect(appendLeavesBy(nobleHasher, EMPTY_TREE, all)).toEqual(grow(all))
      }),
    )
  })

  it('is the same for entries, hash by hash and by subtrees at once, in blocks of any sizes', () => {
    const blocks = fc.array(
      fc.array(fc.uint8Array({ maxLength: 4 }), { maxLength: 40, size: 'max' }),
    )
    fc.assert(
      fc.property(blocks, (some) => {
        const leaves = some.flat().map(leafHash)
        const widths: number[] = []
        for (const hasher of [nobleHasher, bySubtrees(widths)]) {
          const grown = some.reduce(
            (tree, block) => appendEntriesBy(hasher, tree, block),
            EMPTY_TREE,
          )
          expect(grown).toEqual(grow(leaves))
          expect(rootOf(grown)).toEqual(treeHash(leaves))
        }
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(leaves.length)
      }),
    )
  })

  it('grows by the largest subtrees that entries complete', () => {
    const widths: number[] = []
    const entries = Array.from({ length: 100 }, () => new Uint8Array(1))
    const tree = appendEntriesBy(bySubtrees(widths), EMPTY_TREE, entries)
    expect(widths).toEqual([64, 32, 4])
    appendEntriesBy(bySubtrees(widths), tree, entries)
    expect(widths.slice(3)).toEqual([4, 8, 16, 64, 8])
  })

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 3, 2 ** 32, 2 ** 53 - 8])(
    'is the same for entries past 32 bits: %d leaves and seven more',
    (size) => {
      const roots = [...size.toString(2)].flatMap((bit, i) => (bit === '1' ? [leafOf(i)] : []))
      const entries = Array.from({ length: 7 }, (_, i) => Uint8Array.of(i))
      const grown = appendLeavesBy(nobleHasher, { size, roots }, entries.map(leafHash))
      expect(appendEntriesBy(bySubtrees([]), { size, roots }, entries)).toEqual(grown)
    },
  )

  it('changes with every leaf, and leaves the trees before it alone', () => {
    const leaves = fc.array(fc.nat(2), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(leaves, fc.nat(39), fc.nat(2), (numbers, at, other) => {
        const trees = [EMPTY_TREE]
        for (const n of numbers) trees.push(appendLeaf(trees.at(-1) ?? EMPTY_TREE, leafOf(n)))
        for (const [size, tree] of trees.entries()) {
          expect(rootOf(tree)).toEqual(treeHash(numbers.slice(0, size).map(leafOf)))
        }
        const i = at % numbers.length
        const changed = numbers.with(i, other)
        expect(
          encodeHex(rootOf(grow(changed.map(leafOf)))) ===
            encodeHex(rootOf(grow(numbers.map(leafOf)))),
        ).toBe(numbers[i] === other)
      }),
    )
  })

  it.each([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2])(
    'counts on past 32 bits: %d leaves and one more',
    (size) => {
      const bits = [...size.toString(2)]
      const roots = bits.flatMap((bit, i) => (bit === '1' ? [leafOf(i)] : []))
      const next = appendLeaf({ size, roots }, leafOf(-1))
      expect(next.size).toBe(size + 1)
      expect(next.roots.length).toBe(
        [...(size + 1).toString(2)].filter((bit) => bit === '1').length,
      )
      let closed = leafOf(-1)
      for (let i = bits.length - 1; bits[i] === '1'; i--) closed = nodeHash(leafOf(i), closed)
      expect(next.roots.at(-1)).toEqual(closed)
    },
  )

  it('that lacks a subtree is a bug, and throws', () => {
    expect(() => appendLeaf({ size: 3, roots: [leafOf(0)] }, leafOf(1))).toThrow(/lacks a subtree/)
  })
})
