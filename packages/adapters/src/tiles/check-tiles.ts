/** Whether the tiles on the disk are those of the entries, and writing anew those that are not. */
import { join } from 'node:path'
import { encodeHex, formatTilePath, liftStore, storeFailure } from '@accord-ledger/core'
import type { StoreError } from '@accord-ledger/core'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { attempt } from '../file/errno.ts'
import { readRawEntries } from '../file/raw-entries.ts'
import {
  findFiles,
  PUBLISHED,
  readCheckpoint,
  withPublisherLock,
} from '../publication/ledger-files.ts'
import type { LedgerFiles, PublicationOptions } from '../publication/ledger-files.ts'
import { firstOf, rootOfEntries, surveyTiles } from './survey-tiles.ts'
import { writeTileFiles } from './tile-files.ts'

/** Paths below `public/`, the first hundred of them. */
export interface TilePaths {
  readonly count: number
  readonly first: readonly string[]
}

/** What lies below `public/tile`, held against the entries. */
export interface TileReport {
  /** The size whose tiles these should be. */
  readonly size: number
  /** The root hash of so many entries: 32 bytes. */
  readonly root: Uint8Array
  /** Tiles of that size that are there and right. A full one in the place of a partial one counts as that. */
  readonly right: number
  /** Other right ones: partial ones of smaller sizes, and what a larger size has. */
  readonly spare: number
  readonly missing: TilePaths
  /** With other bytes than the entries give. */
  readonly differing: TilePaths
  /** What is no tile of this log, as far as its entries go. */
  readonly foreign: TilePaths
}

/** What `rebuildTiles` did. */
export interface Rebuilt {
  /** That of the published checkpoint. */
  readonly size: number
  /** The published root: 32 bytes. */
  readonly root: Uint8Array
  /** Tiles that were right and were left alone. */
  readonly kept: number
  /** Tiles that were missing. */
  readonly written: TilePaths
  /** Tiles that had other bytes. */
  readonly replaced: TilePaths
  /** Tiles of no size that was published: the next one published has them anew. */
  readonly removed: TilePaths
  /** What is called like no tile. It was left alone. */
  readonly foreign: TilePaths
}

/**
 * Compares the tiles of the ledger at `directory` with its entries, byte for byte; `size` is that of the published
 * checkpoint, 0 where there is none. Changes nothing. Memory stays at a bundle. Left: `damaged` where there are fewer
 * entries than `size`, and what a store says.
 */
export function checkTiles(
  directory: string,
  size: number,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, TileReport> {
  return liftStore(async () => {
    const files = await findFiles(directory, options)
    const [missing, differing, foreign] = [pathList(), pathList(), pathList()]
    let [right, spare] = [0, 0]
    const { blocks } = await readRawEntries(directory, options)
    const { entries, root } = await surveyTiles(files, blocks, size, {
      right: () => {
        right += 1
      },
      spare: () => {
        spare += 1
      },
      missing: async ({ tile }) => missing.add(formatTilePath(tile)),
      differing: async ({ tile }) => differing.add(formatTilePath(tile)),
      foreign: async (path) => foreign.add(path),
    })
    return {
      size,
      root: requireRoot(root, entries, size),
      right,
      spare,
      missing: missing.paths(),
      differing: differing.paths(),
      foreign: foreign.paths(),
    }
  })
}

/**
 * Writes the tiles of the published checkpoint from the entries, once those have been seen to give its root: what is
 * missing is written, what differs replaced. The checkpoint is not touched. Left: `unavailable` where none is
 * published; `damaged` where the entries do not give its root, and nothing was changed; `locked` while somebody
 * publishes; and what a store says. It may be killed anywhere, and be asked again.
 */
export function rebuildTiles(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, Rebuilt> {
  return liftStore(async () => {
    const files = await findFiles(directory, options)
    return withPublisherLock(files, async () => {
      const published = await readCheckpoint(files, PUBLISHED)
      if (published === null)
        throw storeFailure(
          'unavailable',
          'no checkpoint is published, so there are no tiles to write',
        )
      const { size, root } = published.checkpoint
      const before = await readRawEntries(directory, options)
      requireSame(await rootOfEntries(before.blocks, size), size, root)
      return mend(files, directory, options, { size, root })
    })
  })
}

async function mend(
  files: LedgerFiles,
  directory: string,
  options: PublicationOptions,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
): Promise<Rebuilt> {
  const [written, replaced, removed, foreign] = [pathList(), pathList(), pathList(), pathList()]
  let kept = 0
  const keep = (): void => {
    kept += 1
  }
  const writing = await writeTileFiles(files)
  try {
    const { blocks } = await readRawEntries(directory, options)
    const surveyed = await surveyTiles(files, firstOf(blocks, size), size, {
      right: keep,
      spare: keep,
      missing: async (built) => {
        await writing.put(built)
        written.add(formatTilePath(built.tile))
      },
      differing: async (built) => {
        await writing.replace(built)
        replaced.add(formatTilePath(built.tile))
      },
      foreign: async (path, tile) => {
        if (tile === null) return foreign.add(path)
        await remove(files, path)
        removed.add(path)
      },
    })
    await writing.sync()
    requireSame(surveyed, size, root)
  } finally {
    await writing.close()
  }
  return {
    size,
    root,
    kept,
    written: written.paths(),
    replaced: replaced.paths(),
    removed: removed.paths(),
    foreign: foreign.paths(),
  }
}

function remove({ fs, layout }: LedgerFiles, path: string): Promise<void> {
  return attempt(
    'prepare',
    `removing public/${path}`,
    fs.remove(join(layout.publicDirectory, path)),
  )
}

function requireSame(
  { entries, root }: { readonly entries: number; readonly root: Uint8Array | null },
  size: number,
  expected: Uint8Array,
): void {
  const found = requireRoot(root, entries, size)
  if (Buffer.compare(found, expected) !== 0)
    throw storeFailure(
      'damaged',
      `the entries do not give the published root at size ${size}: expected ${encodeHex(expected)}, found ${encodeHex(found)}`,
    )
}

function requireRoot(root: Uint8Array | null, entries: number, size: number): Uint8Array {
  if (root !== null) return root
  throw storeFailure(
    'damaged',
    `a checkpoint of ${size} entries is published, and there are ${entries}`,
    {
      at: entries,
    },
  )
}

function pathList(): { readonly add: (path: string) => void; readonly paths: () => TilePaths } {
  const first: string[] = []
  let count = 0
  return {
    add: (path) => {
      count += 1
      if (first.length < 100) first.push(path)
    },
    paths: () => ({ count, first }),
  }
}
