/**
 * Reads the last segment from a known entry to its end, and says how far it is sound: when a store is
 * opened, and when a reader looks for more.
 */
import { MAX_ENTRY_BYTES, NO_HASH } from '@accord-ledger/core'
import type { Head, Link } from '@accord-ledger/core'
import type { FileSystem } from './file-system.ts'
import type { Layout } from './layout.ts'
import type { Line } from './line-splitter.ts'
import type { Marks } from './marks.ts'
import { hashOf, readLines } from './segment.ts'
import type { OpenSegment } from './segment.ts'
import { kindOfRest } from './torn-tail.ts'
import type { RestKind } from './torn-tail.ts'

/** What reading a store takes. */
export interface Reading {
  readonly fs: FileSystem
  readonly layout: Layout
  readonly link: Link
  readonly segmentEntries: number
  readonly marks: Marks
}

/** How far a log is known: its head, and the byte in the last segment where entry `head.size - 1` ends. */
export interface Extent {
  readonly head: Head
  /** The first index of the last segment. */
  readonly segment: number
  readonly offset: number
}

/** The extent of a log without a segment. */
export const EMPTY_EXTENT: Extent = { head: { size: 0, hash: NO_HASH }, segment: 0, offset: 0 }

/** What follows the last valid entry of a segment. */
export interface Rest {
  readonly kind: RestKind
  readonly offset: number
  readonly bytes: number
}

/** Reads on from `known`, whose segment is open. A full segment ends the scan: what follows in it is `rest`. */
export async function scan(
  reading: Reading,
  segment: OpenSegment,
  known: Extent,
): Promise<{ readonly extent: Extent; readonly rest: Rest | null }> {
  const extent = await soundExtent(reading, segment, known)
  const bytes = segment.size - extent.offset
  if (bytes === 0) return { extent, rest: null }
  const kind = isFull(reading, extent)
    ? 'damage'
    : await kindOfRest(segment, extent.offset, segment.size)
  return { extent, rest: { kind, offset: extent.offset, bytes } }
}

async function soundExtent(reading: Reading, segment: OpenSegment, known: Extent): Promise<Extent> {
  let extent = known
  for await (const lines of readLines(segment, known.offset, segment.size))
    for (const line of lines) {
      const after = next(reading, extent, line)
      if (after === null) return extent
      extent = after
    }
  return extent
}

/** Whether the last segment of `extent` takes no further entry. */
export function isFull({ segmentEntries }: Reading, { head, segment }: Extent): boolean {
  return head.size === segment + segmentEntries
}

/** `extent` and the entry in `line`; null where the line is no valid entry there. */
function next(reading: Reading, extent: Extent, line: Line): Extent | null {
  const { head, offset } = extent
  if (isFull(reading, extent) || !follows(reading.link, head.hash, line)) return null
  reading.marks.note(head.size, offset)
  return {
    head: { size: head.size + 1, hash: hashOf(line.bytes) },
    segment: extent.segment,
    offset: offset + line.span,
  }
}

/** Whether a line is an entry that links to `prev`. */
export function follows(link: Link, prev: string, { bytes }: Line): boolean {
  return bytes.length > 0 && bytes.length <= MAX_ENTRY_BYTES && link(bytes) === prev
}
