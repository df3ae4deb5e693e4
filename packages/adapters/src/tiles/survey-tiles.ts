/**
 * Holds what lies below `public/tile` against the entries, tile by tile as they come, byte for byte. A partial tile
 * is the beginning of the tile that later took its place, so that one of any width can be compared.
 */
import { dirname, join } from 'node:path'
import {
  asStoreError,
  formatTilePath,
  parseTilePath,
  TILE_WIDTH,
  tileRow,
} from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import { attempt } from '../file/errno.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { tileBuilder } from './tile-builder.ts'
import type { BuiltTile } from './tile-builder.ts'
import { hasDirectory, hasTileFile, readTileFile, TILE_DRAFT } from './tile-files.ts'
import { leafHashOf } from './write-tiles.ts'

/** What is found out of one file, or its absence. */
export interface TileFindings {
  /** A tile that the log of the size asked about has stands, and its bytes are right; or the full one in its place does. */
  right(tile: TileId): void
  /** Another right tile: a partial one of a smaller size, or one of a larger. */
  spare(tile: TileId): void
  missing(built: BuiltTile): Promise<void>
  differing(built: BuiltTile): Promise<void>
  /** A path below `public/` that is no tile of this log, as far as its entries go. `tile`: what it is called. */
  foreign(path: string, tile: TileId | null): Promise<void>
}

/** How far the entries went. */
export interface Surveyed {
  readonly entries: number
  /** The root hash of the first `size` entries; null where there were fewer. */
  readonly root: Uint8Array | null
}

/**
 * Compares the tiles on the disk with those of the entries in `blocks`, and tells `found` of each; `size` is that of
 * the published log. Memory stays at a bundle and a tile a level. Rejects with a StoreFailure, and with what `blocks`
 * and `found` reject with.
 */
export async function surveyTiles(
  files: LedgerFiles,
  blocks: AsyncIterable<readonly Uint8Array[]>,
  size: number,
  found: TileFindings,
): Promise<Surveyed> {
  const builder = tileBuilder(0, [])
  let root = size === 0 ? await builder.root() : null
  for await (const lines of blocks)
    for (const line of lines) {
      const full = builder.push(line.slice(), leafHashOf(line))
      for (const built of full) await compare(files, built, size, found)
      if (builder.size === size) root = await builder.root()
    }
  for (const built of builder.partial()) await compare(files, built, size, found)
  await findForeign(files, 'tile', builder.size, found)
  return { entries: builder.size, root }
}

/** The root hash of the first `size` of the entries in `blocks`, and how many there are up to that. */
export async function rootOfEntries(
  blocks: AsyncIterable<readonly Uint8Array[]>,
  size: number,
): Promise<Surveyed> {
  const builder = tileBuilder(0, [])
  for await (const lines of firstOf(blocks, size))
    for (const line of lines) builder.push(line, leafHashOf(line))
  const root = builder.size === size ? await builder.root() : null
  return { entries: builder.size, root }
}

/** The first `size` of the entries in `blocks`. */
export async function* firstOf(
  blocks: AsyncIterable<readonly Uint8Array[]>,
  size: number,
): AsyncGenerator<readonly Uint8Array[]> {
  let left = size
  for await (const lines of blocks) {
    if (left === 0) return
    const some = lines.slice(0, left)
    left -= some.length
    yield some
  }
}

/** Compares whatever lies in the place of one tile, full or partial. */
async function compare(
  files: LedgerFiles,
  built: BuiltTile,
  size: number,
  found: TileFindings,
): Promise<void> {
  const expected = widthAt(built.tile, size)
  const standing = new Set<number>()
  for (const width of await widthsAt(files, built.tile)) {
    if (width > built.tile.width) continue
    const part = beginningOf(built, width)
    standing.add(width)
    if (!(await isRight(files, part))) await found.differing(part)
    else if (width === expected) found.right(part.tile)
    else found.spare(part.tile)
  }
  if (expected === 0 || standing.has(expected)) return
  const part = beginningOf(built, expected)
  if (standing.has(TILE_WIDTH)) found.right(part.tile)
  else await found.missing(part)
}

/** The width of the tile that a log of `size` entries has in the place of `tile`; 0 where it has none. */
function widthAt(tile: TileId, size: number): number {
  const { full, partial } = tileRow(size, tile.kind === 'hashes' ? tile.level : 0)
  if (tile.index < full) return TILE_WIDTH
  return tile.index === full ? partial : 0
}

/** The widths of the files that lie in the place of a tile, ascending. */
async function widthsAt(files: LedgerFiles, tile: TileId): Promise<readonly number[]> {
  const one = { ...tile, width: 1 }
  const folder = dirname(formatTilePath(one))
  const names = (await hasDirectory(files, folder))
    ? await attempt(
        'read',
        `listing public/${folder}`,
        files.fs.list(join(files.layout.publicDirectory, folder)),
      )
    : []
  const widths = names.flatMap((name) => parseTilePath(`${folder}/${name}`)?.width ?? [])
  const full = await hasTileFile(files, { ...tile, width: TILE_WIDTH })
  return [...widths.toSorted((a, b) => a - b), ...(full ? [TILE_WIDTH] : [])]
}

/** The first `width` hashes or entries of a tile. */
function beginningOf({ tile, bytes }: BuiltTile, width: number): BuiltTile {
  if (width === tile.width) return { tile, bytes }
  let end = tile.kind === 'hashes' ? 32 * width : 0
  if (tile.kind === 'entries')
    for (let i = 0; i < width; i++) end += 2 + (bytes[end] ?? 0) * 256 + (bytes[end + 1] ?? 0)
  return { tile: { ...tile, width }, bytes: bytes.subarray(0, end) }
}

async function isRight(files: LedgerFiles, { tile, bytes }: BuiltTile): Promise<boolean> {
  try {
    const there = await readTileFile(files, tile)
    return there !== null && Buffer.compare(there, bytes) === 0
  } catch (thrown) {
    // More bytes than any such tile has.
    if (asStoreError(thrown)?.code === 'damaged') return false
    throw thrown
  }
}

/** Finds what is no tile of a log of `entries` entries, below the directory at `path`. */
async function findForeign(
  files: LedgerFiles,
  path: string,
  entries: number,
  found: TileFindings,
): Promise<void> {
  if (!(await hasDirectory(files, path))) return
  const absolute = join(files.layout.publicDirectory, path)
  const names = await attempt('read', `listing public/${path}`, files.fs.list(absolute))
  for (const name of names.toSorted()) {
    const at = `${path}/${name}`
    const stat = await attempt(
      'read',
      `looking at public/${at}`,
      files.fs.lstat(join(absolute, name)),
    )
    if (stat === null || name === TILE_DRAFT) continue
    const tile = stat.kind === 'file' ? parseTilePath(at) : null
    const isDeep = at.split('/').length > MAX_DEPTH
    if (stat.kind === 'directory' && !isDeep) await findForeign(files, at, entries, found)
    else if (tile === null || widthAt(tile, entries) < tile.width) await found.foreign(at, tile)
  }
}

/** Names in the longest path of a tile: `tile`, a level, six groups of digits, a width. */
const MAX_DEPTH = 9
