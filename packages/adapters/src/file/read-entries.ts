/**
 * Reading entries by index, every one checked against the entry before it. An entry is given out only when
 * the one behind it, or the known head, has confirmed its hash too: within what a handle knows, no changed
 * byte passes.
 */
import { NO_HASH, storeFailure } from '@accord-ledger/core'
import type { Stored, StoreFailure } from '@accord-ledger/core'
import { formatSegmentName } from './layout.ts'
import type { Line } from './line-splitter.ts'
import { follows } from './scan.ts'
import type { Extent, Reading } from './scan.ts'
import { hashOf, openSegment, readLines } from './segment.ts'
import type { OpenSegment } from './segment.ts'

/** Lines of consecutive entries, the first of which is entry `index`. */
interface Run {
  readonly index: number
  readonly lines: readonly Line[]
}

/**
 * The entries [from, to) of a log that reaches as far as `extent`, a few at a time; 0 ≤ from ≤ to ≤
 * extent.head.size. Throws `damaged` at the first entry that is missing or does not follow the one before it.
 */
export async function* readEntries(
  reading: Reading,
  extent: Extent,
  from: number,
  to: number,
): AsyncGenerator<readonly Stored[]> {
  if (from === to) return
  let prev = from === 0 ? NO_HASH : null
  let held: Stored | null = null
  for await (const run of runs(reading, extent, Math.max(0, from - 1), to)) {
    const confirmed: Stored[] = []
    for (const [i, line] of run.lines.entries()) {
      const index = run.index + i
      if (prev !== null && !follows(reading.link, prev, line)) throw broken(index, line)
      if (held !== null) confirmed.push(held)
      prev = hashOf(line.bytes)
      held =
        index < from || index === to
          ? null
          : { index, bytes: new Uint8Array(line.bytes), hash: prev }
    }
    yield confirmed
  }
  // Without a successor it is the last entry of the log, and the head confirms it.
  if (held === null) return
  if (held.hash !== extent.head.hash)
    throw storeFailure('damaged', `entry ${held.index} is not the one that the head names`, {
      at: held.index,
    })
  yield [held]
}

/** The lines of the entries from `from` to `last`, both included, as far as the log goes. */
async function* runs(
  reading: Reading,
  extent: Extent,
  from: number,
  last: number,
): AsyncGenerator<Run> {
  const end = Math.min(last + 1, extent.head.size)
  for (let next = from; next < end;) {
    const first = next - (next % reading.segmentEntries)
    const stop = Math.min(end, first + reading.segmentEntries)
    for await (const run of segmentRuns(reading, extent, first, next, stop)) {
      yield run
      next = run.index + run.lines.length
    }
    if (next < stop)
      throw storeFailure('damaged', `${formatSegmentName(first)} ends before entry ${next}`, {
        at: next,
      })
  }
}

/** The lines of the entries [from, to), all of one segment; fewer where it ends early. */
async function* segmentRuns(
  reading: Reading,
  extent: Extent,
  first: number,
  from: number,
  to: number,
): AsyncGenerator<Run> {
  const segment = await openSegment(reading.fs, reading.layout, first)
  try {
    // Behind the extent, another append may be under way.
    const bytes = first === extent.segment ? Math.min(extent.offset, segment.size) : segment.size
    const start = reading.marks.nearest(first, from)
    let index = start.index
    for await (const lines of readLines(segment, start.offset, bytes)) {
      for (const [i, line] of lines.slice(0, to - index).entries())
        reading.marks.note(index + i, line.offset)
      const wanted = lines.slice(Math.max(0, from - index), to - index)
      if (wanted.length > 0) yield { index: Math.max(from, index), lines: wanted }
      const last = wanted[wanted.length - 1]
      index += lines.length
      if (index < to) continue
      if (to === first + reading.segmentEntries && last !== undefined) requireEnd(segment, last, to)
      return
    }
  } finally {
    await segment.file.close()
  }
}

/** A full segment ends with its last entry; what is added behind it was not appended. */
function requireEnd({ first, size }: OpenSegment, { offset, span }: Line, index: number): void {
  if (offset + span !== size)
    throw storeFailure('damaged', `${formatSegmentName(first)} goes on behind its last entry`, {
      at: index,
    })
}

function broken(index: number, { offset, bytes }: Line): StoreFailure {
  const what = bytes.length === 0 ? 'is empty' : 'does not follow the entry before it'
  return storeFailure('damaged', `entry ${index} ${what} (byte ${offset} of its segment)`, {
    at: index,
  })
}
