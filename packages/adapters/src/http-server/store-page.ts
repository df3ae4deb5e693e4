/**
 * Pages of a store's entries: each bounded by number and by bytes, and never empty where there is an entry. A page is read a piece at a
 * time, as the client takes it: one that nobody takes is never made, and no file is open while it waits. Few pieces are read at once, so
 * that whoever asks for something small does not wait behind all who ask for pages.
 */
import type { Head, Store } from '@accord-ledger/core'
import { encodeLines, encodePage, PAGE_BYTES } from '../http/store-wire.ts'

/**
 * The bytes of the page of the entries from `from` on, at most `limit`, under the head of now; `from` is not past it. Rejects as the store
 * does; where it fails behind the first piece, the page ends there, and the next one tells.
 */
export type ReadPage = (
  from: number,
  limit: number,
  signal: AbortSignal,
) => Promise<AsyncIterable<Uint8Array>>

/** Reads pages of `store`, at most `maxAtOnce` pieces at a time. */
export function pageReader(store: Store, maxAtOnce: number = 4): ReadPage {
  const inTurn = turns(maxAtOnce)
  const read = (range: Range, signal: AbortSignal): Promise<readonly Uint8Array[]> =>
    inTurn(() => readPiece(store, range, signal))
  return async (from, limit, signal) => {
    const head = await store.head({ signal })
    const to = Math.min(head.size, from + limit)
    const first = await read({ from, to, room: PAGE_BYTES }, signal)
    return pieces({ head, from, to, first }, (range) => read(range, signal))
  }
}

/** Entries [from, to), and the bytes after which no further one is begun. */
interface Range {
  readonly from: number
  readonly to: number
  readonly room: number
}

async function* pieces(
  begun: Omit<Range, 'room'> & { readonly head: Head; readonly first: readonly Uint8Array[] },
  read: (range: Range) => Promise<readonly Uint8Array[]>,
): AsyncGenerator<Uint8Array> {
  const { head, to } = begun
  let next = begun.from
  let room = PAGE_BYTES
  for (let piece = begun.first; piece.length > 0;) {
    const lines = encodeLines(piece)
    next += piece.length
    room -= lines.length
    yield lines
    if (next >= to || room <= 0) break
    piece = await read({ from: next, to, room }).catch(() => [])
  }
  yield encodePage({ entries: [], head, next })
}

/** Bytes after which a piece ends. */
const PIECE_BYTES = 131_072
/** A piece ends at a multiple of this index: from there a file store reads on without searching. */
const STRIDE = 256

async function readPiece(
  store: Store,
  { from, to, room }: Range,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const end = Math.min(to, from - (from % STRIDE) + STRIDE)
  const entries: Uint8Array[] = []
  let length = 0
  if (from >= end) return entries
  try {
    for await (const { bytes } of store.read(from, end, { signal })) {
      entries.push(bytes)
      length += bytes.length + 1
      if (length >= Math.min(PIECE_BYTES, room)) break
    }
  } catch (thrown) {
    if (entries.length === 0) throw thrown
  }
  return entries
}

/** Runs what it is given, at most `most` at a time, in the order in which it was given. */
function turns(most: number): <A>(work: () => Promise<A>) => Promise<A> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((begin) => waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
