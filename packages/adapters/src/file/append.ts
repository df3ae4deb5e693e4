/**
 * Appending: the only module that writes entries.
 *
 *     write all bytes → sync → the file is still the one that was opened, and as long as it must be → acknowledge
 *
 * A segment is finished, sealed and durable before the next one is made, so that only the last can be torn.
 * Whoever calls makes sure that appends do not overlap, and throws the appender away after any failure:
 * what a failed sync left behind cannot be known, and a second one would lie.
 */
import { storeFailure } from '@accord-ledger/core'
import type { Stored } from '@accord-ledger/core'
import { LINE_FEED } from '../port/arguments.ts'
import { failureOf } from './errno.ts'
import type { OpenFile } from './file-system.ts'
import { formatSegmentName, segmentPath } from './layout.ts'
import { writeAll, writeLedgerFile } from './ledger-file.ts'
import { isFull } from './scan.ts'
import type { Extent } from './scan.ts'
import type { Writing } from './writing.ts'

/** The last segment, open for appending, and who it is. */
interface LastSegment {
  readonly first: number
  readonly path: string
  readonly file: OpenFile
  readonly identity: string
}

export interface Appender {
  /** Makes `drafts` durable behind `extent`, and says how far the log then reaches. Rejects with a StoreFailure. */
  append(extent: Extent, drafts: readonly Stored[]): Promise<Extent>
  close(): Promise<void>
}

/** An appender for a store whose last segment is sound up to its end. */
export function appender(writing: Writing): Appender {
  const { reading, modes, lock } = writing
  let last: LastSegment | null = null

  async function append(extent: Extent, drafts: readonly Stored[]): Promise<Extent> {
    let reached = extent
    let wrote = false
    for (const run of runs(drafts, reading.segmentEntries)) {
      const offset = run.first === reached.segment ? reached.offset : 0
      try {
        await lock.requireHeld()
        const segment = await segmentFor(run.first, offset)
        await requireUnchanged(segment, offset)
        wrote = true
        reached = await writeRun(segment, offset, run.drafts)
        if (extent.head.size === 0) await noteFirstEntry(drafts)
        if (isFull(reading, reached)) await seal(segment)
      } catch (thrown) {
        const doing = `appending to ${formatSegmentName(run.first)}`
        throw failureOf(thrown, wrote ? 'write' : 'prepare', doing)
      }
    }
    return reached
  }

  async function writeRun(
    segment: LastSegment,
    offset: number,
    drafts: readonly Stored[],
  ): Promise<Extent> {
    const bytes = linesOf(drafts)
    await writeAll(segment.file, bytes)
    if (offset === 0) {
      await segment.file.sync()
      await writing.entries.sync()
    } else await segment.file.datasync()
    await requireUnchanged(segment, offset + bytes.length)
    await lock.requireHeld()
    return { head: headAfter(drafts), segment: segment.first, offset: offset + bytes.length }
  }

  /** The open segment, another one that exists, or, where it must still be empty, a new one. */
  async function segmentFor(first: number, offset: number): Promise<LastSegment> {
    if (last?.first === first) return last
    await close()
    const path = segmentPath(reading.layout, first)
    const isNew = offset === 0 && (await reading.fs.lstat(path)) === null
    const file = await reading.fs.open(path, isNew ? 'create' : 'append', modes.segment)
    try {
      // The process's umask has no say in who may read a ledger.
      if (offset === 0) await file.chmod(modes.segment)
      last = { first, path, file, identity: (await file.stat()).identity }
      return last
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  }

  /**
   * A file that was swapped, removed, linked elsewhere, cut or grown by others holds what we wrote no longer. Where the file
   * of that name is the open one, what is told of it is told of the open one.
   */
  async function requireUnchanged(
    { first, path, identity }: LastSegment,
    size: number,
  ): Promise<void> {
    const there = await reading.fs.lstat(path)
    if (
      there?.identity !== identity ||
      there.kind !== 'file' ||
      there.links !== 1 ||
      there.size !== size
    )
      throw storeFailure(
        'damaged',
        `${formatSegmentName(first)} was changed by someone else while it was written`,
      )
  }

  async function noteFirstEntry([entry]: readonly Stored[]): Promise<void> {
    if (entry !== undefined)
      await writeLedgerFile(reading.fs, reading.layout, writing.root, entry.hash)
  }

  async function seal({ file }: LastSegment): Promise<void> {
    await file.chmod(modes.sealedSegment)
    await file.sync()
    await close()
  }

  async function close(): Promise<void> {
    const open = last
    last = null
    await open?.file.close()
  }

  return { append, close }
}

/** `drafts` in the order of the segments that they go to. */
function runs(
  drafts: readonly Stored[],
  segmentEntries: number,
): readonly { readonly first: number; readonly drafts: readonly Stored[] }[] {
  const bySegment = new Map<number, Stored[]>()
  for (const draft of drafts) {
    const first = draft.index - (draft.index % segmentEntries)
    const run = bySegment.get(first)
    if (run === undefined) bySegment.set(first, [draft])
    else run.push(draft)
  }
  return [...bySegment].map(([first, run]) => ({ first, drafts: run }))
}

function linesOf(drafts: readonly Stored[]): Uint8Array {
  const bytes = new Uint8Array(drafts.reduce((sum, draft) => sum + draft.bytes.length + 1, 0))
  let at = 0
  for (const draft of drafts) {
    bytes.set(draft.bytes, at)
    at += draft.bytes.length
    bytes[at] = LINE_FEED
    at += 1
  }
  return bytes
}

function headAfter(drafts: readonly Stored[]): { readonly size: number; readonly hash: string } {
  const last = drafts[drafts.length - 1]
  if (last === undefined) throw new Error('an append of no entries')
  return { size: last.index + 1, hash: last.hash }
}
