/**
 * A store in memory, for tests and browsers. It is also the model that the other stores are
 * compared with (law 25), so it does the obvious thing and nothing else.
 *
 * An entry is checked and copied when it is appended; nothing outside this module can reach the
 * copy, so a read has nothing left to check. LIFE-OF-AN-ENTRY.md tells the rest.
 */
import { encodeHex, leafHash, MAX_ENTRY_BYTES, NO_HASH } from '@accord-ledger/core'
import type {
  AppendResult,
  CallOptions,
  Head,
  Link,
  Store,
  StoreCaps,
  Stored,
} from '@accord-ledger/core'
import { closedFailure, draftEntries, MAX_BATCH, rangeWithin } from '../port/arguments.ts'
import { replayOf } from '../port/replay.ts'
import { waiters } from '../port/waiters.ts'

/** What a store in memory takes. */
export interface MemoryStoreOptions {
  /** Finds the previous entry hash inside an entry. */
  readonly link: Link
}

const CAPS: StoreCaps = {
  ack: 'memory',
  writers: 'many',
  maxEntryBytes: MAX_ENTRY_BYTES,
  maxBatch: MAX_BATCH,
  follow: 'push',
}

/** An empty log in memory. It ends with its last reference; two calls give two logs. */
export function memoryStore({ link }: MemoryStoreOptions): Store {
  const log: Stored[] = []
  const arrivals = waiters()
  const rules = { link, caps: CAPS, hash: (bytes: Uint8Array) => encodeHex(leafHash(bytes)) }
  let closed = false

  const headAt = (size: number): Head => ({ size, hash: log[size - 1]?.hash ?? NO_HASH })

  function requireOpen(options?: CallOptions): void {
    if (closed) throw closedFailure()
    options?.signal?.throwIfAborted()
  }

  async function head(options?: CallOptions): Promise<Head> {
    requireOpen(options)
    return headAt(log.length)
  }

  async function append(
    expected: Head,
    entries: readonly Uint8Array[],
    options?: CallOptions,
  ): Promise<AppendResult> {
    const drafts = draftEntries(rules, expected, entries)
    requireOpen(options)
    const present = replayOf(
      expected,
      drafts,
      headAt(log.length),
      log.slice(expected.size, expected.size + drafts.length),
    )
    if (present === null) return { ok: false, reason: 'conflict', head: headAt(log.length) }
    const missing = drafts.slice(present)
    log.push(...missing)
    if (missing.length > 0) arrivals.wake()
    return {
      ok: true,
      head: headAt(expected.size + drafts.length),
      replayed: missing.length === 0,
    }
  }

  function read(from: number, to?: number, options?: CallOptions): AsyncIterable<Stored> {
    const size = log.length
    return (async function* () {
      requireOpen(options)
      const range = rangeWithin(size, from, to)
      yield* copies(range.from, range.to, options)
    })()
  }

  async function* follow(
    from: number,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncIterable<Stored> {
    let next = from
    while (!signal.aborted) {
      requireOpen()
      const { to } = rangeWithin(log.length, next)
      for await (const stored of copies(next, to)) {
        if (signal.aborted) return
        yield stored
        next = stored.index + 1
      }
      if (next === log.length) await arrivals.wait(signal)
    }
  }

  async function* copies(from: number, to: number, options?: CallOptions): AsyncIterable<Stored> {
    for (let index = from; index < to; index++) {
      requireOpen(options)
      const stored = log[index]
      if (stored === undefined) throw new Error(`memory log of ${log.length} lacks entry ${index}`)
      yield { ...stored, bytes: stored.bytes.slice() }
    }
  }

  async function dispose(): Promise<void> {
    closed = true
    arrivals.wake()
  }

  return { caps: CAPS, head, append, read, follow, [Symbol.asyncDispose]: dispose }
}
