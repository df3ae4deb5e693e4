/** Opening a store in a directory: for reading by anyone, for writing by one. */
import { resolve } from 'node:path'
import { asStoreError } from '@accord-ledger/core'
import type { Link } from '@accord-ledger/core'
import { requireCount } from '../port/arguments.ts'
import { waiters } from '../port/waiters.ts'
import { createStore } from './create.ts'
import { attempt } from './errno.ts'
import { fileStore } from './file-store.ts'
import type { FileStore } from './file-store.ts'
import type { FileSystem } from './file-system.ts'
import { findStore, formatSegmentName, modesFor, SEGMENT_ENTRIES } from './layout.ts'
import type { Modes } from './layout.ts'
import { writeLedgerFile } from './ledger-file.ts'
import { marks } from './marks.ts'
import { nodeFileSystem } from './node-file-system.ts'
import type { OpenReport, TornTail } from './open-report.ts'
import { cutTornTail, settle } from './repair.ts'
import type { Reading } from './scan.ts'
import { readerSource, writerSource } from './source.ts'
import { firstHash, survey } from './survey.ts'
import type { Survey } from './survey.ts'
import { closeWriting, openWriting } from './writing.ts'
import type { Writing } from './writing.ts'

/** How a store in a directory is opened. */
export interface FileStoreOptions {
  /** Finds the previous entry hash inside an entry. The more it refuses, the more torn tails are known as such. */
  readonly link: Link
  /** `write`: one handle at a time, in this process or another. `read`: as many as you like, beside a writer too. */
  readonly mode: 'read' | 'write'
  /** For writing: make the directories that are missing. Otherwise a missing ledger is `unavailable`. */
  readonly create?: boolean
  /** For writing: what is made in `public/` is for all to read (0644), not for the group alone (0640). */
  readonly readableByAll?: boolean
  /** A size that the log is known to have reached, by a signed checkpoint or from before. A smaller log is damaged. */
  readonly knownSize?: number
  /** How often `follow` looks for what another process appended. 200 by default. */
  readonly pollMilliseconds?: number
  /** For tests: entries of a full segment, the same whenever the store is opened. 65,536 by default. */
  readonly segmentEntries?: number
  /** For tests: another file system than that of the machine. */
  readonly fileSystem?: FileSystem
}

/**
 * Opens the store at `directory`. Opening reads the last segment, and of the others names and sizes.
 *
 * A torn tail is reported; opened for writing, it is first copied to `torn/` and cut off. Damage is reported
 * where the store is opened for reading, and never repaired.
 *
 * Rejects with a StoreFailure: `unavailable` (no ledger there, or not readable), `unsupported` (another format, a
 * symbolic link, no locks on this file system or platform); for writing also `locked` (at once), `damaged`
 * (with the index), `read-only`, `full`. With a RangeError where an option is not a number that it can be.
 */
export async function openFileStore(
  directory: string,
  options: FileStoreOptions,
): Promise<FileStore> {
  requireCount('the known size', options.knownSize ?? 0)
  requireCount('the time between two looks', options.pollMilliseconds ?? POLL_MILLISECONDS)
  if (options.segmentEntries !== undefined) requireSegment(options.segmentEntries)
  const fs = options.fileSystem ?? nodeFileSystem
  const path = resolve(directory)
  const modes = modesFor(options.readableByAll ?? false)
  if (options.mode === 'write' && options.create === true) await createStore(fs, path, modes)
  const reading: Reading = {
    fs,
    layout: await findStore(fs, path),
    link: options.link,
    segmentEntries: options.segmentEntries ?? SEGMENT_ENTRIES,
    marks: marks(),
  }
  return options.mode === 'write'
    ? openForWriting(reading, modes, options)
    : openForReading(reading, options)
}

function requireSegment(entries: number): void {
  requireCount('the number of entries of a segment', entries)
  if (entries === 0) throw new RangeError('a segment holds at least one entry')
}

async function openForReading(reading: Reading, options: FileStoreOptions): Promise<FileStore> {
  const found = await survey(reading, options.knownSize ?? 0)
  return fileStore({
    reading,
    source: readerSource(reading, found),
    openReport: reportOf(found, tornTailOf(found)),
    arrivals: waiters(),
    dead: () => false,
    pollMilliseconds: options.pollMilliseconds ?? POLL_MILLISECONDS,
  })
}

const POLL_MILLISECONDS = 200

async function openForWriting(
  reading: Reading,
  modes: Modes,
  options: FileStoreOptions,
): Promise<FileStore> {
  const writing = await openWriting(reading, modes)
  try {
    const found = await survey(reading, options.knownSize ?? 0)
    if (found.damage !== null) throw found.damage
    const tornTail = await attempt('prepare', 'opening for writing', makeReady(writing, found))
    const arrivals = waiters()
    let dead = false
    const died = (): void => {
      dead = true
      arrivals.wake()
    }
    return fileStore({
      reading,
      source: writerSource(writing, found, { appended: () => arrivals.wake(), died }),
      openReport: reportOf(found, tornTail),
      arrivals,
      dead: () => dead,
      pollMilliseconds: options.pollMilliseconds ?? POLL_MILLISECONDS,
    })
  } catch (thrown) {
    await closeWriting(writing)
    throw thrown
  }
}

/** Cuts off a torn tail and makes durable what is there; what comes then is an append. */
async function makeReady(writing: Writing, found: Survey): Promise<TornTail | null> {
  const { reading, root, publicDirectory, entries, modes } = writing
  const torn =
    found.tornTail === null ? null : await cutTornTail(reading, found.extent, found.tornTail)
  await settle(reading, found.extent, modes, [root, publicDirectory, entries])
  const first = found.ledgerFile === null ? await firstHashIn(reading, found) : null
  if (first !== null) await writeLedgerFile(reading.fs, reading.layout, root, first)
  return torn
}

const firstHashIn = async (reading: Reading, { extent }: Survey): Promise<string | null> =>
  extent.head.size === 0 ? null : firstHash(reading)

function reportOf({ damage, foreign }: Survey, tornTail: TornTail | null): OpenReport {
  return { tornTail, damage: damage === null ? null : asStoreError(damage), foreign }
}

function tornTailOf({ extent, tornTail }: Survey): TornTail | null {
  return tornTail === null
    ? null
    : {
        segment: formatSegmentName(extent.segment),
        index: extent.head.size,
        offset: tornTail.offset,
        bytes: tornTail.bytes,
        copiedTo: null,
      }
}
