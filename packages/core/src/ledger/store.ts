/**
 * The storage port: an append-only sequence of entries that a ledger is kept in.
 *
 * A store keeps bytes and compares hashes; it knows nothing of signatures or rules. What every
 * store must hold to is written as laws in docs/design/store.md. Authors of stores implement plain
 * promises and async iterables; every failure is an `Error` that carries a `StoreError`
 * (`storeFailure` makes one), and the core lifts it with `asStoreError`.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'

/** How far a log reaches. `hash` is the entry hash of entry `size - 1`: 64 lower-case hex, zeros at size 0. */
export interface Head {
  readonly size: number
  readonly hash: string
}

/** One entry as it stands in a store. `hash` is SHA-256(0x00 || bytes), 64 lower-case hex (RFC 6962 §2.1). */
export interface Stored {
  readonly index: number
  readonly bytes: Uint8Array
  readonly hash: string
}

/**
 * What came of an append. `replayed`: these very bytes already followed the expected head, and
 * nothing was added. `conflict`: the log does not end at the expected head; nothing of this call was stored.
 */
export type AppendResult =
  | { readonly ok: true; readonly head: Head; readonly replayed: boolean }
  | { readonly ok: false; readonly reason: 'conflict'; readonly head: Head }

/**
 * - `unavailable`: the store cannot be reached now; nothing was sent.
 * - `ambiguous`: the request was sent and its outcome is unknown; the same append may be repeated.
 * - `damaged`: what is stored is not what was appended; `at` names the entry when it is known.
 * - `locked`: another process is the writer.
 * - `read-only`: opened for reading, or the medium refuses writes.
 * - `full`: no space or quota left.
 * - `too-large`: an entry or batch exceeds the store's caps.
 * - `invalid`: an entry is not one line, or does not link to the entry before it.
 * - `unsupported`: a layout or format this adapter does not know.
 * - `closed`: the handle was disposed, or died after a failed write.
 */
export type StoreErrorCode =
  | 'unavailable'
  | 'ambiguous'
  | 'damaged'
  | 'locked'
  | 'read-only'
  | 'full'
  | 'too-large'
  | 'invalid'
  | 'unsupported'
  | 'closed'

/** The world failed. `at` is a leaf index. `message` holds no secrets. */
export interface StoreError {
  readonly _tag: 'StoreError'
  readonly code: StoreErrorCode
  readonly message: string
  readonly at?: number
  readonly cause?: unknown
}

/** What a store promises. `ack` is what is true once `append` has resolved. */
export interface StoreCaps {
  readonly ack: 'memory' | 'page-cache' | 'disk' | 'replicas'
  readonly writers: 'one' | 'many'
  /** Bytes. */
  readonly maxEntryBytes: number
  /** Entries. */
  readonly maxBatch: number
  readonly follow: 'push' | 'poll'
}

/** What every call of a store takes. An abort is answered with the reason of the signal, an append that was sent with `ambiguous`. */
export interface CallOptions {
  readonly signal?: AbortSignal
}

/** The port. A range that is not of safe, non-negative integers is a `RangeError`, and nothing is stored. */
export interface Store extends AsyncDisposable {
  readonly caps: StoreCaps
  /** Linearizable with `append`. */
  head(options?: CallOptions): Promise<Head>
  /** All of `entries` or none; durable, as `caps.ack` says, before it resolves. */
  append(
    expected: Head,
    entries: readonly Uint8Array[],
    options?: CallOptions,
  ): Promise<AppendResult>
  /** Entries [from, to); `to` defaults to the head at the call. Every one is checked against its link. */
  read(from: number, to?: number, options?: CallOptions): AsyncIterable<Stored>
  /** Existing entries from `from` on, then new ones, until aborted. */
  follow(from: number, options: { readonly signal: AbortSignal }): AsyncIterable<Stored>
}

/**
 * Finds the previous entry hash inside an entry: 64 lower-case hex, or null where there is none.
 * A store is opened with one, so that it can check the chain without knowing what an entry is.
 */
export type Link = (bytes: Uint8Array) => string | null

/** 64 zeros: the hash of the head of an empty log, and the `prev` of entry 0. */
export const NO_HASH: string = '0'.repeat(64)

/** The head of an empty log. */
export const EMPTY_HEAD: Head = { size: 0, hash: NO_HASH }

/** An `Error` that carries a `StoreError`: what the promises of a store reject with. */
export interface StoreFailure extends Error {
  readonly storeError: StoreError
}

/** Makes what a store's promise rejects with. */
export function storeFailure(
  code: StoreErrorCode,
  message: string,
  more: { readonly at?: number; readonly cause?: unknown } = {},
): StoreFailure {
  const storeError: StoreError = { _tag: 'StoreError', code, message, ...more }
  const error = new Error(message, more.cause === undefined ? undefined : { cause: more.cause })
  return Object.assign(error, { name: 'StoreFailure', storeError })
}

/** The `StoreError` that a thrown value carries, or null where it carries none (then it is a bug, or an abort). */
export function asStoreError(thrown: unknown): StoreError | null {
  return thrown instanceof Error && 'storeError' in thrown
    ? (thrown as StoreFailure).storeError
    : null
}

/** What a store's promise rejects with, on the left. What is not a store's failure is a bug of ours, or an abort, and goes on as it came. */
export function liftStore<A>(call: () => Promise<A>): TE.TaskEither<StoreError, A> {
  return async () => {
    try {
      return E.right(await call())
    } catch (thrown) {
      const error = asStoreError(thrown)
      if (error === null) throw thrown
      return E.left(error)
    }
  }
}
