/**
 * The tiles of a log that grew: what it has newly, and what its right edge takes. It reads the entries that
 * are new, and those of the bundle before them.
 */
import { createHash } from 'node:crypto'
import { storeFailure, TILE_WIDTH, tileRow } from '@accord-ledger/core'
import type { HashReader, TileId } from '@accord-ledger/core'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { entryLines } from './entry-lines.ts'
import { tileBuilder } from './tile-builder.ts'
import type { TileBuilder } from './tile-builder.ts'
import { hasTileFile, writeTileFiles } from './tile-files.ts'
import type { TileWriting } from './tile-files.ts'

/** A log whose tiles are written: its entries lie in the directory, and are durable. */
export interface TiledLog {
  readonly size: number
  readonly hashes: HashReader
}

/**
 * Writes the tiles that a log of `size` entries has and one of `from` had not, durably, below `public/tile`. Where
 * the last tiles of `from` are not there, it writes all of them. Nothing that stands there is changed. It may be
 * killed anywhere, and be asked again. Its caller holds the publisher's lock. Rejects with a StoreFailure: `damaged`
 * where a tile that stands there, or an entry, is not what the hashes of the log say.
 */
export async function writeTiles(
  files: LedgerFiles,
  { size, hashes }: TiledLog,
  from: number,
): Promise<void> {
  const before = (await hasEdge(files, from)) ? from : 0
  if (before === size) return
  const start = before - (before % TILE_WIDTH)
  const builder = tileBuilder(start, await rowsAbove(hashes, start))
  const writing = await writeTileFiles(files)
  try {
    if (start < size) await writeFull(files, { size, hashes }, builder, writing)
    // By the partial ones it is known that all are there: no power cut may keep those alone.
    if (before !== from) await writing.sync()
    for (const built of builder.partial())
      if (!isPartialOf(before, built.tile)) await writing.put(built)
    await writing.sync()
  } finally {
    await writing.close()
  }
}

/** Feeds the entries up to the size of the log, and writes the full tiles that come of them. */
async function writeFull(
  files: LedgerFiles,
  { size, hashes }: TiledLog,
  builder: TileBuilder,
  writing: TileWriting,
): Promise<void> {
  const start = builder.size
  const [first] = await hashes.readHashes([{ level: 0, index: start }])
  if (first === undefined) throw new Error('one subtree has one hash')
  for await (const lines of entryLines(files, start, size, first)) {
    const ids = lines.map((_, i) => ({ level: 0, index: builder.size + i }))
    const leaves = await hashes.readHashes(ids)
    for (const [i, line] of lines.entries()) {
      const leaf = leafHashOf(line)
      requireSame(leaf, leaves[i], builder.size)
      for (const built of builder.push(line.slice(), leaf)) await writing.put(built)
    }
  }
}

/** The RFC 6962 leaf hash, natively: 32 bytes. */
export function leafHashOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(LEAF).update(bytes).digest()
}

const LEAF = Uint8Array.of(0)

function requireSame(leaf: Uint8Array, expected: Uint8Array | undefined, index: number): void {
  if (expected === undefined || Buffer.compare(leaf, expected) !== 0)
    throw storeFailure('damaged', `entry ${index} on the disk is not the one of the log`, {
      at: index,
    })
}

/** The hashes of the partial tiles of the log of `start` entries, by levels. */
async function rowsAbove(
  hashes: HashReader,
  start: number,
): Promise<readonly (readonly Uint8Array[])[]> {
  const rows: (readonly Uint8Array[])[] = []
  for (let level = 0; TILE_WIDTH ** level <= start; level++) {
    const { full, partial } = tileRow(start, level)
    const first = full * TILE_WIDTH
    const ids = Array.from({ length: partial }, (_, i) => ({ level: 8 * level, index: first + i }))
    rows.push(await hashes.readHashes(ids))
  }
  return rows
}

/** Whether the last tile of each row of a log of `size` entries lies there. */
async function hasEdge(files: LedgerFiles, size: number): Promise<boolean> {
  for (let level = 0; TILE_WIDTH ** level <= size; level++) {
    const { full, partial } = tileRow(size, level)
    const [index, width] = partial > 0 ? [full, partial] : [full - 1, TILE_WIDTH]
    if (!(await hasTileFile(files, { kind: 'hashes', level, index, width }))) return false
    if (level === 0 && !(await hasTileFile(files, { kind: 'entries', index, width }))) return false
  }
  return true
}

/** Whether a partial tile is one of the log of `size` entries. */
function isPartialOf(size: number, tile: TileId): boolean {
  const { full, partial } = tileRow(size, tile.kind === 'hashes' ? tile.level : 0)
  return tile.index === full && tile.width === partial
}
