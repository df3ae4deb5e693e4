/** Tiles by their definition (c2sp.org/tlog-tiles), and sources of tiles for trees too large to hold. */
import { leafHash } from '../crypto/hash.ts'
import type { HashReader } from '../tree/hash-reader.ts'
import { encodeEntryBundle } from '../tiles/entry-bundle.ts'
import { formatTilePath } from '../tiles/tile-id.ts'
import type { TileId } from '../tiles/tile-id.ts'
import type { TileSource } from '../tiles/tile-source.ts'
import { concatBytes } from '../values/bytes.ts'
import { treeHash } from './tree-model.ts'

/** Entry i of the small logs: of 0 to 6 bytes, all different but for the first. */
export function entryOf(i: number): Uint8Array {
  return new TextEncoder().encode(i === 0 ? '' : `entry ${i}`.slice(-6))
}

/** A source that remembers what it was asked for. */
export interface CountedSource extends TileSource {
  readonly reads: string[]
}

/** The source over `files`, bytes by paths. */
export function mapSource(files: ReadonlyMap<string, Uint8Array>): CountedSource {
  const reads: string[] = []
  return {
    reads,
    readTile: async (tile) => {
      const path = formatTilePath(tile)
      reads.push(path)
      return files.get(path)?.slice() ?? null
    },
  }
}

/** Every tile of the log of `entries`, by the definition: no size is halved and no tile is read to make another. */
export function tilesByDefinition(entries: readonly Uint8Array[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const leaves = entries.map(leafHash)
  for (let level = 0, span = 1; span <= entries.length; level++, span *= 256) {
    const hashes = Math.floor(entries.length / span)
    for (let index = 0; index * 256 < hashes; index++) {
      const width = Math.min(256, hashes - index * 256)
      const parts = Array.from({ length: width }, (_, i) => {
        const from = (index * 256 + i) * span
        return treeHash(leaves.slice(from, from + span))
      })
      files.set(formatTilePath({ kind: 'hashes', level, index, width }), concatBytes(...parts))
      if (level > 0) continue
      const bundle = encodeEntryBundle(entries.slice(index * 256, index * 256 + width))
      files.set(formatTilePath({ kind: 'entries', index, width }), bundle)
    }
  }
  return files
}

/** The tiles of any tree, made of what `reader` says as they are asked for; every bundle holds `entry` alone. */
export function sourceOver(reader: HashReader, entry: Uint8Array): CountedSource {
  const reads: string[] = []
  const bytesOf = async (tile: TileId): Promise<Uint8Array> => {
    if (tile.kind === 'entries')
      return encodeEntryBundle(Array.from({ length: tile.width }, () => entry))
    const ids = Array.from({ length: tile.width }, (_, i) => ({
      level: 8 * tile.level,
      index: tile.index * 256 + i,
    }))
    return concatBytes(...(await reader.readHashes(ids)))
  }
  return {
    reads,
    readTile: (tile) => {
      reads.push(formatTilePath(tile))
      return bytesOf(tile)
    },
  }
}
