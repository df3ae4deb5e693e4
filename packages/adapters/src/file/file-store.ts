/** The port over a directory: what `openFileStore` gives, whether it reads or writes. */
import { MAX_ENTRY_BYTES } from '@accord-ledger/core'
import type {
  AppendResult,
  CallOptions,
  Head,
  Link,
  Store,
  StoreCaps,
  Stored,
  StoreFailure,
} from '@accord-ledger/core'
import { closedFailure, draftEntries, MAX_BATCH, rangeWithin } from '../port/arguments.ts'
import type { Waiters } from '../port/waiters.ts'
import type { OpenReport } from './open-report.ts'
import { readEntries } from './read-entries.ts'
import type { Look } from './refresh.ts'
import type { Extent, Reading } from './scan.ts'
import { hashOf } from './segment.ts'
import type { Source } from './source.ts'

/** A store in a directory. */
export interface FileStore extends Store {
  /** What was found when the store was opened. */
  readonly openReport: OpenReport
}

/** What a store is assembled from. */
export interface Parts {
  readonly reading: Reading
  readonly source: Source
  readonly openReport: OpenReport
  /** Woken when an entry came or the handle died. */
  readonly arrivals: Waiters
  /** Whether the handle died of a failed write. */
  readonly dead: () => boolean
  readonly pollMilliseconds: number
}

const CAPS: StoreCaps = {
  ack: 'disk',
  writers: 'one',
  maxEntryBytes: MAX_ENTRY_BYTES,
  maxBatch: MAX_BATCH,
  follow: 'poll',
}

/** The port over `parts`. */
export function fileStore(parts: Parts): FileStore {
  const { reading, source, arrivals } = parts
  const rules: { readonly link: Link; readonly hash: typeof hashOf; readonly caps: StoreCaps } = {
    link: reading.link,
    hash: hashOf,
    caps: CAPS,
  }
  let disposed: Promise<void> | null = null

  function requireOpen(options?: CallOptions): void {
    if (disposed !== null || parts.dead()) throw closedFailure()
    options?.signal?.throwIfAborted()
  }

  async function look(options?: CallOptions): Promise<Look> {
    requireOpen(options)
    const found = await source.look()
    requireOpen(options)
    return found
  }

  async function head(options?: CallOptions): Promise<Head> {
    const { extent, damage } = await look(options)
    if (damage !== null) throw damage
    return extent.head
  }

  async function append(
    expected: Head,
    entries: readonly Uint8Array[],
    options?: CallOptions,
  ): Promise<AppendResult> {
    const drafts = draftEntries(rules, expected, entries)
    requireOpen(options)
    return source.append(expected, drafts, options?.signal)
  }

  function read(from: number, to?: number, options?: CallOptions): AsyncIterable<Stored> {
    const looked = look(options)
    // Who never asks for the first entry does not want to hear of it either.
    looked.catch(() => {})
    return upTo(looked, from, to, options)
  }

  /** The entries [from, to); where the log is damaged, those before the damage, and then the damage. */
  async function* upTo(
    looked: Promise<Look>,
    from: number,
    to?: number,
    options?: CallOptions,
  ): AsyncGenerator<Stored> {
    const { extent, damage } = await looked
    if (damage !== null && confirmed(extent, damage) < (to ?? Infinity)) {
      const range = rangeWithin(Number.MAX_SAFE_INTEGER, from, to)
      const sound = Math.max(range.from, confirmed(extent, damage))
      yield* entriesOf(extent, range.from, sound, options)
      throw damage
    }
    const range = rangeWithin(extent.head.size, from, to)
    yield* entriesOf(extent, range.from, range.to, options)
  }

  async function* entriesOf(
    extent: Extent,
    from: number,
    to: number,
    options?: CallOptions,
  ): AsyncGenerator<Stored> {
    for await (const entries of readEntries(reading, extent, from, to))
      for (const stored of entries) {
        requireOpen(options)
        yield stored
      }
  }

  async function* follow(
    from: number,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<Stored> {
    let next = from
    while (!signal.aborted) {
      for await (const stored of upTo(look(), next)) {
        if (signal.aborted) return
        yield stored
        next = stored.index + 1
      }
      await arrivals.wait(signal, parts.pollMilliseconds)
    }
  }

  function dispose(): Promise<void> {
    disposed ??= source.close()
    arrivals.wake()
    return disposed
  }

  return {
    caps: CAPS,
    openReport: parts.openReport,
    head,
    append,
    read,
    follow,
    [Symbol.asyncDispose]: dispose,
  }
}

/**
 * How many entries of a damaged log may be shown: those with a sound one behind them. The last before the damage
 * may itself be what was changed.
 */
function confirmed({ head }: Extent, damage: StoreFailure): number {
  return Math.max(0, Math.min(head.size, damage.storeError.at ?? head.size) - 1)
}
