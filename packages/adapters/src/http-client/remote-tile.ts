/** The bytes of a tile that a host gave: whether they can be one, and the narrower tile that one begins with. */
import { decodeEntryBundle, encodeEntryBundle, maxTileBytes, TILE_WIDTH } from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

const HASH_BYTES = 32

/** Why these are not the bytes of `tile`, by their length alone; null where they may be. */
export function tileFault(tile: TileId, { length }: Uint8Array): string | null {
  if (tile.kind === 'entries')
    return length < 2 * tile.width ? `it has ${length} bytes: too few for its entries` : null
  const expected = maxTileBytes(tile)
  return length === expected ? null : `it has ${length} bytes instead of ${expected}`
}

/**
 * `tile` out of the bytes of a wider one at its place: hashes and entries of a log never change, so one begins with the other. Bytes
 * that are no bundle are given as they are: whoever reads them as one says what is wrong.
 */
export function narrowed(tile: TileId, wider: Uint8Array, width: number): Uint8Array {
  if (tile.kind === 'hashes') return wider.slice(0, tile.width * HASH_BYTES)
  const entries = decodeEntryBundle(wider, width)
  return E.isLeft(entries) ? wider : encodeEntryBundle(entries.right.slice(0, tile.width))
}

/** How wide the tile at this place is in a log of `size` entries: 0 to 256. */
export function widthIn(tile: TileId, size: number): number {
  const level = tile.kind === 'entries' ? 0 : tile.level
  const nodes = Math.floor(size / TILE_WIDTH ** level)
  return Math.min(TILE_WIDTH, Math.max(0, nodes - tile.index * TILE_WIDTH))
}
