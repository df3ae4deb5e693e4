/**
 * The ledger: a store, opened with its rules. What it is given, what it answers, and how it fails;
 * open.ts opens one, append.ts logs.
 */
import type * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { SignedEvent } from '../events/entry.ts'
import type { Failure } from '../replay/failure.ts'
import type { Time } from '../values/primitives.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import type { LedgerState, LedgerView } from '../replay/state.ts'
import type { Store, StoreError } from './store.ts'
import type { Verifier } from '../crypto/verifier.ts'

/** Milliseconds since 1970-01-01T00:00:00Z, as `Date.now`. */
export type Clock = () => number

/** Why an operator will not log an event, as a phrase for its author, or null. Asked before the rules; the event's signatures have not been checked yet. It may be asked again about the same event. */
export type Admission = (signed: SignedEvent, view: LedgerView) => string | null

/** What a ledger is opened with. */
export interface LedgerOptions {
  readonly store: Store
  readonly verifier: Verifier
  readonly clock: Clock
  readonly admit?: Admission
  /**
   * The state of an earlier replay of this very log (`parseStateFile`, or a verification's), taken over: only what came
   * after it is replayed, and told to `onEntry`. A state that is not of this store's entries is `damaged`.
   */
  readonly resume?: LedgerState
  /**
   * Called with every verified entry in order: those in the store on opening (behind `resume`), then each as it is appended.
   * It must not throw. What it throws comes out of the call, whose entries are logged all the same, and out of
   * every later append, since no entry is passed over: open the ledger again.
   */
  readonly onEntry?: (entry: VerifiedEntry) => void
  /** Ends the opening, which rejects with its reason; of no effect on an open ledger. */
  readonly signal?: AbortSignal
}

/** An event that is valid, and that the operator will not log. `position` is its place in the call. */
export interface Refused {
  readonly _tag: 'Refused'
  readonly position: number
  readonly why: 'not-nfc' | 'admission'
  readonly message: string
}

/** The last entry's time lies more than five minutes ahead of the clock: one of them is wrong. */
export interface ClockBehind {
  readonly _tag: 'ClockBehind'
  readonly last: Time
  readonly now: Time
}

/** Why a ledger does not open. */
export type OpenError = Failure | StoreError | ClockBehind
/** Why an append logged nothing, or its store does not say that it did. */
export type AppendError = Failure | StoreError | Refused

/**
 * Writes the next event on the view it is given: the log after the events before it. It must not wait for an append
 * to the ledger that asks it, whose turn comes only after its own; while it takes its time, no append goes on.
 */
export type Author<X> = (view: LedgerView) => Promise<E.Either<X, SignedEvent>>

/**
 * An open ledger. Appends are taken in the order of their calls, each on the log as those before it leave it. Calls
 * that come while the store is busy are stored together next, and one that is refused is no matter to the others.
 */
export interface Ledger {
  /** The state after the last entry. Look at it anew after every append. */
  view(): LedgerView
  /**
   * Logs `events` as they are at the call, all or none, and answers their entries once they are as durable as the store promises.
   * Left: the first event that breaks a rule (its index is where it would have stood), or that admission refuses,
   * and nothing is logged; or what the store said. Of its codes, `unavailable`, `too-large` and `invalid` say that
   * nothing of the batch was stored; after any other, some of it may be found when the store is opened again.
   */
  append(events: readonly SignedEvent[]): TE.TaskEither<AppendError, readonly VerifiedEntry[]>
  /**
   * As `append`, for events that build on one another: each is written on the log as the ones before it leave it.
   * Nothing is logged unless every author wrote and every rule held. What is more than the store takes at once
   * (`caps.maxBatch`) is handed to it in turns, by `append` too, and a failure between them leaves the first ones logged.
   * Authors may be asked again, where another writer was first.
   */
  appendEach<X>(
    authors: readonly Author<X>[],
  ): TE.TaskEither<AppendError | X, readonly VerifiedEntry[]>
}

/** What an open ledger is inside: its options and the state it stands at. */
export interface Opened extends Omit<LedgerOptions, 'signal' | 'resume'> {
  state: LedgerState
  /** What `onEntry` threw, once it has: from then on it would miss entries. */
  deaf: { readonly thrown: unknown } | null
}
