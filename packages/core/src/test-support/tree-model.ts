/** Merkle trees by their definition (RFC 9162 §2.1.1), and readers of trees too large to hold. */
import type { HashReader, SubtreeId } from '../tree/hash-reader.ts'
import { leafHash, nodeHash, sha256 } from '../crypto/hash.ts'

/** The leaf hash of the bytes of `String(i)`. */
export function leafOf(i: number): Uint8Array {
  return leafHash(new TextEncoder().encode(String(i)))
}

/** The leaf hashes of the first `size` such leaves. */
export function leavesOf(size: number): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, i) => leafOf(i))
}

/** MTH over leaf hashes, as the definition has it. */
export function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only, second] = leaves
  if (only === undefined) return sha256(new Uint8Array(0))
  if (second === undefined) return only
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)))
}

/** A reader that counts, over a tree of any size whose leaves are all alike but those that `marked` names. */
export function syntheticReader(
  marked: ReadonlyMap<number, Uint8Array>,
): HashReader & { readonly reads: readonly number[] } {
  const alike = [leafOf(0)]
  const plain = (level: number): Uint8Array => {
    const known = alike[level]
    if (known !== undefined) return known
    const below = plain(level - 1)
    return (alike[level] = nodeHash(below, below))
  }
  const hashAt = ({ level, index }: SubtreeId): Uint8Array => {
    const [start, end] = [index * 2 ** level, (index + 1) * 2 ** level]
    if (![...marked.keys()].some((at) => at >= start && at < end)) return plain(level)
    if (level === 0) return marked.get(index) ?? plain(0)
    const left = hashAt({ level: level - 1, index: 2 * index })
    return nodeHash(left, hashAt({ level: level - 1, index: 2 * index + 1 }))
  }
  const reads: number[] = []
  return {
    reads,
    readHashes: async (ids) => {
      reads.push(ids.length)
      return ids.map(hashAt)
    },
  }
}
