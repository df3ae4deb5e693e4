/**
 * Tells a torn tail from damage. Both start where the last valid entry of the last segment ends.
 *
 * A crash in the middle of an append leaves, behind the last valid entry, the first part of what was
 * being written; a power cut may also leave sectors of zeros where data had not reached the disk. So the
 * rest is a torn tail when an interrupted append explains every byte of it:
 *
 * - a complete line holds at least one all-zero sector (512 bytes, aligned in the file); or, the first one, zeros from its
 *   first byte to the end of the sector: there the log ended before the append, and the sector did not reach the disk; and
 * - what no line feed ends is no longer than an entry, or holds such a sector too.
 *
 * Everything else is damage: above all a complete line without a zero sector, since whoever wrote it wrote all
 * of it. That keeps a valid entry behind a broken one from being cut off, and names a last line with a wrong hash.
 */
import { MAX_ENTRY_BYTES } from '@accord-ledger/core'
import { LINE_FEED } from '../port/arguments.ts'
import { readBlocks } from './segment.ts'
import type { OpenSegment } from './segment.ts'

/** What a disk writes whole or not at all. */
const SECTOR = 512

/** What lies behind the last valid entry. */
export type RestKind = 'torn' | 'damage'

/** Fed with the blocks of a rest that starts at some byte of its file. */
export interface RestReader {
  push(block: Uint8Array): void
  /** The verdict on all that was pushed. */
  kind(): RestKind
  /** The last byte from which on an interrupted append explains everything; the verdict on the rest from there is `torn`. */
  tornFrom(): number
}

/** Reads a rest that starts at byte `start`, in blocks of any size. */
export function restReader(start: number): RestReader {
  let at = start
  /** Whether every byte of the sector that `at` is in was zero so far, from its first one on. */
  let zeros = start % SECTOR === 0
  /** Whether the line begins with nothing but zeros up to the end of a sector; `open`: so far. */
  let lead: 'open' | 'zeros' | 'other' = 'open'
  let zeroSector = false
  let lineStart = start
  let tornFrom = start

  function push(block: Uint8Array): void {
    for (let from = 0; from < block.length;) {
      const feed = block.indexOf(LINE_FEED, from)
      const end = feed === -1 ? block.length : feed
      readSectors(block, from, end)
      if (feed !== -1) endLine()
      from = end + 1
    }
  }

  /** Reads [from, end) of `block`, which holds no line feed, a sector or a part of one at a time. */
  function readSectors(block: Uint8Array, from: number, end: number): void {
    for (let next = from; next < end;) {
      if (at % SECTOR === 0) zeros = true
      const stop = Math.min(end, next + SECTOR - (at % SECTOR))
      if (lead === 'open' && !isZero(block, next, stop)) lead = 'other'
      zeros &&= isZero(block, next, stop)
      at += stop - next
      next = stop
      if (at % SECTOR !== 0) continue
      zeroSector ||= zeros
      if (lead === 'open') lead = 'zeros'
    }
  }

  function endLine(): void {
    at += 1
    zeros = false
    // A line that only its lead explains is the first one of the append.
    if (!zeroSector) tornFrom = lead === 'zeros' ? lineStart : at
    zeroSector = false
    lead = 'open'
    lineStart = at
  }

  const tailExplained = (): boolean => at - lineStart <= MAX_ENTRY_BYTES || zeroSector

  return {
    push,
    kind: () => (tornFrom === start && tailExplained() ? 'torn' : 'damage'),
    tornFrom: () => (tailExplained() ? tornFrom : at),
  }
}

function isZero(block: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (block[at] !== 0) return false
  return true
}

/** The verdict on the bytes [from, to) of a segment, which hold at least one. */
export async function kindOfRest(
  segment: OpenSegment,
  from: number,
  to: number,
): Promise<RestKind> {
  const rest = restReader(from)
  for await (const block of readBlocks(segment, from, to)) rest.push(block)
  return rest.kind()
}
