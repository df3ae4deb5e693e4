/** Making again what is derived from the entries: modes of segments, and tiles. Never entries, never checkpoints. */
import { liftStore, storeFailure } from '@accord-ledger/core'
import type { StoreError } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { attempt } from '../file/errno.ts'
import { listSegments } from '../file/layout.ts'
import { findFiles, PUBLISHED, readCheckpoint } from '../publication/ledger-files.ts'
import type { PublicationOptions } from '../publication/ledger-files.ts'
import { rebuildTiles } from '../tiles/check-tiles.ts'
import { sealSegments } from './check-segments.ts'

/** What was made again. */
export interface Rebuilt {
  /** Below the ledger's directory; of tiles the first hundred that were written, replaced and removed. */
  readonly files: readonly string[]
  /** How many they are in all. */
  readonly count: number
}

/**
 * Makes the derived files of the ledger at `directory` again. For a log that `fsck` found to be `rebuildable`: nothing is checked
 * here. Left: `locked` where a checkpoint is being published, and what the file system says.
 */
export function rebuildDerived(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, Rebuilt> {
  return liftStore(async () => {
    const { fs, layout } = await findFiles(directory, options)
    const { firsts } = await listSegments(fs, layout)
    const sealed = await attempt('prepare', 'sealing segments', sealSegments(fs, layout, firsts))
    const published = await readCheckpoint({ fs, layout }, PUBLISHED)
    if (published === null) return { files: sealed, count: sealed.length }
    const tiles = await rebuildTiles(directory, options)()
    if (E.isLeft(tiles)) throw storeFailure(tiles.left.code, tiles.left.message)
    const made = [tiles.right.written, tiles.right.replaced, tiles.right.removed]
    return {
      files: [...sealed, ...made.flatMap(({ first }) => first).map((path) => `public/${path}`)],
      count: made.reduce((sum, { count }) => sum + count, sealed.length),
    }
  })
}
