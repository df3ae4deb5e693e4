/**
 * Reads a ledger in a directory again, all of it, from the disk: what is in it, and what is made from it. It writes nothing,
 * takes no lock, needs no permission but to read, and may run beside a writer.
 *
 * 1. The checkpoints and the saved states, first: entries may be logged meanwhile, and neither is ever ahead of them.
 * 2. The directories and the segments from outside.
 * 3. Every entry, once; on the way the roots that 1 tells of.
 * 4. The end of the log, the checkpoints, the policy and the saved states against what was read.
 * 5. The tiles, byte for byte.
 *
 * Memory is that of verifying, and does not grow with the log.
 */
import { resolve } from 'node:path'
import { asStoreError, encodeHex, entryLink } from '@accord-ledger/core'
import type { Hash, Origin, SignedCheckpoint, Trust, Verifier } from '@accord-ledger/core'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { SEGMENT_ENTRIES, listSegments } from '../file/layout.ts'
import { marks } from '../file/marks.ts'
import type { FileSystem } from '../file/file-system.ts'
import { findFiles } from '../publication/ledger-files.ts'
import type { LedgerFiles, PublicationOptions } from '../publication/ledger-files.ts'
import { checkCheckpoints, checkGiven, checkPolicy, readCheckpoints } from './check-checkpoints.ts'
import { checkEntries } from './check-entries.ts'
import { checkNames } from './check-names.ts'
import { checkSegments } from './check-segments.ts'
import { checkDurable, readDurable } from './check-durable.ts'
import { checkTail } from './check-tail.ts'
import { checkTileFiles } from './check-tile-files.ts'
import { findingList, verdictOf } from './finding.ts'
import type { FindingList, FsckFinding, FsckVerdict } from './finding.ts'
import { checkSavedStates, savedClaims } from './saved-states.ts'
import { waypointsAt } from './waypoints.ts'
import { systemLocks } from './writer-lock.ts'
import type { LockList } from './writer-lock.ts'

/** How a ledger is checked. */
export interface FsckOptions {
  readonly verifier: Verifier
  readonly trust?: Trust
  /** A checkpoint that is known from elsewhere: the entries must be those that it covers, and more. */
  readonly checkpoint?: SignedCheckpoint
  readonly signal?: AbortSignal
  /** Called with the bytes of entries read so far, and with those that there are. */
  readonly onProgress?: (bytes: number, of: number) => void
  /** For tests: as of `openFileStore`. */
  readonly segmentEntries?: number
  readonly fileSystem?: FileSystem
  /** For tests: the locks of the machine. */
  readonly locks?: LockList
  /** For tests: milliseconds between two looks at what may be under way. 100 by default. */
  readonly pause?: number
}

/** What was checked and found. */
export interface FsckReport {
  readonly verdict: FsckVerdict
  /** True where nothing is wrong but with what is derived from the entries: `rebuildDerived` makes it again. */
  readonly rebuildable: boolean
  /** Worst first. */
  readonly findings: readonly FsckFinding[]
  /** Of the entries that were verified: all, or those before the first bad one. */
  readonly origin: Origin | null
  readonly size: number
  readonly root: Hash | null
  readonly head: Hash | null
  readonly published: { readonly size: number; readonly root: string } | null
  /** What was read. */
  readonly read: {
    readonly segments: number
    readonly entries: number
    readonly bytes: number
    readonly tiles: number
  }
  /** Which backend checked the signatures; null where there was none to check. */
  readonly verifier: string | null
}

/** Checks the ledger at `directory`. What cannot be read is a finding. Rejects with the signal's reason, and with what the verifier throws. */
export async function fsck(directory: string, options: FsckOptions): Promise<FsckReport> {
  const list = findingList()
  try {
    const files = await findFiles(directory, fileSystemOf(options))
    return await checkAll(resolve(directory), files, options, list)
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error === null) throw thrown
    const condition = error.code === 'damaged' ? 'damaged' : 'unknown'
    list.add({ condition, kind: error.code, file: null, message: error.message })
    return reportOf(list, NOTHING_READ)
  }
}

async function checkAll(
  directory: string,
  files: LedgerFiles,
  options: FsckOptions,
  list: FindingList,
): Promise<FsckReport> {
  const { fs, layout } = files
  const { verifier, checkpoint, segmentEntries = SEGMENT_ENTRIES } = options
  const { inState } = await checkNames(fs, layout, list)
  const stored = await readCheckpoints(files, list)
  const claims = await savedClaims(fs, layout, inState, list)
  const durable = await readDurable(fs, layout, list)
  const known = [stored.published, stored.waiting, checkpoint ?? null]
    .filter((signed) => signed !== null)
    .map(({ checkpoint: { size } }) => size)
  const waypoints = waypointsAt([...known, ...claims.map(({ size }) => size), durable?.size ?? 0])

  const { firsts } = await listSegments(fs, layout)
  const told = new Set<number>()
  const bytes = await checkSegments({ fs, layout, firsts, segmentEntries, told }, list)
  const entries = await checkEntries(
    {
      directory,
      fs,
      layout,
      firsts,
      verifier,
      waypoints,
      told,
      onProgress: (done) => options.onProgress?.(done, bytes),
      ...(options.trust === undefined ? {} : { trust: options.trust }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    list,
  )
  await checkTail(
    {
      reading: { fs, layout, link: entryLink, segmentEntries, marks: marks() },
      knownSize: Math.max(0, ...known),
      locks: options.locks ?? systemLocks,
      pause: options.pause ?? PAUSE,
      placeOf: entries.placeOf,
      told,
    },
    list,
  )
  const log = { ...entries, waypoints }
  await checkCheckpoints(stored, log, verifier, list)
  if (checkpoint !== undefined) await checkGiven(checkpoint, log, verifier, list)
  await checkPolicy(files, log, list)
  await checkSavedStates(claims, log, files, list)
  checkDurable(durable, log, list)
  const tiles = await checkTileFiles(directory, files, stored, log, list)

  const { origin, size, root, head } = entries.verification
  const { published } = stored
  return reportOf(list, {
    origin,
    size,
    root,
    head,
    published:
      published === null
        ? null
        : { size: published.checkpoint.size, root: encodeHex(published.checkpoint.root) },
    read: { segments: firsts.length, entries: entries.lines, bytes: entries.bytes, tiles },
    verifier: entries.verification.verifier,
  })
}

const PAUSE = 100

type ReadFiles = Omit<FsckReport, 'verdict' | 'rebuildable' | 'findings'>

const NOTHING_READ: ReadFiles = {
  origin: null,
  size: 0,
  root: null,
  head: null,
  published: null,
  read: { segments: 0, entries: 0, bytes: 0, tiles: 0 },
  verifier: null,
}

function reportOf(list: FindingList, read: ReadFiles): FsckReport {
  const findings = list.all()
  const isOtherwiseSound = verdictOf(findings.filter(({ derived }) => derived !== true)) === 'sound'
  return { verdict: verdictOf(findings), rebuildable: isOtherwiseSound, findings, ...read }
}

function fileSystemOf({ fileSystem = nodeFileSystem }: FsckOptions): PublicationOptions {
  return { fileSystem }
}
