/**
 * Saved state of a verifier on disk, private to the machine that verified. What the bytes say is the core's
 * (`formatStateFile`, `parseStateFile`).
 */
import { basename, resolve } from 'node:path'
import { liftStore, storeFailure } from '@accord-ledger/core'
import type { StoreError } from '@accord-ledger/core'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { plainFileAt, readSmallFile, replaceFile } from '../file/small-file.ts'
import type { PublicationOptions } from './ledger-files.ts'

/** Bytes that saved state may take: of a ring of hashes 4.4 million, and some 200 for each party and act. */
export const MAX_STATE_FILE_BYTES = 268_435_456

/**
 * The bytes of the state file at `path`, or null where there is none. Left: `unsupported` for a symbolic link, and for a file
 * that others may write, for its sum tells damage and not forgery; `damaged` where it is larger than such a file may be.
 */
export function readStateFile(
  path: string,
  { fileSystem: fs = nodeFileSystem }: PublicationOptions = {},
): TE.TaskEither<StoreError, Uint8Array | null> {
  return liftStore(async () => {
    const stat = await plainFileAt(fs, resolve(path), path)
    if (stat === null) return null
    if ((stat.mode & 0o022) !== 0)
      throw storeFailure(
        'unsupported',
        `others may write to ${path}: it is for its owner (chmod 600)`,
      )
    return readSmallFile(fs, resolve(path), path, MAX_STATE_FILE_BYTES)
  })
}

/** Writes the state file at `path`, 0600, in one durable step. Of two that write at once one wins. Left: what the file system says. */
export function writeStateFile(
  path: string,
  bytes: Uint8Array,
  { fileSystem: fs = nodeFileSystem }: PublicationOptions = {},
): TE.TaskEither<StoreError, void> {
  return liftStore(() => {
    drafts += 1
    const draft = `.${basename(path)}.${process.pid}-${drafts}.draft`
    return replaceFile(fs, resolve(path), bytes, { name: path, mode: 0o600, draft })
  })
}

/** Makes the names of drafts differ within a process. */
let drafts = 0
