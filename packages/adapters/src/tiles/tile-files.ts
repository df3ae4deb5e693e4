/**
 * `public/tile/`: where each tile is a file, which is put there whole or not at all.
 *
 *     write .tile.draft → fsync it → link it to its name, which must not exist → in the end, fsync each directory
 *
 * So a tile that stands is never changed by writing. Every directory on the way must be one: symbolic links
 * are refused.
 */
import { dirname, join } from 'node:path'
import { formatTilePath, maxTileBytes, storeFailure } from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import { makeDurably } from '../file/create.ts'
import { attempt } from '../file/errno.ts'
import type { FileSystem, OpenFile } from '../file/file-system.ts'
import { modesFor } from '../file/layout.ts'
import type { Modes } from '../file/layout.ts'
import { draftFile, plainFileAt, readSmallFile } from '../file/small-file.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import type { BuiltTile } from './tile-builder.ts'

/** The name of what is not yet a tile. One that a crash left behind is nobody's. */
export const TILE_DRAFT = '.tile.draft'

/** The path of a tile in `public/`, for errors and reports, and on the disk. */
export function tileFile({ layout }: LedgerFiles, tile: TileId): string {
  return join(layout.publicDirectory, formatTilePath(tile))
}

/**
 * What lies at the path of a tile, or null. Rejects: `unsupported` for what is no plain file, or a directory on the
 * way that is none; `damaged` for more bytes than such a tile can have.
 */
export async function readTileFile(files: LedgerFiles, tile: TileId): Promise<Uint8Array | null> {
  const path = formatTilePath(tile)
  if (!(await hasDirectory(files, dirname(path)))) return null
  return readSmallFile(files.fs, tileFile(files, tile), `public/${path}`, maxTileBytes(tile))
}

/** Whether a plain file lies at the path of a tile. Rejects as `readTileFile`. */
export async function hasTileFile(files: LedgerFiles, tile: TileId): Promise<boolean> {
  const path = formatTilePath(tile)
  if (!(await hasDirectory(files, dirname(path)))) return false
  return (await plainFileAt(files.fs, tileFile(files, tile), `public/${path}`)) !== null
}

/** Whether the directory at `path` below `public/` stands, and is one, as all those above it. */
export async function hasDirectory({ fs, layout }: LedgerFiles, path: string): Promise<boolean> {
  const names = path.split('/')
  for (let depth = 1; depth <= names.length; depth++) {
    const at = names.slice(0, depth).join('/')
    const stat = await attempt(
      'read',
      `looking for public/${at}`,
      fs.lstat(join(layout.publicDirectory, at)),
    )
    if (stat === null) return false
    if (stat.kind !== 'directory')
      throw storeFailure('unsupported', `public/${at} is a ${stat.kind}, not a directory`)
  }
  return true
}

/** Tiles that are being written. What was put is durable when `sync` has resolved, and not before. */
export interface TileWriting {
  /**
   * Puts a tile in its place. One that stands there with the same bytes is made durable too. Rejects: `damaged` where
   * other bytes stand there, else with what the file system says.
   */
  put(built: BuiltTile): Promise<void>
  /** Puts a tile in the place of whatever plain file stands there. */
  replace(built: BuiltTile): Promise<void>
  sync(): Promise<void>
  /** Closes what is open, without a sync. */
  close(): Promise<void>
}

/** Begins to write tiles. Rejects with a StoreFailure. */
export async function writeTileFiles(files: LedgerFiles): Promise<TileWriting> {
  const { fs } = files
  const modes = await modesOf(files)
  /** Directories in which a name was made, open since before that, by their paths. */
  const changed = new Map<string, OpenFile>()

  const close = async (): Promise<void> => {
    const open = [...changed.values()]
    changed.clear()
    for (const directory of open) await directory.close().catch(() => {})
  }
  const sync = async (): Promise<void> => {
    try {
      for (const [path, directory] of changed)
        await attempt('write', `syncing public/${path}`, directory.sync())
    } finally {
      await close()
    }
  }
  /** The directory of a tile, made where it is not there, and open from before it is changed. */
  const enter = async (path: string): Promise<void> => {
    if (changed.has(path)) return
    if (changed.size === MOST_OPEN) await sync()
    await makeDirectories(files, path, modes)
    const opening = fs.open(join(files.layout.publicDirectory, path), 'read')
    changed.set(path, await attempt('prepare', `opening public/${path}`, opening))
  }
  const draft = async ({ tile, bytes }: BuiltTile) => {
    await enter(dirname(formatTilePath(tile)))
    return draftFile(fs, tileFile(files, tile), bytes, {
      name: `public/${formatTilePath(tile)}`,
      mode: modes.segment,
      draft: TILE_DRAFT,
    })
  }
  const link = async (built: BuiltTile): Promise<boolean> => {
    await draft(built)
    const path = tileFile(files, built.tile)
    const from = join(dirname(path), TILE_DRAFT)
    const linked = await fs.link(from, path)
    await fs.remove(from)
    return linked
  }
  const replace = async (built: BuiltTile): Promise<void> => {
    const drafted = await draft(built)
    await drafted.commit()
  }

  return {
    put: async (built) => {
      const name = `public/${formatTilePath(built.tile)}`
      if (await attempt('write', `writing ${name}`, link(built))) return
      const there = await readTileFile(files, built.tile)
      if (there === null || Buffer.compare(there, built.bytes) !== 0)
        throw storeFailure(
          'damaged',
          `${name} is not what the entries give: tiles can be written anew from these`,
        )
      // Its name may be one that an earlier sync failed to write. The same bytes in its place are written anew.
      await replace(built)
    },
    replace,
    sync,
    close,
  }
}

/** Makes what is missing of the directories down to `path`, which lies below `public/`, and the names of all durable. */
async function makeDirectories(
  { fs, layout }: LedgerFiles,
  path: string,
  modes: Modes,
): Promise<void> {
  const names = path.split('/')
  for (let depth = 1; depth <= names.length; depth++) {
    const at = names.slice(0, depth).join('/')
    const absolute = join(layout.publicDirectory, at)
    const there = await attempt('read', `looking for public/${at}`, fs.lstat(absolute))
    if (there !== null && there.kind !== 'directory')
      throw storeFailure('unsupported', `public/${at} is a ${there.kind}, not a directory`)
    const making =
      there === null
        ? makeDirectory(fs, absolute, modes.publicDirectory)
        : syncDirectory(fs, dirname(absolute))
    await attempt('prepare', `making public/${at}`, making)
  }
}

/** Makes a directory durably. One whose name could not be made so is taken away, to be made again. */
async function makeDirectory(fs: FileSystem, path: string, mode: number): Promise<void> {
  try {
    await makeDurably(fs, path, mode)
  } catch (thrown) {
    await fs.removeDirectory(path).catch(() => {})
    throw thrown
  }
}

/** Whoever made a name in it may have been killed before it was durable. */
async function syncDirectory(fs: FileSystem, path: string): Promise<void> {
  const directory = await fs.open(path, 'read')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** What `public/` is for, its files are for too. */
async function modesOf({ fs, layout }: LedgerFiles): Promise<Modes> {
  const stat = await attempt('read', 'looking at public', fs.lstat(layout.publicDirectory))
  return modesFor(((stat?.mode ?? 0) & 0o005) === 0o005)
}

/** Directories that are open at once: a row each, and some to spare. */
const MOST_OPEN = 24
