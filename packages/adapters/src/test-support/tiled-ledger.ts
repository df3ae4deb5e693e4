/** Ledgers of many short entries, laid down as the file store would, and their tiles by another way than by building them. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import {
  EMPTY_HEAD,
  encodeEntryBundle,
  formatTilePath,
  leafHash,
  memoryHashReader,
  rootAt,
  signCheckpoint,
  tilesOf,
} from '@accord-ledger/core'
import { createStore } from '../file/create.ts'
import type { FileSystem } from '../file/file-system.ts'
import { formatSegmentName, layoutOf, modesFor } from '../file/layout.ts'
import { writeAll } from '../file/ledger-file.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { PUBLISHED, readCheckpoint, writeCheckpoint } from '../publication/ledger-files.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { removeStaleTiles } from '../tiles/stale-tiles.ts'
import { writeTiles } from '../tiles/write-tiles.ts'
import type { TiledLog } from '../tiles/write-tiles.ts'
import { operator, ORIGIN } from './checkpoints.ts'
import { textEntriesAfter } from './ledger-under-test.ts'

/** The entries of a log of at least so many; every shorter log is its beginning. */
export function entriesOf(size: number): readonly Uint8Array[] {
  if (known.length < size)
    known = textEntriesAfter(EMPTY_HEAD, ...Array.from({ length: size }, (_, i) => `entry ${i}`))
  return known.slice(0, size)
}
let known: readonly Uint8Array[] = []

/** Their leaf hashes. */
function leavesOf(size: number): readonly Uint8Array[] {
  for (const entry of entriesOf(size).slice(leaves.length)) leaves.push(leafHash(entry))
  return leaves.slice(0, size)
}
const leaves: Uint8Array[] = []

/** The log of the first `size` of them. */
export function logOf(size: number): TiledLog {
  const log = logs.get(size) ?? { size, hashes: memoryHashReader(leavesOf(size)) }
  logs.set(size, log)
  return log
}
const logs = new Map<number, TiledLog>()

/** Lays down the first `size` entries in segments of `segmentEntries`; those that are there are gone on from. */
export async function layEntries(
  directory: string,
  size: number,
  {
    fs = nodeFileSystem,
    segmentEntries = 65_536,
  }: { fs?: FileSystem; segmentEntries?: number } = {},
): Promise<LedgerFiles> {
  await createStore(fs, directory, modesFor(false))
  const layout = layoutOf(directory)
  for (let first = 0; first < size; first += segmentEntries) {
    const path = join(layout.entries, formatSegmentName(first))
    const there = (await fs.lstat(path))?.size ?? null
    const lines = entriesOf(size).slice(first, first + segmentEntries)
    const bytes = Buffer.concat(lines.flatMap((line) => [line, Uint8Array.of(0x0a)]))
    if (there === bytes.length) continue
    const file = await fs.open(path, there === null ? 'create' : 'append', 0o640)
    await writeAll(file, bytes.subarray(there ?? 0))
    await file.sync()
    await file.close()
  }
  const entries = await fs.open(layout.entries, 'read')
  await entries.sync()
  await entries.close()
  return { fs, layout }
}

/** What publishing does about tiles, in its order. The size that was published before comes from the directory. */
export async function publishTiles(files: LedgerFiles, log: TiledLog): Promise<void> {
  const before = (await readCheckpoint(files, PUBLISHED))?.checkpoint.size ?? 0
  await writeTiles(files, log, before)
  const head = { size: log.size, root: await rootAt(log.hashes, log.size) }
  await writeCheckpoint(files, PUBLISHED, await signCheckpoint(ORIGIN, head, [operator]))
  await removeStaleTiles(files, log.size, before)
}

/** What stands for the bytes of a file where many are compared. */
export function printOf(bytes: Uint8Array): string {
  return `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}`
}

/** The prints of the tiles of the log of `size` entries by their paths: from the tree over all leaf hashes. */
export async function tilesFromTree(size: number): Promise<ReadonlyMap<string, string>> {
  const { hashes } = logOf(size)
  const tiles = new Map<string, string>()
  for (const tile of tilesOf(size)) {
    const first = tile.index * 256
    if (tile.kind === 'entries') {
      const bundle = encodeEntryBundle(entriesOf(size).slice(first, first + tile.width))
      tiles.set(formatTilePath(tile), printOf(bundle))
      continue
    }
    const ids = Array.from({ length: tile.width }, (_, i) => ({
      level: 8 * tile.level,
      index: first + i,
    }))
    const bytes = new Uint8Array(Buffer.concat(await hashes.readHashes(ids)))
    tiles.set(formatTilePath(tile), printOf(bytes))
  }
  return tiles
}

/** The prints of the files below `public/tile`, by their paths in `public/`. */
export async function tilesOnDisk(directory: string): Promise<ReadonlyMap<string, string>> {
  const publicDirectory = join(directory, 'public')
  const found = await readdir(join(publicDirectory, 'tile'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => [])
  const tiles = new Map<string, string>()
  for (const each of found) {
    const path = join(each.parentPath, each.name)
    if (each.isFile()) tiles.set(relative(publicDirectory, path), printOf(await readFile(path)))
  }
  return tiles
}
