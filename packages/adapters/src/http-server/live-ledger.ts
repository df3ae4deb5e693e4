/**
 * A ledger that is open for writing, and opened again where its store fails: the handle of a store that lost a write is dead, and
 * what it stored is found by opening anew. Between two tries there is a pause; after so many that failed it is given up, which
 * the server's health says.
 */
import { asStoreError } from '@accord-ledger/core'
import type { Ledger, Store } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { TrackedLog } from '../publication/log-track.ts'
import type { Publisher } from '../publication/publisher.ts'
import type { EventIds } from './event-ids.ts'

/** A ledger open for writing, with what submissions need of it. Disposing of it frees its locks. */
export interface OpenLedger extends AsyncDisposable {
  readonly store: Store
  readonly ledger: Ledger
  /** The ledger's log: every entry that it tells of is in it before an append is answered. */
  readonly log: TrackedLog
  readonly ids: EventIds
  readonly publisher: Pick<Publisher, 'sign' | 'publish'>
}

/** `opening`: it failed, and is being opened again. `dead`: that was given up. */
export type LiveState = 'open' | 'opening' | 'dead' | 'closed'

export interface LiveLedger extends AsyncDisposable {
  /** Null where it is not open. */
  current(): OpenLedger | null
  readonly state: LiveState
  /** Tells that `failed` failed: it is closed, and opened again. Of no effect where that has begun. */
  reopen(failed: OpenLedger): void
  /** Tells that an append was acknowledged: the next failure is again the first. */
  worked(): void
  /** Closes it for good: `dead`. */
  giveUp(): void
}

export interface LiveLedgerOptions {
  /** Opens the ledger again. Left, or rejects: why it cannot. */
  readonly open: () => Promise<E.Either<unknown, OpenLedger>>
  /** Milliseconds before each try after one failure after another; the last one counts for all after it. */
  readonly pauses?: readonly number[]
  /** Openings that may fail, until one does not. 10 by default. For want of room any number may: it comes back by itself. */
  readonly maxTries?: number
  /** Told of every opening that failed. */
  readonly onError?: (thrown: unknown) => void
}

/** Keeps a ledger open, which is `first` to begin with. */
export function liveLedger(first: OpenLedger, options: LiveLedgerOptions): LiveLedger {
  const { open, pauses = PAUSES, maxTries = 10, onError } = options
  let opened: OpenLedger | null = first
  let state: LiveState = 'open'
  let failures = 0
  let work: Promise<void> = Promise.resolve()
  const ending = new AbortController()

  const dispose = async (old: OpenLedger): Promise<void> => {
    try {
      await old[Symbol.asyncDispose]()
    } catch (thrown) {
      onError?.(thrown)
    }
  }
  const openAgain = async (old: OpenLedger): Promise<void> => {
    await dispose(old)
    for (let tries = 0; tries < maxTries;) {
      await pause(pauses[Math.min(failures, pauses.length) - 1] ?? 0, ending.signal)
      if (ending.signal.aborted) return
      const again = await open().catch(E.left)
      if (E.isLeft(again)) {
        failures += 1
        if (!isFull(again.left)) tries += 1
        onError?.(again.left)
        continue
      }
      if (ending.signal.aborted) return dispose(again.right)
      opened = again.right
      state = 'open'
      return
    }
    state = 'dead'
  }
  const close = async (): Promise<void> => {
    ending.abort()
    await work
    state = 'closed'
    const last = opened
    opened = null
    if (last !== null) await dispose(last)
  }
  let closing: Promise<void> | null = null
  return {
    current: () => opened,
    get state() {
      return state
    },
    reopen: (failed) => {
      if (opened !== failed || ending.signal.aborted) return
      opened = null
      state = 'opening'
      failures += 1
      work = openAgain(failed)
    },
    worked: () => {
      failures = 0
    },
    giveUp: () => {
      const last = opened
      opened = null
      ending.abort()
      if (state !== 'closed') state = 'dead'
      if (last !== null) work = dispose(last)
    },
    [Symbol.asyncDispose]: () => (closing ??= close()),
  }
}

/** Whether an opening failed for want of room, however it said so. */
function isFull(failed: unknown): boolean {
  const error = asStoreError(failed) ?? failed
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'full'
}

const PAUSES: readonly number[] = [100, 500, 2_000, 5_000, 15_000, 30_000, 60_000]

/** Resolves after so many milliseconds, or when `signal` is aborted. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
