/**
 * What publishing keeps in a ledger's directory, beside the entries:
 *
 *     public/checkpoint        the published one
 *     state/checkpoint         one that is signed, and waits for its quorum
 *     state/policy             whose cosignatures it waits for
 *     state/checkpoint.lock    held while a checkpoint is signed or the policy changed
 */
import { join, resolve } from 'node:path'
import {
  asStoreError,
  describe,
  liftStore,
  MAX_NOTE_BYTES,
  parseSignedCheckpoint,
  storeFailure,
} from '@accord-ledger/core'
import type { SignedCheckpoint, StoreError } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { makeDurably } from '../file/create.ts'
import { attempt } from '../file/errno.ts'
import type { FileSystem } from '../file/file-system.ts'
import { findStore } from '../file/layout.ts'
import type { Layout } from '../file/layout.ts'
import { takeLock } from '../file/lock.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { readSmallFile, replaceFile } from '../file/small-file.ts'
import type { CheckpointPlace } from './publish-error.ts'

/** A ledger's directory, found. */
export interface LedgerFiles {
  readonly fs: FileSystem
  readonly layout: Layout
}

/** A checkpoint as it lies in a directory. Its signatures have not been checked. */
export interface StoredCheckpoint extends SignedCheckpoint {
  readonly bytes: Uint8Array
}

export interface PublicationOptions {
  /** For tests: another file system than that of the machine. */
  readonly fileSystem?: FileSystem
}

/** The checkpoint in `public/` of the ledger at `directory`, or null. Left: `damaged` where it is none, and what a store says. */
export function readPublished(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, StoredCheckpoint | null> {
  return liftStore(async () => readCheckpoint(await findFiles(directory, options), PUBLISHED))
}

/** The checkpoint that is signed and waits for its quorum, or null. Left: as `readPublished`. */
export function readWaiting(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, StoredCheckpoint | null> {
  return liftStore(async () => readCheckpoint(await findFiles(directory, options), WAITING))
}

/**
 * The size that the log at `directory` is known to have reached, by a checkpoint that was published or waits: what
 * `openFileStore` is given as `knownSize`. 0 where there is none. Where `state/` is not readable the published one decides.
 */
export function knownSizeOf(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError, number> {
  return liftStore(async () => {
    const files = await findFiles(directory, options)
    // What waits first: published meanwhile, it is found where it went.
    const waiting = await readCheckpoint(files, WAITING).catch(ifUnreadable)
    const published = await readCheckpoint(files, PUBLISHED)
    return Math.max(published?.checkpoint.size ?? 0, waiting?.checkpoint.size ?? 0)
  })
}

export const PUBLISHED: CheckpointPlace = 'public/checkpoint'
export const WAITING: CheckpointPlace = 'state/checkpoint'

/** Finds the ledger at `directory`. Rejects as `openFileStore`. */
export async function findFiles(
  directory: string,
  { fileSystem = nodeFileSystem }: PublicationOptions,
): Promise<LedgerFiles> {
  const layout = await findStore(fileSystem, resolve(directory))
  const stat = await attempt('read', 'looking for state', fileSystem.lstat(layout.state))
  if (stat !== null && stat.kind !== 'directory')
    throw storeFailure('unsupported', `state is a ${stat.kind}, not a directory`)
  return { fs: fileSystem, layout }
}

/** The checkpoint at `place`, or null. Rejects with a StoreFailure. */
export async function readCheckpoint(
  { fs, layout }: LedgerFiles,
  place: CheckpointPlace,
): Promise<StoredCheckpoint | null> {
  const bytes = await readSmallFile(fs, join(layout.root, place), place, MAX_NOTE_BYTES)
  if (bytes === null) return null
  const signed = parseSignedCheckpoint(bytes)
  if (E.isRight(signed)) return { ...signed.right, bytes }
  throw storeFailure('damaged', `${place} is no checkpoint: ${describe(signed.left)}`)
}

/** Writes the checkpoint at `place`, durably. Rejects with a StoreFailure. */
export async function writeCheckpoint(
  { fs, layout }: LedgerFiles,
  place: CheckpointPlace,
  bytes: Uint8Array,
): Promise<void> {
  const mode = place === WAITING ? 0o600 : await publicMode(fs, layout)
  await replaceFile(fs, join(layout.root, place), bytes, { name: place, mode })
}

/** The publisher's lock, held. */
export interface PublisherLock {
  /** Rejects: `locked`, where it was removed or replaced since. */
  requireHeld(): Promise<void>
  /** Never rejects: what was done is durable, whatever closing the lock says. */
  release(): Promise<void>
}

/** Keeps others from signing a checkpoint of the ledger and from changing its policy. Rejects: `locked`, at once. */
export async function lockPublisher({ fs, layout }: LedgerFiles): Promise<PublisherLock> {
  await attempt('prepare', 'making state', makeDurably(fs, layout.state, 0o700))
  const lock = await takeLock(fs, join(layout.state, 'checkpoint.lock'), {
    locking: 'locking the checkpoint',
    taken: 'a checkpoint of this ledger is being published already, by this process or another',
  })
  return {
    requireHeld: () => attempt('prepare', 'looking at the lock', lock.requireHeld()),
    release: () => lock.release().catch(() => {}),
  }
}

/** Has `use` work while nobody else signs a checkpoint of the ledger or changes its policy. Rejects: `locked`, at once. */
export async function withPublisherLock<A>(files: LedgerFiles, use: () => Promise<A>): Promise<A> {
  const lock = await lockPublisher(files)
  try {
    return await use()
  } finally {
    await lock.release()
  }
}

/** What `public/` is for, its files are for too. */
async function publicMode(fs: FileSystem, layout: Layout): Promise<number> {
  const stat = await attempt('read', 'looking at public', fs.lstat(layout.publicDirectory))
  return ((stat?.mode ?? 0) & 0o005) === 0o005 ? 0o644 : 0o640
}

function ifUnreadable(thrown: unknown): null {
  if (asStoreError(thrown)?.code === 'unavailable') return null
  throw thrown
}
