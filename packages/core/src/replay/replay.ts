/**
 * Replay: bytes → decoded entry → checked against the rules → signatures verified → state.
 *
 * Appending and verifying run this very code, so what append accepts, verify accepts. Signature checks
 * need nothing but the entry, so a block's are put to the verifier at once, after the sequential pass
 * over chain, rules and tree; the first bad entry is named whatever the order of the answers.
 */
import * as E from 'fp-ts/lib/Either.js'
import { advance } from './advance.ts'
import { decodeEntry, signatureChecks } from '../events/entry.ts'
import type { DecodedEntry, Entry } from '../events/entry.ts'
import type { Failure, Violation } from './failure.ts'
import type { Hash } from '../values/primitives.ts'
import { brokenPlace, brokenRule, subjectOf } from '../rules/check.ts'
import { draftOf } from './state.ts'
import type { Draft, LedgerState, LedgerView } from './state.ts'
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

/**
 * Replays `blocks` of entry bytes, in log order, on top of `state`, until a failure or the end.
 * Rejects where the source or the verifier does, and with the signal's reason when it is aborted.
 */
export async function replay(
  state: LedgerState,
  blocks: AsyncIterable<readonly Uint8Array[]>,
  { verifier, onEntry, signal }: ReplayOptions,
): Promise<Replayed> {
  let current = state
  for await (const block of blocks) {
    signal?.throwIfAborted()
    const tried = await tryBlock(current, block, verifier)
    current = tried.commit()
    if (onEntry !== undefined) for (const entry of tried.verified) onEntry(entry)
    if (tried.failure !== null) return { state: current, failure: tried.failure }
  }
  return { state: current, failure: null }
}

/** Tries a block of entry bytes on `state`, which stays as it is until the answer's `commit`. */
export async function tryBlock(
  state: LedgerState,
  block: readonly Uint8Array[],
  verifier: Verifier,
): Promise<Tried> {
  const trial = trialOn(state)
  for (const bytes of block) if (trial.next(bytes) !== null) break
  return trial.settle(verifier)
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

/** Begins a trial on `state`. */
export function trialOn(state: LedgerState): Trial {
  const draft = draftOf(state)
  const checked: DecodedEntry[] = []
  let last = draft.state
  let failure: Failure | null = null
  return {
    view: () => last,
    next: (bytes) => {
      if (failure !== null) throw new Error('a trial ends with its first failure')
      const entry = checkEntry(last, bytes)
      if (E.isLeft(entry)) return (failure = entry.left)
      checked.push(entry.right)
      last = advance(last, entry.right)
      return null
    },
    settle: async (verifier) => {
      const forged = await firstForged(checked, verifier)
      if (forged === null) {
        return { verified: checked.map(asVerified), failure, commit: () => draft.commit(last) }
      }
      const sound = checked.slice(0, forged)
      return {
        verified: sound.map(asVerified),
        failure: forgedSignature(checked[forged]),
        commit: () => commitAll(draftOf(state), sound),
      }
    },
  }
}

/** Rules 1 to 31, in the order of their numbers. */
function checkEntry(state: LedgerState, bytes: Uint8Array): E.Either<Failure, DecodedEntry> {
  const decoded = decodeEntry(bytes, state.size)
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

/** Rule 32. The position in `block` of the first entry with a signature that does not verify, or null. */
async function firstForged(
  block: readonly DecodedEntry[],
  verifier: Verifier,
): Promise<number | null> {
  const checks = block.map(({ entry }) => signatureChecks(entry))
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

function commitAll(draft: Draft, entries: readonly DecodedEntry[]): LedgerState {
  return draft.commit(entries.reduce(advance, draft.state))
}

function asVerified({ entry, hash, bytes }: DecodedEntry): VerifiedEntry {
  return { ...entry, hash, bytes } as VerifiedEntry // its rules and signatures have just been checked
}
