/**
 * Names of tiles (c2sp.org/tlog-tiles): a log as a finite set of files that any web server can serve. The
 * path lies below the log's prefix:
 *
 *     tile/0/x001/x234/067          hash tile 1,234,067 of level 0, full
 *     tile/1/000.p/17               hash tile 0 of level 1, the first 17 of its hashes
 *     tile/entries/000.p/5          the bundle of entries 0 to 4
 *
 * Hash i of tile n at level l is the root of the leaves from (n * 256 + i) * 256^l on, 256^l of them. An
 * index is written in groups of three digits, all but the last behind an `x`. Spec: proofs §11.
 */
import { isCount, parseDecimal } from '../values/decimal.ts'

/** Hashes, or entries, of a full tile. */
export const TILE_WIDTH = 256
/** The highest level that a path may name. In trees below 2^53 leaves there are none above 6. */
export const MAX_TILE_LEVEL = 63

/** One file of a tiled log. `index` is in [0, 2^53); `width` in [1, 256], and 256 is a full tile. */
export type TileId =
  | {
      readonly kind: 'hashes'
      /** In [0, 63]. */
      readonly level: number
      readonly index: number
      readonly width: number
    }
  | { readonly kind: 'entries'; readonly index: number; readonly width: number }

/** The path of a tile, without a leading slash. Throws a RangeError where a number is out of its range. */
export function formatTilePath(tile: TileId): string {
  const { index, width } = tile
  const level = tile.kind === 'hashes' ? tile.level : 0
  if (!isCount(level) || level > MAX_TILE_LEVEL) throw new RangeError(`${level} is no tile level`)
  if (!isCount(index)) throw new RangeError(`${index} is no tile index`)
  if (!isCount(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError(`${width} is no tile width`)
  const place = tile.kind === 'hashes' ? String(level) : 'entries'
  return `tile/${place}/${formatIndex(index)}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** The tile that attacker-controlled text names, or null where it is not what `formatTilePath` prints. */
export function parseTilePath(path: string): TileId | null {
  if (path.length > MAX_PATH) return null
  const [, place = '', groups = '', part] = PATH.exec(path) ?? []
  const index = Number(groups.replaceAll(/[x/]/g, ''))
  const width = part === undefined ? TILE_WIDTH : parseDecimal(part)
  const level = place === 'entries' ? 0 : parseDecimal(place)
  if (width === null || width < 1 || width > TILE_WIDTH || !isCount(index)) return null
  if (level === null || level > MAX_TILE_LEVEL) return null
  const tile: TileId =
    place === 'entries'
      ? { kind: 'entries', index, width }
      : { kind: 'hashes', level, index, width }
  return formatTilePath(tile) === path ? tile : null
}

/** The most bytes that the file of a tile has: exactly these for hashes, for entries no more. */
export function maxTileBytes({ kind, width }: TileId): number {
  return width * (kind === 'hashes' ? HASH_BYTES : LENGTH_BYTES + MAX_BUNDLED_BYTES)
}

/** Bytes of one hash. */
export const HASH_BYTES = 32
/** Bytes of the length before each entry of a bundle. */
export const LENGTH_BYTES = 2
/** Bytes that an entry of a bundle may take: its length is written in 16 bits. */
export const MAX_BUNDLED_BYTES = 65_535

const MAX_PATH = 64
const PATH = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/

function formatIndex(index: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? []
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
}
