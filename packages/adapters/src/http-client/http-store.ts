/**
 * The storage port over a server's `/v1/head` and `/v1/entries`. The server is not trusted: every entry is checked against its link,
 * and every head against those before it. LIFE-OF-AN-ENTRY.md tells what happens when.
 */
import { encodeHex, leafHash, storeFailure } from '@accord-ledger/core'
import type {
  AppendResult,
  CallOptions,
  Head,
  Link,
  Store,
  StoreCaps,
  Stored,
} from '@accord-ledger/core'
import { targetBelow } from '../http/ask-bounded.ts'
import type { Fetch } from '../http/ask-bounded.ts'
import { isToken, MAX_PAGE_ENTRIES } from '../http/store-wire.ts'
import { closedFailure, draftEntries, rangeWithin } from '../port/arguments.ts'
import type { Patience } from './ask-again.ts'
import { knownHeads } from './known-heads.ts'
import { linkSignals } from './linked-signal.ts'
import { pause } from './pause.ts'
import { requireRoom, sendAppend } from './store-appending.ts'
import { askHead, askPage, storedEntries } from './store-reading.ts'
import type { EntryRange, StoreReading } from './store-reading.ts'
import { takingTurns } from './turns.ts'

/** How a store on a server is opened. */
export interface HttpStoreOptions extends Patience {
  readonly fetch: Fetch
  /** Finds the previous entry hash inside an entry. */
  readonly link: Link
  /** By which the server allows appending; without it the handle only reads. */
  readonly token?: string
  /** Seconds that a follower's request waits at the server, at most 20. 20 by default. */
  readonly longPollSeconds?: number
}

/** How often a follower asks again before it gives up: for about twenty seconds. */
const FOLLOW_ATTEMPTS = 8
/** Milliseconds between two long polls that came to nothing, whatever the server does. */
const LEAST_POLL_MS = 1_000

/**
 * Opens the store of the server at `url`, whose head it asks for. Rejects: `unavailable`; `unsupported` for an address that is none, or
 * that has no store; whatever the server says of its store; with a RangeError for a token that can be none.
 */
export async function openHttpStore(url: string, options: HttpStoreOptions): Promise<Store> {
  const prefix = targetBelow(url, '')?.slice(0, -1)
  if (prefix === undefined)
    throw storeFailure('unsupported', 'it is no http or https address of a server')
  const { fetch, link, token, longPollSeconds = 20 } = options
  if (token !== undefined && !isToken(token))
    throw new RangeError('a token is 16 to 512 printable characters without spaces')
  const known = knownHeads()
  const reading: StoreReading = { prefix, fetch, link, patience: options, known }
  const patient: StoreReading = { ...reading, patience: { ...options, attempts: FOLLOW_ATTEMPTS } }
  const told = await askHead(reading, new AbortController().signal)
  const caps: StoreCaps = { ...told.caps, writers: 'many', follow: 'push' }
  const rules = { link, caps, hash: (bytes: Uint8Array) => encodeHex(leafHash(bytes)) }
  const ended = new AbortController()
  const turns = takingTurns()
  /** Heads that reads asked for: what is appended after such a read was called for must not get before it. */
  const looking = new Set<Promise<unknown>>()

  function requireOpen(callOptions?: CallOptions): void {
    if (ended.signal.aborted) throw closedFailure()
    callOptions?.signal?.throwIfAborted()
  }

  async function head(callOptions?: CallOptions): Promise<Head> {
    requireOpen(callOptions)
    const linked = linkSignals(ended.signal, callOptions?.signal)
    try {
      return (await askHead(reading, linked.signal)).head
    } finally {
      linked.release()
    }
  }

  async function append(
    expected: Head,
    entries: readonly Uint8Array[],
    callOptions?: CallOptions,
  ): Promise<AppendResult> {
    const drafts = draftEntries(rules, expected, entries)
    requireOpen(callOptions)
    if (token === undefined) throw storeFailure('read-only', 'the store was opened without a token')
    requireRoom(drafts)
    const signal = callOptions?.signal
    return turns.take(signal, async () => {
      await Promise.allSettled(looking)
      requireOpen(callOptions)
      return sendAppend({ ...reading, token }, expected, drafts, signal)
    })
  }

  function read(from: number, to?: number, callOptions?: CallOptions): AsyncIterable<Stored> {
    const extent = extentFor(from, to, callOptions)
    // Who never asks for the first entry does not want to hear of it either.
    extent.catch(() => {})
    return (async function* () {
      const range = rangeWithin((await extent).size, from, to)
      yield* entriesOf({ extent: await extent, ...range }, callOptions)
    })()
  }

  /** The head at the call, where the range does not end within what is known; for a range that is none, nothing is asked. */
  async function extentFor(from: number, to?: number, callOptions?: CallOptions): Promise<Head> {
    requireOpen(callOptions)
    rangeWithin(Number.MAX_SAFE_INTEGER, from, to)
    if (to !== undefined && to <= known.latest().size) return known.latest()
    const asking = head(callOptions)
    looking.add(asking)
    try {
      return await asking
    } finally {
      looking.delete(asking)
    }
  }

  async function* entriesOf(range: EntryRange, callOptions?: CallOptions): AsyncGenerator<Stored> {
    const linked = linkSignals(ended.signal, callOptions?.signal)
    try {
      requireOpen(callOptions)
      for await (const stored of storedEntries(reading, caps, range, linked.signal)) {
        requireOpen(callOptions)
        yield stored
      }
    } finally {
      linked.release()
    }
  }

  async function* follow(
    from: number,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<Stored> {
    if (signal.aborted) return
    requireOpen()
    rangeWithin(Number.MAX_SAFE_INTEGER, from)
    const linked = linkSignals(ended.signal, signal)
    try {
      const { head: extent } = await askHead(patient, linked.signal)
      let range: EntryRange = { extent, ...rangeWithin(extent.size, from) }
      for (;;) {
        for await (const stored of storedEntries(patient, caps, range, linked.signal)) {
          if (signal.aborted) return
          requireOpen()
          yield stored
        }
        range = await rangeAfter(range.to, linked.signal)
      }
    } catch (thrown) {
      if (signal.aborted && !ended.signal.aborted) return
      throw thrown
    } finally {
      linked.release()
    }
  }

  /** What came behind `from`: waits at the server for it, and here where the server does not. */
  async function rangeAfter(from: number, signal: AbortSignal): Promise<EntryRange> {
    const began = Date.now()
    const asked = { from, limit: MAX_PAGE_ENTRIES, wait: longPollSeconds }
    const first = await askPage(patient, asked, signal)
    if (first.entries.length === 0) await pause(began + LEAST_POLL_MS - Date.now(), signal)
    signal.throwIfAborted()
    return { extent: first.head, from, to: first.head.size, first }
  }

  async function dispose(): Promise<void> {
    if (!ended.signal.aborted) ended.abort(closedFailure())
    await turns.end()
  }

  return { caps, head, append, read, follow, [Symbol.asyncDispose]: dispose }
}
