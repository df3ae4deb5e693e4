/** Reading one segment: in blocks, as lines, and the hash at its end. */
import { encodeHex, MAX_ENTRY_BYTES, storeFailure } from '@accord-ledger/core'
import { nativeHasher } from '../native/hasher.ts'
import { LINE_FEED } from '../port/arguments.ts'
import { attempt } from './errno.ts'
import type { FileStat, FileSystem, OpenFile } from './file-system.ts'
import { formatSegmentName, segmentPath } from './layout.ts'
import type { Layout } from './layout.ts'
import { lineSplitter } from './line-splitter.ts'
import type { Line } from './line-splitter.ts'

/** Bytes read at once. */
export const BLOCK_BYTES = 1_048_576

/** The entry hash, SHA-256(0x00 || bytes), 64 lower-case hex. Native: opening a segment hashes all of it. */
export function hashOf(bytes: Uint8Array): string {
  return encodeHex(nativeHasher().leafHash(bytes))
}

/** A segment that is open for reading. `size` is that of the moment it was opened. */
export interface OpenSegment {
  readonly file: OpenFile
  readonly first: number
  readonly size: number
}

/**
 * Opens the segment that starts at `first`. Rejects: `damaged` at `first` where it is missing,
 * `unsupported` where it is not a plain file.
 */
export async function openSegment(
  fs: FileSystem,
  layout: Layout,
  first: number,
): Promise<OpenSegment> {
  const name = formatSegmentName(first)
  const path = segmentPath(layout, first)
  const there = await attempt('read', `looking for ${name}`, fs.lstat(path))
  if (there === null) throw storeFailure('damaged', `the segment ${name} is missing`, { at: first })
  requirePlain(there, name)
  const file = await attempt('read', `opening ${name}`, fs.open(path, 'read'))
  try {
    const stat = await attempt('read', `looking at ${name}`, file.stat())
    requirePlain(stat, name)
    return { file, first, size: stat.size }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

/** Uses the segment that starts at `first`, and closes it, whatever comes of it. Rejects as `openSegment`. */
export async function withSegment<A>(
  fs: FileSystem,
  layout: Layout,
  first: number,
  use: (segment: OpenSegment) => Promise<A>,
): Promise<A> {
  const segment = await openSegment(fs, layout, first)
  try {
    return await use(segment)
  } finally {
    await segment.file.close()
  }
}

/** Rejects what is not a plain file: a symbolic link could lead out of the store, a pipe would wait. */
export function requirePlain(stat: FileStat, name: string): void {
  if (stat.kind !== 'file')
    throw storeFailure('unsupported', `${name} is a ${stat.kind}, not a plain file`)
}

/** The bytes [from, to) in fresh blocks of at most 1 MiB, the next one read while a block is used; ends early where the file does. */
export async function* readBlocks(
  segment: OpenSegment,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  let next = readBlock(segment, from, to)
  try {
    for (let at = from; at < to;) {
      const block = await next
      at += block.length
      if (block.length === 0) return
      if (at < to) next = readBlock(segment, at, to)
      yield block
    }
  } finally {
    // Whoever breaks off closes the file, which is still read from.
    await next.catch(() => {})
  }
}

/** At most 1 MiB from `at` on, none at the end of the file. */
function readBlock({ file, first }: OpenSegment, at: number, to: number): Promise<Uint8Array> {
  const block = new Uint8Array(Math.max(0, Math.min(BLOCK_BYTES, to - at)))
  const reading = block.length === 0 ? Promise.resolve(0) : file.read(block, at)
  const read = attempt('read', `reading ${formatSegmentName(first)}`, reading).then((count) =>
    block.subarray(0, count),
  )
  // It is awaited when its turn comes, or nobody asks any more.
  read.catch(() => {})
  return read
}

/** The bytes [from, to) in views of 64 KiB: so few that even nothing but line feeds makes no heap of lines. */
export async function* readPieces(
  segment: OpenSegment,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for await (const block of readBlocks(segment, from, to))
    for (let at = 0; at < block.length; at += PIECE_BYTES)
      yield block.subarray(at, at + PIECE_BYTES)
}

const PIECE_BYTES = 65_536

/** The whole lines in the bytes [from, to), a piece's worth at a time; a line starts at `from`. */
export async function* readLines(
  segment: OpenSegment,
  from: number,
  to: number,
): AsyncGenerator<readonly Line[]> {
  const splitter = lineSplitter(from)
  for await (const piece of readPieces(segment, from, to)) yield splitter.push(piece)
}

/** The first line of a segment, or null where it has none that an entry could be. */
export async function firstLine(segment: OpenSegment): Promise<Uint8Array | null> {
  const head = await readWhole(segment, 0, Math.min(segment.size, MAX_ENTRY_BYTES + 1))
  const feed = head.indexOf(LINE_FEED)
  return feed <= 0 ? null : head.subarray(0, feed)
}

/** The last line of a segment that must be complete, or null where it does not end with an entry. */
export async function lastLine(segment: OpenSegment): Promise<Uint8Array | null> {
  // One line feed before it, one after it.
  const tail = await readWhole(
    segment,
    Math.max(0, segment.size - MAX_ENTRY_BYTES - 2),
    segment.size,
  )
  if (tail[tail.length - 1] !== LINE_FEED) return null
  const before = tail.lastIndexOf(LINE_FEED, tail.length - 2)
  if (before === -1 && tail.length !== segment.size) return null
  const line = tail.subarray(before + 1, tail.length - 1)
  return line.length === 0 ? null : line
}

async function readWhole(segment: OpenSegment, from: number, to: number): Promise<Uint8Array> {
  const whole = new Uint8Array(Math.max(0, to - from))
  let filled = 0
  for await (const block of readBlocks(segment, from, to)) {
    whole.set(block, filled)
    filled += block.length
  }
  return whole.subarray(0, filled)
}
