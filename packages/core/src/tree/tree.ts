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
    pushRoot(hasher, roots, size, leaf)
    size += 1
  }
  return { size, roots }
}

/**
 * The tree with more entries, given by their canonical bytes: as `appendLeavesBy` of their leaf hashes,
 * and faster where `hasher` has the root of a subtree at once.
 */
export function appendEntriesBy(
  hasher: Hasher,
  tree: Frontier,
  entries: readonly Uint8Array[],
): Frontier {
  if (hasher.subtreeRoot === undefined) {
    return appendLeavesBy(
      hasher,
      tree,
      entries.map((bytes) => hasher.leafHash(bytes)),
    )
  }
  const roots = tree.roots.slice()
  let { size } = tree
  for (let at = 0; at < entries.length;) {
    const width = widthFrom(size, entries.length - at)
    const root = hasher.subtreeRoot(entries.slice(at, at + width))
    pushRoot(hasher, roots, size / width, root)
    size += width
    at += width
  }
  return { size, roots }
}

/** The root hash: 32 bytes. */
export function rootOf(tree: Frontier): Uint8Array {
  let root: Uint8Array | null = null
  for (const left of tree.roots.toReversed()) root = root === null ? left : nodeHash(left, root)
  return root ?? sha256(new Uint8Array(0))
}

/** Puts the root of a complete subtree at the end of `roots`, after `before` others of its width. */
function pushRoot(hasher: Hasher, roots: Uint8Array[], before: number, added: Uint8Array): void {
  let root = added
  // Each trailing one bit is a complete subtree that the new one closes.
  for (let rest = before; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const left = roots.pop()
    if (left === undefined) throw new Error('a tree lacks a subtree of its size')
    root = hasher.nodeHash(left, root)
  }
  roots.push(root)
}

/** The width of the largest complete subtree that begins at leaf `start` and has at most `count` leaves, one at least. */
function widthFrom(start: number, count: number): number {
  let width = 1
  while (2 * width <= count && start % (2 * width) === 0) width *= 2
  return width
}
