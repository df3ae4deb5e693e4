/**
 * The hashes of a tree that grows, 32 bytes each and little more: rows of complete subtrees, level by level, in pieces that are
 * never moved. An interior hash is computed when it is first read, and kept.
 */
import { nodeHash } from '@accord-ledger/core'
import type { HashReader, SubtreeId } from '@accord-ledger/core'

/** A tree by its leaf hashes. */
export interface HashRows {
  /** How many leaves it has. */
  readonly size: number
  readonly hashes: HashReader
  /** Adds the next leaf's hash, 32 bytes, which are copied. */
  readonly push: (leaf: Uint8Array) => void
}

/** The tree of no leaves. */
export function hashRows(): HashRows {
  const leaves = hashRow()
  const rows = [leaves]

  /** The row at `level`, with at least `count` hashes. */
  function filled(level: number, count: number): HashRow {
    const row = (rows[level] ??= hashRow())
    if (row.length >= count) return row
    const below = filled(level - 1, 2 * count)
    for (let at = row.length; at < count; at++)
      row.push(nodeHash(below.at(2 * at), below.at(2 * at + 1)))
    return row
  }

  function hashAt({ level, index }: SubtreeId): Uint8Array {
    if (index < 0 || (index + 1) * 2 ** level > leaves.length)
      throw new RangeError(`no complete subtree at level ${level}, ${index}`)
    return filled(level, index + 1)
      .at(index)
      .slice()
  }

  return {
    get size() {
      return leaves.length
    },
    hashes: { readHashes: async (ids) => ids.map(hashAt) },
    push: (leaf) => {
      if (leaf.length !== HASH_BYTES) throw new Error(`a hash has not ${leaf.length} bytes`)
      leaves.push(leaf)
    },
  }
}

interface HashRow {
  readonly length: number
  /** A view of the hash at `index`, which is there. */
  readonly at: (index: number) => Uint8Array
  readonly push: (hash: Uint8Array) => void
}

function hashRow(): HashRow {
  const pieces: Uint8Array[] = []
  let length = 0
  return {
    get length() {
      return length
    },
    at: (index) => {
      const piece = pieces[Math.floor(index / PIECE)]
      if (piece === undefined || index >= length) throw new Error(`no hash ${index} of ${length}`)
      const start = (index % PIECE) * HASH_BYTES
      return piece.subarray(start, start + HASH_BYTES)
    },
    push: (hash) => {
      if (length % PIECE === 0) pieces.push(new Uint8Array(PIECE * HASH_BYTES))
      pieces.at(-1)?.set(hash, (length % PIECE) * HASH_BYTES)
      length += 1
    },
  }
}

/** Hashes in a piece: 8 KiB. */
const PIECE = 256
const HASH_BYTES = 32
