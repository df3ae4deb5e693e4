/**
 * The running root of an RFC 6962 Merkle tree, kept as the roots of its complete subtrees: one for
 * each set bit of the size, largest first (RFC 9162 §2.1.2). Appending a leaf costs one or two hashes
 * on average and touches no older leaf.
 *
 *     size 0   root = SHA-256("")
 *     size 1   root = leafHash(d0)
 *     size 3   root = nodeHash(nodeHash(leafHash(d0), leafHash(d1)), leafHash(d2))
 *
 * Sizes are exact up to 2^53: no 32-bit shifts.
 */
import { nobleHasher, nodeHash, sha256 } from '../crypto/hash.ts'
import type { Hasher } from '../crypto/hash.ts'

/** A tree of `size` leaves: the roots of its complete subtrees, 32 bytes each, largest first. Never changed in place. */
export interface Frontier {
  readonly size: number
  readonly roots: readonly Uint8Array[]
}

/** The tree of no leaves. */
export const EMPTY_TREE: Frontier = { size: 0, roots: [] }

/** The tree with one more leaf, given by its 32-byte leaf hash. */
export function appendLeaf(tree: Frontier, leaf: Uint8Array): Frontier {
  return appendLeafBy(nobleHasher, tree, leaf)
}

/** As `appendLeaf`, hashed by `hasher`. */
export function appendLeafBy(hasher: Hasher, tree: Frontier, leaf: Uint8Array): Frontier {
  return appendLeavesBy(hasher, tree, [leaf])
}

/** The tree with more leaves, in their order: as `appendLeafBy` of each, without the trees between. */
export function appendLeavesBy(
  hasher: Hasher,
  tree: Frontier,
  leaves: readonly Uint8Array[],
): Frontier {
  const roots = tree.roots.slice()
  let { size } = tree
  for (const leaf of leaves) {
    let root = leaf
    // Each trailing one bit of the size is a complete subtree that the new leaf closes.
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = roots.pop()
      if (left === undefined) throw new Error(`a tree of ${size} leaves lacks a subtree`)
      root = hasher.nodeHash(left, root)
    }
    roots.push(root)
    size += 1
  }
  return { size, roots }
}

/** The root hash: 32 bytes. */
export function rootOf(tree: Frontier): Uint8Array {
  let root: Uint8Array | null = null
  for (const left of tree.roots.toReversed()) root = root === null ? left : nodeHash(left, root)
  return root ?? sha256(new Uint8Array(0))
}
