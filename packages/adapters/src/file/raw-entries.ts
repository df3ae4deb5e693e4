/**
 * The lines of a store as they stand there, for a verifier: nothing is linked or hashed, so that the rules can
 * say what is wrong with an entry. What is read is attacker-controlled; memory stays at two blocks, however the
 * files look.
 */
import { resolve } from 'node:path'
import { MAX_ENTRY_BYTES, storeFailure } from '@accord-ledger/core'
import type { FileSystem } from './file-system.ts'
import { findStore, formatSegmentName, listSegments } from './layout.ts'
import type { Layout } from './layout.ts'
import { lineSplitter } from './line-splitter.ts'
import { nodeFileSystem } from './node-file-system.ts'
import type { TornTail } from './open-report.ts'
import { openSegment, readBlocks, readPieces } from './segment.ts'
import type { OpenSegment } from './segment.ts'
import { restReader } from './torn-tail.ts'

/** What the iteration found beside the lines. */
export interface RawReport {
  /** What stands behind the last line, where an append that was interrupted, or is under way, explains it. */
  readonly tornTail: TornTail | null
  /** Segments whose name is not the number of lines before them. */
  readonly misplaced: readonly { readonly segment: string; readonly lines: number }[]
  /** Names in `public/entries` that are no segment's, ascending. They were not read. */
  readonly foreign: readonly string[]
}

/** The lines of a store, for `verifyLog`. */
export interface RawEntries {
  /**
   * Blocks of lines in the order of the segments' names, without their line feeds. A line longer than an entry
   * comes as its first 65,536 bytes. Once only; rejects with a StoreFailure where a file cannot be read.
   */
  readonly blocks: AsyncIterable<readonly Uint8Array[]>
  /** Complete when `blocks` has ended. */
  readonly report: () => RawReport
}

/**
 * The raw lines of the store at `directory`. Segments count as one stream: where one is missing, the next lines
 * simply come, and where one lost its last line feed, two lines come as one. A torn tail is left out and
 * reported. Rejects: `unavailable` where no ledger lies there or a file becomes shorter meanwhile, `unsupported` where something else does.
 */
export async function readRawEntries(
  directory: string,
  options: { readonly fileSystem?: FileSystem } = {},
): Promise<RawEntries> {
  const fs = options.fileSystem ?? nodeFileSystem
  const layout = await findStore(fs, resolve(directory))
  const { firsts, foreign } = await listSegments(fs, layout)
  const misplaced: { readonly segment: string; readonly lines: number }[] = []
  let tornTail: TornTail | null = null

  async function* blocks(): AsyncGenerator<readonly Uint8Array[]> {
    const splitter = lineSplitter(0)
    let lines = 0
    for (const first of firsts) {
      if (lines !== first) misplaced.push({ segment: formatSegmentName(first), lines })
      for await (const piece of pieces(fs, layout, first, first === firsts[firsts.length - 1])) {
        if (piece.kind === 'torn') {
          tornTail = { ...piece.tail, index: lines }
          continue
        }
        const block = splitter.push(piece.bytes).map((line) => line.bytes)
        lines += block.length
        if (block.length > 0) yield block
      }
    }
    const { bytes, span } = splitter.rest()
    if (span > MAX_ENTRY_BYTES) yield [bytes]
    else if (span > 0)
      throw storeFailure('damaged', `the line of entry ${lines} lacks its line feed`, { at: lines })
  }

  return { blocks: blocks(), report: () => ({ tornTail, misplaced, foreign }) }
}

type Piece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'torn'; readonly tail: Omit<TornTail, 'index'> }

/** The bytes of one segment; of the last one up to its torn tail, which comes at the end. */
async function* pieces(
  fs: FileSystem,
  layout: Layout,
  first: number,
  isLast: boolean,
): AsyncGenerator<Piece> {
  const segment = await openSegment(fs, layout, first)
  try {
    const end = isLast ? await wholeBytes(segment) : segment.size
    for await (const bytes of allOf(readPieces(segment, 0, end), first, end))
      yield { kind: 'bytes', bytes }
    if (end < segment.size)
      yield {
        kind: 'torn',
        tail: {
          segment: formatSegmentName(first),
          offset: end,
          bytes: segment.size - end,
          copiedTo: null,
        },
      }
  } finally {
    await segment.file.close()
  }
}

/** Where a torn tail starts in the last segment: its size where there is none. */
async function wholeBytes(segment: OpenSegment): Promise<number> {
  const { first, size } = segment
  const reader = restReader(0)
  for await (const block of allOf(readBlocks(segment, 0, size), first, size)) reader.push(block)
  return reader.tornFrom()
}

/** `parts`, which come to `length` bytes. Where they do not, somebody cut the segment, a writer its torn tail perhaps: what came is not what stands there. */
async function* allOf(
  parts: AsyncIterable<Uint8Array>,
  first: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  let read = 0
  for await (const bytes of parts) {
    read += bytes.length
    yield bytes
  }
  if (read < length)
    throw storeFailure(
      'unavailable',
      `${formatSegmentName(first)} became shorter while it was read: read it again`,
    )
}
