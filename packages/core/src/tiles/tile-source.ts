/** The port through which tiles are read, and reading one with the full tile in place of a partial one. */
import * as E from 'fp-ts/lib/Either.js'
import { tileFailure } from './bad-tile.ts'
import type { BadTile } from './bad-tile.ts'
import { decodeEntryBundle } from './entry-bundle.ts'
import { formatTilePath, HASH_BYTES, maxTileBytes, TILE_WIDTH } from './tile-id.ts'
import type { TileId } from './tile-id.ts'

/** Where tiles lie. What it gives is attacker-controlled. */
export interface TileSource {
  /**
   * All bytes of the file of `tile`, or null where there is none. Rejects where it cannot tell. It need not
   * read more than one byte above `maxTileBytes(tile)`.
   */
  readTile(tile: TileId): Promise<Uint8Array | null>
}

/**
 * The hashes of a tile, 32 bytes each; not checked. A log may remove a partial tile once the full one
 * stands: then the beginning of that one is given. Rejects with a BadTile (`asTileError`): `missing`,
 * `length`.
 */
export async function readHashTile(
  source: TileSource,
  tile: TileId,
): Promise<readonly Uint8Array[]> {
  const { bytes, found } = await readAny(source, tile)
  if (bytes.length !== found.width * HASH_BYTES)
    throw tileFailure(oddLength(found, bytes, `${found.width * HASH_BYTES} bytes`))
  return Array.from({ length: tile.width }, (_, i) =>
    bytes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )
}

/**
 * The first `width` entries of bundle `index`; not checked: their leaf hashes are those of the hash tile
 * of level 0 at that index. Falls back to the full bundle as `readHashTile` does. Rejects with a BadTile
 * (`asTileError`): `missing`, `length`, `bundle`.
 */
export async function readEntryBundle(
  source: TileSource,
  index: number,
  width: number,
): Promise<readonly Uint8Array[]> {
  const { bytes, found } = await readAny(source, { kind: 'entries', index, width })
  const most = maxTileBytes(found)
  if (bytes.length > most) throw tileFailure(oddLength(found, bytes, `at most ${most} bytes`))
  const entries = decodeEntryBundle(bytes, found.width)
  if (E.isLeft(entries)) throw tileFailure({ ...entries.left, paths: [formatTilePath(found)] })
  return entries.right.slice(0, width)
}

async function readAny(
  source: TileSource,
  tile: TileId,
): Promise<{ readonly bytes: Uint8Array; readonly found: TileId }> {
  const own = await source.readTile(tile)
  if (own !== null) return { bytes: own, found: tile }
  const full: TileId = { ...tile, width: TILE_WIDTH }
  const bytes = tile.width === TILE_WIDTH ? null : await source.readTile(full)
  if (bytes !== null) return { bytes, found: full }
  throw tileFailure({
    _tag: 'BadTile',
    why: 'missing',
    paths: [formatTilePath(tile)],
    expected: 'the tile, or the full one in its place',
    found: 'none',
  })
}

function oddLength(tile: TileId, { length }: Uint8Array, expected: string): BadTile {
  return {
    _tag: 'BadTile',
    why: 'length',
    paths: [formatTilePath(tile)],
    expected,
    found: `${length} bytes`,
  }
}
