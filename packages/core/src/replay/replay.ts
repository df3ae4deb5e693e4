/**
 * Replay: bytes → decoded entry → checked against the rules → signatures verified → state.
 *
 * Appending and verifying run this very code, so what append accepts, verify accepts. Signature checks
 * need nothing but the entry, so a block's are put to the verifier at once, and the sequential pass over
 * chain, rules and tree goes on with the next blocks on a draft of the state. Blocks are settled in their
 * order, so the first bad entry is the one named, whatever the order of the answers.
 */
import * as E from 'fp-ts/lib/Either.js'
import { advance } from './advance.ts'
import { decodeEntry, encodeEntry, entryChecks } from '../events/entry.ts'
import type { DecodedEntry, Entry } from '../events/entry.ts'
import { makeEntry } from '../events/make-entry.ts'
import type { CheckedEvent } from '../events/make-entry.ts'
import type { Failure, Violation } from './failure.ts'
import type { Hash, LeafIndex, Time } from '../values/primitives.ts'
import { brokenPlace, brokenRule, subjectOf } from '../rules/check.ts'
import { draftOf } from './state.ts'
import type { Draft, LedgerState, LedgerView } from './state.ts'
import { nobleHasher } from '../crypto/hash.ts'
import type { Hasher } from '../crypto/hash.ts'
import { firstRefused } from '../crypto/verifier.ts'
import type { Verifier } from '../crypto/verifier.ts'

declare const verified: unique symbol

/** An entry that broke no rule at its place in a log. Only replay makes one. */
export interface VerifiedEntry extends Entry {
  readonly [verified]: true
  readonly hash: Hash
  /** The canonical bytes: the leaf. */
  readonly bytes: Uint8Array
}

/** What came of trying a block of entries on a state that is still as it was. */
export interface Tried {
  /** The entries before the failure, or all. */
  readonly verified: readonly VerifiedEntry[]
  readonly failure: Failure | null
  /** Makes the verified entries part of the state. Once, or not at all. */
  readonly commit: () => LedgerState
}

/** What a replay takes besides the log. */
export interface ReplayOptions {
  readonly verifier: Verifier
  /** Called with the state each time that it moved on, before its entries are told: what a caller holds to when the source fails. */
  readonly onState?: (state: LedgerState) => void
  /** Called with each entry in order, once it is verified. */
  readonly onEntry?: (entry: VerifiedEntry) => void
  readonly signal?: AbortSignal
}

/** How far a replay came. */
export interface Replayed {
  /** The state after the last verified entry. */
  readonly state: LedgerState
  readonly failure: Failure | null
}

/** Entries that are put to the verifier at once. */
const PART = 64
/** Parts whose signatures are being checked while the next ones are read: enough to keep every core busy, and memory flat. */
const PARTS_AHEAD = 4

/**
 * Replays `blocks` of entry bytes, in log order, on top of `state`, until a failure or the end.
 * Rejects where the source, the verifier, `onState` or `onEntry` does, and with the signal's reason when it is aborted.
 */
export async function replay(
  state: LedgerState,
  blocks: AsyncIterable<readonly Uint8Array[]>,
  { verifier, onState, onEntry, signal }: ReplayOptions,
): Promise<Replayed> {
  const draft = draftOf(state)
  const pending: Promise<Tried>[] = []
  let done: Replayed = { state, failure: null }
  // True once a block was not settled, or not told of: those behind it must not be either.
  let isStuck = false
  /** Settles the oldest blocks until at most `left` are pending, or one failed. */
  const settle = async (left: number): Promise<void> => {
    while (done.failure === null && pending.length > left) {
      signal?.throwIfAborted()
      isStuck = true
      const tried = await pending.shift()
      if (tried === undefined) throw new Error('a pending block is there')
      done = { state: tried.commit(), failure: tried.failure }
      onState?.(done.state)
      if (onEntry !== undefined) for (const entry of tried.verified) onEntry(entry)
      isStuck = false
    }
  }
  let ahead = draft.state
  try {
    for await (const part of partsOf(blocks)) {
      signal?.throwIfAborted()
      const trial = trialIn(draft, ahead, verifier.hasher ?? nobleHasher)
      const broken = tryAll(trial, part)
      ahead = trial.last()
      pending.push(settling(trial, verifier))
      if (broken) break
      await settle(PARTS_AHEAD)
      if (done.failure !== null) return done
    }
  } catch (thrown) {
    if (isStuck) throw thrown
    if (signal?.aborted !== true) await settle(0)
    // What is wrong with an entry counts before what kept later ones from coming.
    if (done.failure === null) throw thrown
  }
  await settle(0)
  return done
}

/** `blocks`, those that are longer in parts. */
async function* partsOf(
  blocks: AsyncIterable<readonly Uint8Array[]>,
): AsyncGenerator<readonly Uint8Array[]> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += PART) yield block.slice(at, at + PART)
  }
}

/** The settling of a trial; a rejection is met when its turn comes, or not at all. */
function settling(trial: Trial, verifier: Verifier): Promise<Tried> {
  const settled = trial.settle(verifier)
  settled.catch(() => {})
  return settled
}

