/**
 * A page of a store's entries: bounded by number and by bytes, and never empty where there is an entry. It is read a piece at a time, as
 * the client takes it, so that a page that nobody takes is never made, and no file is open while it waits.
 */
import type { Head, Store } from '@accord-ledger/core'
import { encodeLines, encodePage, PAGE_BYTES } from '../http/store-wire.ts'

/**
 * The bytes of the page of the entries from `from` on, at most `limit`, under the head of now; `from` is not past it. Rejects as the store
 * does; where it fails behind the first piece, the page ends there, and the next one tells.
 */
export async function readPage(
  store: Store,
  from: number,
  limit: number,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const head = await store.head({ signal })
  const to = Math.min(head.size, from + limit)
  const first = await readPiece(store, { from, to, room: PAGE_BYTES }, signal)
  return pieces(store, { head, from, to, first }, signal)
}

interface Begun {
  readonly head: Head
  readonly from: number
  readonly to: number
  readonly first: readonly Uint8Array[]
}

async function* pieces(
  store: Store,
  { head, from, to, first }: Begun,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let next = from
  let bytes = 0
  for (let piece = first; piece.length > 0;) {
    const lines = encodeLines(piece)
    next += piece.length
    bytes += lines.length
    yield lines
    if (next >= to || bytes >= PAGE_BYTES) break
    const room = PAGE_BYTES - bytes
    piece = await readPiece(store, { from: next, to, room }, signal).catch(() => [])
  }
  yield encodePage({ entries: [], head, next })
}

/** Bytes after which a piece ends, and the entries between two places where it begins: a store finds every 256th at once. */
const PIECE_BYTES = 131_072
const STRIDE = 256

async function readPiece(
  store: Store,
  { from, to, room }: { readonly from: number; readonly to: number; readonly room: number },
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
