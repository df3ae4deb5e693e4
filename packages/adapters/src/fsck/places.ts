/** Where an entry stands on the disk. Segments count as one stream of lines, whatever their names say. */
import type { FileSystem } from '../file/file-system.ts'
import { formatSegmentName } from '../file/layout.ts'
import type { Layout } from '../file/layout.ts'
import { readLines, withSegment } from '../file/segment.ts'

/** A segment, and how many lines stand before it. */
export interface SegmentStart {
  /** The first index by its name. */
  readonly first: number
  readonly lines: number
}

/** A place in a file. */
export interface Place {
  readonly file: string
  /** Null where the line is not there. */
  readonly offset: number | null
}

/** The path of the segment called by `first`, below the ledger's directory. */
export function segmentFile(first: number): string {
  return `public/entries/${formatSegmentName(first)}`
}

/**
 * Where line `index` starts, found by reading its segment again; null where there is no segment. A line behind the last one
 * is where the last one ends. Rejects with a StoreFailure.
 */
export async function placeOf(
  fs: FileSystem,
  layout: Layout,
  starts: readonly SegmentStart[],
  index: number,
): Promise<Place | null> {
  const at = starts.findLastIndex(({ lines }) => lines <= index)
  const start = starts[at]
  if (start === undefined) return null
  const before = starts[at - 1]
  if (start.lines === index && before !== undefined) {
    // The line began in the segment before, where that lost its last line feed.
    const { end, size } = await lookIn(fs, layout, before, index)
    if (end < size) return { file: segmentFile(before.first), offset: end }
  }
  const { offset } = await lookIn(fs, layout, start, index)
  return { file: segmentFile(start.first), offset }
}

/** Where line `index` starts in a segment, and where the last whole line of it ends. */
function lookIn(
  fs: FileSystem,
  layout: Layout,
  { first, lines: before }: SegmentStart,
  index: number,
): Promise<{ readonly offset: number | null; readonly end: number; readonly size: number }> {
  return withSegment(fs, layout, first, async (segment) => {
    const { size } = segment
    let at = before
    let end = 0
    for await (const lines of readLines(segment, 0, size)) {
      const line = lines[index - at]
      if (line !== undefined) return { offset: line.offset, end, size }
      at += lines.length
      const last = lines[lines.length - 1]
      if (last !== undefined) end = last.offset + last.span
    }
    return { offset: at === index ? end : null, end, size }
  })
}