/** Tries a block of entry bytes on `state`, which stays as it is until the answer's `commit`. */
export async function tryBlock(
  state: LedgerState,
  block: readonly Uint8Array[],
  verifier: Verifier,
): Promise<Tried> {
  const trial = trialOn(state, verifier.hasher)
  tryAll(trial, block)
  return trial.settle(verifier)
}

/** True where the block broke a rule, and the trial is over. */
function tryAll(trial: Trial, block: readonly Uint8Array[]): boolean {
  for (const bytes of block) if (trial.next(bytes) !== null) return true
  return false
}

/** Entries tried one after another on a state that stays as it is. */
export interface Trial {
  /** The state after the entries so far. */
  view(): LedgerView
  /** Checks the next entry against rules 1 to 31. No more may follow a failure. */
  next(bytes: Uint8Array): Failure | null
  /** Checks all signatures, rule 32, and ends the trial. */
  settle(verifier: Verifier): Promise<Tried>
}

/** A trial that another one may follow before it is settled. */
export interface InnerTrial extends Trial {
  last(): LedgerState
  /** As `next`, of the entry that an event would become. One that breaks a rule is left out, and others may follow. */
  offer(event: CheckedEvent, time: Time): Failure | null
}

/** Begins a trial on `state`. */
export function trialOn(state: LedgerState, hasher: Hasher = nobleHasher): Trial {
  return trialOfOffers(state, hasher)
}

/** As `trialOn`, for whoever writes the log: entries are made here. */
export function trialOfOffers(state: LedgerState, hasher: Hasher = nobleHasher): InnerTrial {
  const draft = draftOf(state)
  return trialIn(draft, draft.state, hasher)
}

/** A trial of one part of `draft`, which goes on from `start`. */
function trialIn(draft: Draft, start: LedgerState, hasher: Hasher): InnerTrial {
  const checked: DecodedEntry[] = []
  let last = start
  let failure: Failure | null = null
  const take = (entry: E.Either<Failure, DecodedEntry>): Failure | null => {
    if (failure !== null) throw new Error('a trial ends with its first failure')
    if (E.isLeft(entry)) return entry.left
    checked.push(entry.right)
    last = advance(last, entry.right, hasher)
    return null
  }
  return {
    view: () => last,
    last: () => last,
    next: (bytes) => (failure = take(checkEntry(last, bytes, hasher))),
    offer: (event, time) => take(checkOffered(last, event, time, hasher)),
    settle: async (verifier) => {
      const commit = draft.seal(last)
      const forged = await firstForged(checked, verifier)
      if (forged === null) return { verified: checked.map(asVerified), failure, commit }
      const sound = checked.slice(0, forged)
      return {
        verified: sound.map(asVerified),
        failure: forgedSignature(checked[forged]),
        commit: () => commitAll(draftOf(draft.real(start)), sound, hasher),
      }
    },
  }
}

/** Rules 1 to 31, in the order of their numbers. */
function checkEntry(
  state: LedgerState,
  bytes: Uint8Array,
  hasher: Hasher,
): E.Either<Failure, DecodedEntry> {
  const decoded = decodeEntry(bytes, state.size, hasher)
  if (E.isLeft(decoded)) return decoded
  const { entry, unknown } = decoded.right
  if (unknown === null) {
    const broken = brokenRule(state, entry)
    return broken === null ? decoded : E.left(broken)
  }
  return E.left(
    brokenPlace(state, entry) ?? { _tag: 'Unrecognised', index: state.size, ...unknown },
  )
}

/** As `checkEntry`, of the bytes of an event that has been checked, at the end of the log. */
function checkOffered(
  state: LedgerState,
  event: CheckedEvent,
  time: Time,
  hasher: Hasher,
): E.Either<Failure, DecodedEntry> {
  const place = { index: state.size as LeafIndex, prev: state.head, time }
  const made = makeEntry(event, place, hasher)
  if (made === null) return checkEntry(state, encodeEntry({ ...place, ...event }), hasher)
  const broken = brokenRule(state, made.entry)
  return broken === null ? E.right(made) : E.left(broken)
}

/** Rule 32. The position in `block` of the first entry with a signature that does not verify, or null. */
async function firstForged(
  block: readonly DecodedEntry[],
  verifier: Verifier,
): Promise<number | null> {
  const checks = entryChecks(block)
  const at = await firstRefused(verifier, checks.flat())
  if (at < 0) return null
  let seen = 0
  return checks.findIndex((each) => (seen += each.length) > at)
}

function forgedSignature(decoded: DecodedEntry | undefined): Violation {
  if (decoded === undefined) throw new Error('a forged entry lies in its block')
  const { entry } = decoded
  return {
    _tag: 'Violation',
    rule: 'signature',
    index: entry.index,
    path: 'signatures',
    expected: 'signatures by these keys under this event',
    found: 'one that does not verify',
    ...subjectOf(entry.event),
  }
}

function commitAll(draft: Draft, entries: readonly DecodedEntry[], hasher: Hasher): LedgerState {
  let last = draft.state
  for (const entry of entries) last = advance(last, entry, hasher)
  return draft.commit(last)
}

function asVerified({ entry, hash, bytes }: DecodedEntry): VerifiedEntry {
  const { index, prev, time, event, signatures } = entry
  // Its rules and signatures have just been checked.
  return { index, prev, time, event, signatures, hash, bytes } as VerifiedEntry
}
