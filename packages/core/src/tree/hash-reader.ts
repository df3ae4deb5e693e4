/**
 * The port through which proofs read a Merkle tree: hashes of complete subtrees, of which a proof
 * needs O(log n). The subtree at (level, index) has the 2^level leaves from index * 2^level on; at
 * level 0 it is a leaf hash. Once complete it never changes, so a tree over tiles, a database or a
 * list of leaf hashes can answer alike.
 *
 *     size 7:   (2,0) = leaves 0..3   (1,2) = leaves 4, 5   (0,6) = leaf 6
 *     root      nodeHash((2,0), nodeHash((1,2), (0,6)))
 *
 * Sizes are exact below 2^53: no 32-bit shifts. Spec: proofs §1.
 */
import { isCount } from '../values/decimal.ts'
import { nodeHash, sha256 } from '../crypto/hash.ts'

/** The place of a complete subtree. */
export interface SubtreeId {
  /** In [0, 53). */
  readonly level: number
  readonly index: number
}

/** A tree that proofs are made from. */
export interface HashReader {
  /**
   * The 32-byte hashes at `ids`, in their order. Rejects where one cannot be read; a subtree that
   * is not complete is one.
   */
  readHashes(ids: readonly SubtreeId[]): Promise<readonly Uint8Array[]>
}

/** Leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/**
 * A reader over leaf hashes (32 bytes each) in log order. The array may grow later, at its end
 * only; each interior hash is computed once.
 */
export function memoryHashReader(leaves: readonly Uint8Array[]): HashReader {
  const levels: Uint8Array[][] = []
  const hashAt = ({ level, index }: SubtreeId): Uint8Array => {
    if (level === 0) return present(leaves[index], { level, index })
    const row = (levels[level] ??= [])
    for (let at = row.length; at <= index; at++) {
      const left = hashAt({ level: level - 1, index: 2 * at })
      row.push(nodeHash(left, hashAt({ level: level - 1, index: 2 * at + 1 })))
    }
    return present(row[index], { level, index })
  }
  return { readHashes: async (ids) => ids.map(hashAt) }
}

/**
 * The RFC 6962 root hash of the first `size` leaves: 32 bytes. Rejects with a RangeError where
 * `size` is not an integer in [0, 2^53).
 */
export async function rootAt(reader: HashReader, size: number): Promise<Uint8Array> {
  if (!isCount(size)) throw new RangeError(`${size} is not a tree size`)
  if (size === 0) return emptyRoot()
  const [root] = await readRanges(reader, [{ start: 0, end: size }])
  if (root === undefined) throw new Error('one range has one hash')
  return root
}

/** The root of the tree of no leaves: SHA-256 of nothing (RFC 9162 §2.1.1). */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0))
}

/**
 * The hash of each of `ranges`, by one read. A range begins at a multiple of the largest power of
 * two that it is not shorter than.
 */
export async function readRanges(
  reader: HashReader,
  ranges: readonly LeafRange[],
): Promise<readonly Uint8Array[]> {
  const parts = ranges.map(subtreesOf)
  const ids = parts.flat()
  if (ids.length === 0) return []
  const hashes = await reader.readHashes(ids)
  if (hashes.length !== ids.length || hashes.some((hash) => hash.length !== 32)) {
    throw new Error(`readHashes(${ids.length} ids) gave ${hashes.length} hashes, or other lengths`)
  }
  let at = 0
  return parts.map((part) => joined(hashes.slice(at, (at += part.length))))
}

/**
 * The complete subtrees that make up a range, one for each set bit of its length, largest first.
 */
function subtreesOf({ start, end }: LeafRange): readonly SubtreeId[] {
  const ids: SubtreeId[] = []
  let level = 0
  while (2 ** (level + 1) <= end - start) level++
  for (let at = start; at < end; level--) {
    const width = 2 ** level
    if (end - at < width) continue
    ids.push({ level, index: at / width })
    at += width
  }
  return ids
}

/**
 * The hash over neighbouring subtrees, largest first (RFC 9162 §2.1.1: the split is at the largest
 * power of two).
 */
function joined(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

function present(hash: Uint8Array | undefined, { level, index }: SubtreeId): Uint8Array {
  if (hash === undefined) throw new RangeError(`no complete subtree at level ${level}, ${index}`)
  return hash
}
