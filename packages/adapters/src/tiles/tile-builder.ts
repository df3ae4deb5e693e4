/**
 * Tiles out of entries, one pass and no more than a tile a level in memory, whatever the size of the log. A
 * hash that a level gets is the root of the full tile that was completed below it.
 */
import { encodeEntryBundle, nodeHash, rootAt, TILE_WIDTH } from '@accord-ledger/core'
import type { HashReader, SubtreeId, TileId } from '@accord-ledger/core'

/** A tile, and what its file holds. */
export interface BuiltTile {
  readonly tile: TileId
  readonly bytes: Uint8Array
}

/** Fed with one entry after the other. */
export interface TileBuilder {
  /** Entries so far. */
  readonly size: number
  /** Takes the next entry and its leaf hash (32 bytes): the full tiles that it completes, from the bundle up. */
  push(entry: Uint8Array, leaf: Uint8Array): readonly BuiltTile[]
  /** The partial tiles of the log as far as it goes. */
  partial(): readonly BuiltTile[]
  /** The root hash of the log as far as it goes: 32 bytes. */
  root(): Promise<Uint8Array>
}

/** Hashes that wait for their tile to be full, by levels. */
type Pending = readonly (readonly Uint8Array[])[]

/**
 * Builds from entry `start` on, a multiple of 256. `above` are the hashes of the partial tiles that the log
 * of `start` entries has, by levels; it has none at level 0.
 */
export function tileBuilder(start: number, above: Pending): TileBuilder {
  if (start % TILE_WIDTH !== 0 || (above[0] ?? []).length > 0)
    throw new Error(`tiles are built from a multiple of ${TILE_WIDTH} on, not from ${start}`)
  const levels = above.map((hashes) => hashes.slice())
  let bundle: Uint8Array[] = []
  let size = start

  /** Puts a hash at `level`; where that completes a tile, so it goes on above. */
  function add(level: number, hash: Uint8Array): readonly BuiltTile[] {
    const hashes = (levels[level] ??= [])
    hashes.push(hash)
    if (hashes.length < TILE_WIDTH) return []
    levels[level] = []
    const index = Math.floor(size / TILE_WIDTH ** (level + 1)) - 1
    return [hashTile(level, index, hashes), ...add(level + 1, topOf(hashes))]
  }

  return {
    get size() {
      return size
    },
    push: (entry, leaf) => {
      size += 1
      bundle.push(entry)
      if (bundle.length < TILE_WIDTH) return add(0, leaf)
      const full = entryTile(size / TILE_WIDTH - 1, bundle)
      bundle = []
      return [full, ...add(0, leaf)]
    },
    partial: () => {
      const rows = levels.flatMap((hashes, level) =>
        hashes.length === 0
          ? []
          : [hashTile(level, Math.floor(size / TILE_WIDTH ** (level + 1)), hashes)],
      )
      return bundle.length === 0
        ? rows
        : [entryTile(Math.floor(size / TILE_WIDTH), bundle), ...rows]
    },
    root: () => rootAt(readerOf(levels), size),
  }
}

/** The complete subtrees of the log that lie in its partial tiles: all that its root is made of. */
function readerOf(levels: Pending): HashReader {
  const hashAt = ({ level, index }: SubtreeId): Uint8Array => {
    const span = 2 ** (level % 8)
    const at = (index % (TILE_WIDTH / span)) * span
    return topOf((levels[Math.floor(level / 8)] ?? []).slice(at, at + span))
  }
  return { readHashes: async (ids) => ids.map(hashAt) }
}

/** The root of a complete subtree over `hashes`, a power of two of them. */
function topOf(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const below = row
    row = Array.from({ length: below.length / 2 }, (_, i) =>
      nodeHash(present(below[2 * i]), present(below[2 * i + 1])),
    )
  }
  return present(row[0])
}

function present(hash: Uint8Array | undefined): Uint8Array {
  if (hash === undefined) throw new Error('a complete subtree lacks a hash')
  return hash
}

function hashTile(level: number, index: number, hashes: readonly Uint8Array[]): BuiltTile {
  const tile: TileId = { kind: 'hashes', level, index, width: hashes.length }
  return { tile, bytes: new Uint8Array(Buffer.concat(hashes)) }
}

function entryTile(index: number, entries: readonly Uint8Array[]): BuiltTile {
  const tile: TileId = { kind: 'entries', index, width: entries.length }
  return { tile, bytes: encodeEntryBundle(entries) }
}
