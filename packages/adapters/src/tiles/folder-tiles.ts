/** The published files of a ledger in a directory, as a source of tiles. */
import { join, resolve } from 'node:path'
import { MAX_NOTE_BYTES } from '@accord-ledger/core'
import type { TileSource } from '@accord-ledger/core'
import { findStore } from '../file/layout.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { readSmallFile } from '../file/small-file.ts'
import type { LedgerFiles, PublicationOptions } from '../publication/ledger-files.ts'
import { readTileFile } from './tile-files.ts'

/** Tiles and the published checkpoint in a directory. What they hold is not checked. */
export interface TileFolder extends TileSource {
  /** The bytes of the published checkpoint, or null where there is none. Rejects with a StoreFailure. */
  checkpoint(): Promise<Uint8Array | null>
}

/**
 * The tiles of the ledger at `directory`. Reading rejects with a StoreFailure: `unavailable` where no ledger lies
 * there, `unsupported` for symbolic links, `damaged` for a file with more bytes than such a tile can have.
 */
export function folderTiles(
  directory: string,
  { fileSystem: fs = nodeFileSystem }: PublicationOptions = {},
): TileFolder {
  let found: Promise<LedgerFiles> | null = null
  const files = (): Promise<LedgerFiles> => {
    found ??= findStore(fs, resolve(directory)).then(
      (layout) => ({ fs, layout }),
      (thrown: unknown) => {
        found = null
        throw thrown
      },
    )
    return found
  }
  return {
    readTile: async (tile) => readTileFile(await files(), tile),
    checkpoint: async () => {
      const { layout } = await files()
      const path = join(layout.publicDirectory, 'checkpoint')
      return readSmallFile(fs, path, 'public/checkpoint', MAX_NOTE_BYTES)
    },
  }
}
