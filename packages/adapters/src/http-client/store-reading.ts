/**
 * Entries of a store on a server, page by page. Every one is checked against the entry before it, and given out when the one behind it,
 * or a head, has confirmed its hash too: a server that changes, drops, adds or swaps one is `damaged` at its index.
 */
import { encodeHex, leafHash, storeFailure } from '@accord-ledger/core'
import type { Head, Link, StoreCaps, Stored } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Fetch } from '../http/ask-bounded.ts'
import {
  decodeHead,
  decodePage,
  ENTRIES_TYPE,
  MAX_JSON_BYTES,
  MAX_PAGE_BYTES,
  MAX_PAGE_ENTRIES,
} from '../http/store-wire.ts'
import type { Page, ToldCaps } from '../http/store-wire.ts'
import { askAgain, waitBefore } from './ask-again.ts'
import type { Patience } from './ask-again.ts'
import type { KnownHeads } from './known-heads.ts'
import { pause } from './pause.ts'
import { readFailure, unread } from './store-answers.ts'

/** What reading goes by. */
export interface StoreReading {
  /** The server's prefix, without a slash at the end. */
  readonly prefix: string
  readonly fetch: Fetch
  readonly link: Link
  readonly patience: Patience
  readonly known: KnownHeads
}

/** The head now, and what the server tells of its store. Rejects with a StoreError, and with the reason of an aborted signal. */
export async function askHead(
  { prefix, fetch, patience, known }: StoreReading,
  signal: AbortSignal,
): Promise<{ readonly head: Head; readonly caps: ToldCaps }> {
  const url = `${prefix}/v1/head`
  const before = known.latest()
  const asked = await askAgain(fetch, { url, maxBytes: MAX_JSON_BYTES }, patience, signal)
  if (E.isLeft(asked)) throw unread(asked.left)
  const { status, body } = asked.right
  if (status !== 200) throw readFailure(url, asked.right)
  const told = decodeHead(body)
  if (told === null) throw storeFailure('unsupported', `${url}: its answer is no head of a store`)
  known.observe(told.head, before)
  return told
}

/** What a page is asked for. */
export interface PageRange {
  readonly from: number
  readonly limit: number
  /** Seconds that the server is to wait for an entry at `from`. */
  readonly wait?: number
}

/**
 * A page from `from` on; its head has been compared with what is known, its entries have not. Empty only where the log ends at `from`.
 * A page that was cut is asked for again. Rejects as `askHead`.
 */
export async function askPage(
  { prefix, fetch, patience, known }: StoreReading,
  { from, limit, wait = 0 }: PageRange,
  signal: AbortSignal,
): Promise<Page> {
  const query = wait === 0 ? '' : `&wait=${wait}`
  const url = `${prefix}/v1/entries?from=${from}&limit=${limit}${query}`
  const { attempts = 3, timeoutMs = 10_000 } = patience
  const slow = { ...patience, timeoutMs: timeoutMs + wait * 1_000 }
  for (let n = 0; n < attempts; n++) {
    const before = known.latest()
    const asked = await askAgain(fetch, { url, maxBytes: MAX_PAGE_BYTES }, slow, signal)
    if (E.isLeft(asked)) throw unread(asked.left)
    const { status, type, body } = asked.right
    if (status === 416)
      throw storeFailure('damaged', `${url}: the log is shorter than it was`, { at: from })
    if (status !== 200) throw readFailure(url, asked.right)
    if (type !== ENTRIES_TYPE) throw storeFailure('unavailable', `${url}: it gives no entries`)
    const page = decodePage(body)
    if (page !== null) {
      requireWhole(page, from, limit)
      known.observe(page.head, before)
      return page
    }
    await pause(waitBefore(n, patience, null), signal)
    signal.throwIfAborted()
  }
  throw storeFailure('unavailable', `${url}: its answer was cut before its last line`)
}

/** A page says itself how far it goes. */
function requireWhole({ entries, head, next }: Page, from: number, limit: number): void {
  const isShort = entries.length === 0 && from < head.size
  if (next !== from + entries.length || next > head.size || entries.length > limit || isShort)
    throw storeFailure(
      'damaged',
      `the server gives ${entries.length} entries from ${from} on, says ${next} comes next, and the log has ${head.size}`,
      { at: from },
    )
}

/** What is read: the entries [from, to) of a log that reaches as far as `extent`; from <= to <= extent.size. */
export interface EntryRange {
  readonly extent: Head
  readonly from: number
  readonly to: number
  /** A page that begins with `from`, if there is one already. */
  readonly first?: Page
}

/** Rejects as `askPage`, and `damaged` at the first entry that does not follow the one before it. */
export async function* storedEntries(
  reading: StoreReading,
  caps: Pick<StoreCaps, 'maxEntryBytes'>,
  { extent, from, to, first }: EntryRange,
  signal: AbortSignal,
): AsyncGenerator<Stored> {
  if (from === to) return
  const { known, link } = reading
  let prev = known.hashAt(from - 1)
  // Without the hash before it, an entry is checked by the one before it; and one behind the range confirms the last.
  let next = prev === null ? from - 1 : from
  const end = to < extent.size && known.hashAt(to - 1) === null ? to + 1 : to
  let held: Stored | null = null
  let ready = next === from ? first : undefined
  while (next < end) {
    const limit = Math.min(MAX_PAGE_ENTRIES, end - next)
    const page = ready ?? (await askPage(reading, { from: next, limit }, signal))
    ready = undefined
    if (page.entries.length === 0) throw lacking(next)
    for (const bytes of page.entries.slice(0, end - next)) {
      const hash = encodeHex(leafHash(bytes))
      const isSound = bytes.length > 0 && bytes.length <= caps.maxEntryBytes
      if (!isSound || (prev !== null && link(bytes) !== prev)) throw unlinked(next)
      if ((known.hashAt(next) ?? hash) !== hash) throw unlinked(next)
      if (held !== null) yield held
      held = next < from || next >= to ? null : { index: next, bytes, hash }
      prev = hash
      next += 1
    }
    // Confirmed by what stands behind it on this page: where the next reader begins, it need not ask for it again.
    if (held !== null && held.index > from) known.note(held.index - 1, linkOf(link, held))
  }
  if (held === null) return
  if (to === extent.size && held.hash !== extent.hash) throw unlinked(held.index)
  known.note(held.index, held.hash)
  yield held
}

function linkOf(link: Link, { bytes, index }: Stored): string {
  const prev = link(bytes)
  if (prev === null) throw new Error(`entry ${index} was linked when it was read`)
  return prev
}

function unlinked(index: number): Error {
  return storeFailure('damaged', `entry ${index} does not follow the entry before it`, {
    at: index,
  })
}

function lacking(index: number): Error {
  return storeFailure('damaged', `entry ${index} is missing`, { at: index })
}
