/** Tiles of a tree, as a server would have them. */
import { encodeEntryBundle } from '@accord-ledger/core'
import type { TileId, TileSource } from '@accord-ledger/core'
import type { Tree } from '../arbitraries/proofs.ts'

/** The tiles of the first `size` leaves of a tree, and those of smaller trees: partial ones that a full one stands for are gone. */
export function tilesFor(
  { reader }: Tree,
  size: number,
  log: readonly Uint8Array[] = [],
): { readonly source: TileSource; readonly asked: readonly TileId[] } {
  const asked: TileId[] = []
  const readTile = async (tile: TileId): Promise<Uint8Array | null> => {
    const level = tile.kind === 'hashes' ? tile.level : 0
    const complete = Math.floor(size / 256 ** level)
    const from = tile.index * 256
    const there = Math.min(256, complete - from)
    const { width } = tile
    if (width > there || (width < 256 && there === 256)) return null
    asked.push(tile)
    if (tile.kind === 'entries') return encodeEntryBundle(log.slice(from, from + width))
    const ids = Array.from({ length: width }, (_, i) => ({ level: 8 * level, index: from + i }))
    const hashes = await reader.readHashes(ids)
    return Uint8Array.from(hashes.flatMap((hash) => [...hash]))
  }
  return { source: { readTile }, asked }
}
