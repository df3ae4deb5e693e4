/**
 * The lines of a store from an entry on, without reading what lies before it: where it starts is looked for
 * from the end of its segment backwards, by its hash. What is read is checked by the caller.
 */
import { encodeHex, storeFailure } from '@accord-ledger/core'
import { attempt } from '../file/errno.ts'
import { formatSegmentName, listSegments } from '../file/layout.ts'
import { BLOCK_BYTES, hashOf, openSegment, readLines } from '../file/segment.ts'
import type { OpenSegment } from '../file/segment.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'

/**
 * The lines of the entries [start, end), a piece's worth at a time; `leaf` is the leaf hash of entry `start`. Lines
 * are views: copy them to keep them. Throws `damaged` where they are not all there.
 */
export async function* entryLines(
  { fs, layout }: LedgerFiles,
  start: number,
  end: number,
  leaf: Uint8Array,
): AsyncGenerator<readonly Uint8Array[]> {
  const { firsts } = await listSegments(fs, layout)
  const own = firsts.findLast((first) => first <= start)
  let next = start
  for (const first of firsts.filter((each) => own !== undefined && each >= own)) {
    if (next >= end) return
    if (first > next) throw missing(next)
    const segment = await openSegment(fs, layout, first)
    try {
      const offset = first === next ? 0 : await offsetOf(segment, next, encodeHex(leaf))
      for await (const lines of readLines(segment, offset, segment.size)) {
        const wanted = lines.slice(0, end - next)
        if (wanted.length > 0) yield wanted.map(({ bytes }) => bytes)
        next += wanted.length
        if (next >= end) return
      }
    } finally {
      await attempt('read', `closing ${formatSegmentName(first)}`, segment.file.close())
    }
  }
  throw missing(next)
}

/** Where the line with the hash `hash` starts. Reads little more than what follows it. */
async function offsetOf(segment: OpenSegment, index: number, hash: string): Promise<number> {
  for (let window = FIRST_WINDOW; ; window *= 4) {
    const from = Math.max(0, segment.size - window)
    let isCut = from > 0
    for await (const lines of readLines(segment, from, segment.size))
      for (const { bytes, offset } of lines) {
        // Where the window begins within a line, what is left of it is none.
        if (!isCut && hashOf(bytes) === hash) return offset
        isCut = false
      }
    if (from === 0)
      throw storeFailure(
        'damaged',
        `entry ${index} does not lie in ${formatSegmentName(segment.first)}`,
        { at: index },
      )
  }
}

const FIRST_WINDOW = BLOCK_BYTES / 4

function missing(at: number): Error {
  return storeFailure('damaged', `entry ${at} does not lie in public/entries`, { at })
}
