/**
 * Which tiles a log of a size has (c2sp.org/tlog-tiles): with s leaves, level l has floor(s / 256^(l+1))
 * full tiles and, where floor(s / 256^l) mod 256 is not 0, one partial tile of that width.
 *
 *     256       tile/0/000  tile/entries/000  tile/1/000.p/1
 *     70,000    273 full and p/112 at level 0 and of bundles, one full and p/17 at level 1, p/1 at level 2
 *
 * Sizes are exact below 2^53: no 32-bit shifts. Spec: proofs §11.1.
 */
import { isCount } from '../values/decimal.ts'
import { TILE_WIDTH } from './tile-id.ts'
import type { TileId } from './tile-id.ts'

/** How many full tiles, and of which width a partial one, a row has: a level, or the bundles. */
export interface TileRow {
  readonly full: number
  /** In [0, 256); 0 where there is no partial tile. */
  readonly partial: number
}

/** The tiles at `level` of a log of `size` entries; of level 0 also its bundles. */
export function tileRow(size: number, level: number): TileRow {
  if (!isCount(size)) throw new RangeError(`${size} is not a tree size`)
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH }
}

/** Every tile that a log of `size` entries, in [0, 2^53), has. Full ones first, those of level 0 before all. */
export function tilesOf(size: number): Iterable<TileId> {
  return tilesBetween(0, size)
}

/**
 * The tiles that a log of `newSize` entries has and one of `oldSize` has not; 0 <= oldSize <= newSize <
 * 2^53, else a RangeError. The full ones, bundle and leaf hashes in turn, then level by level; last the
 * partial ones. O(new / 256 + log newSize) of them.
 */
export function tilesBetween(oldSize: number, newSize: number): Iterable<TileId> {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize)
    throw new RangeError(`no log grows from ${oldSize} to ${newSize} entries`)
  return { [Symbol.iterator]: () => newTiles(oldSize, newSize) }
}

function* newTiles(oldSize: number, newSize: number): Generator<TileId, void> {
  const levels = Array.from({ length: levelsOf(newSize) }, (_, level) => ({
    level,
    before: tileRow(oldSize, level),
    after: tileRow(newSize, level),
  }))
  for (const { level, before, after } of levels)
    for (let index = before.full; index < after.full; index++)
      yield* tilesAt(level, index, TILE_WIDTH)
  for (const { level, before, after } of levels) {
    const grew = before.full !== after.full || before.partial !== after.partial
    if (after.partial > 0 && grew) yield* tilesAt(level, after.full, after.partial)
  }
}

/** The number of levels that have a tile in a tree of `size` leaves. */
export function levelsOf(size: number): number {
  let levels = 0
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) levels++
  return levels
}

function* tilesAt(level: number, index: number, width: number): Generator<TileId, void> {
  if (level === 0) yield { kind: 'entries', index, width }
  yield { kind: 'hashes', level, index, width }
}
