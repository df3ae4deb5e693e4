/**
 * Checking a receipt, offline: that an entry was logged, and seen by the witnesses that a policy
 * asks for.
 *
 * Every check is made, in the order of `RECEIPT_CHECKS`; none can be left out. What it gives is the
 * claim `logged` and no more: witnesses check consistency and never our rules, so that whether the
 * entry is valid in its log, and whose membership it changed, only a replay of the log tells
 * (`verifyLog`). Spec: proofs §7.2.
 */
import * as E from 'fp-ts/lib/Either.js'
import { timeFromMilliseconds } from '../values/calendar.ts'
import { openParsedCheckpoint } from './checkpoint.ts'
import type { OpenedCheckpoint, UnknownOrigin } from './checkpoint.ts'
import { decodeEntry, signatureChecks } from '../events/entry.ts'
import type { DecodedEntry, Entry } from '../events/entry.ts'
import type { Failure, Violation } from '../replay/failure.ts'
import type { BrokenText } from './format-rule.ts'
import { encodeHex } from '../values/hex.ts'
import type { OpenNoteError } from './open-note.ts'
import type { Policy } from './policy.ts'
import type { Hash, PublicKey, Time } from '../values/primitives.ts'
import { checkInclusion } from '../tree/proof.ts'
import type { ProofError } from '../tree/proof.ts'
import { judgeQuorum } from './quorum.ts'
import type { QuorumReport, QuorumVerdict } from './quorum.ts'
import { parseReceipt } from './receipt.ts'
import type { Receipt } from './receipt.ts'
import { firstRefused } from '../crypto/verifier.ts'
import type { Verifier } from '../crypto/verifier.ts'

/**
 * The checks of a receipt, in their order:
 *
 *     format             the file is a receipt
 *     entry              its second line is an entry in canonical bytes, of a type that is known
 *     place              the entry says the index and the log that proof and checkpoint say
 *     inclusion          the proof leads from the entry to the checkpoint's root
 *     log                the policy names the checkpoint's origin
 *     log-signature      a key of that log signed it, and no known key signed it badly
 *     quorum             the policy's quorum cosigned it, by times no more than five minutes ahead of `now`
 *     freshness          the quorum's time is not older than `maxAge`
 *     entry-signatures   the entry bears signatures, and each one stands under its event
 */
export const RECEIPT_CHECKS = [
  'format',
  'entry',
  'place',
  'inclusion',
  'log',
  'log-signature',
  'quorum',
  'freshness',
  'entry-signatures',
] as const

/** The name of a check of a receipt. */
export type ReceiptCheck = (typeof RECEIPT_CHECKS)[number]

/** Milliseconds that a witness's clock may be ahead of `now`. */
export const MAX_CLOCK_LEAD = 300_000

/** When a receipt is checked, how old it may be, and by which backend. */
export interface ReceiptOptions {
  /** Milliseconds since 1970, as `Date.now`. */
  readonly now: number
  /**
   * Milliseconds that the quorum's time may lie before `now`. Infinity asks for no cosignature time
   * at all.
   */
  readonly maxAge: number
  readonly verifier: Verifier
}

/** An entry that was logged. As of `size` and `time`; later ones may have changed what it meant. */
export interface Logged {
  readonly claim: 'logged'
  readonly origin: string
  /** The entry, at `entry.index`; its `time` is the operator's word. */
  readonly entry: Entry
  /** The entry hash. */
  readonly hash: Hash
  /**
   * The keys whose signatures stand under the event. Whether they were the right ones a replay
   * tells.
   */
  readonly signers: readonly PublicKey[]
  /** The tree that it was shown to lie in. */
  readonly size: number
  readonly root: Hash
  /**
   * The quorum's cosignature time, by the witnesses' clocks; null for a policy with `quorum none`.
   */
  readonly time: Time | null
  /** Who counted; null for a policy with `quorum none`. */
  readonly quorum: QuorumReport | null
  /** The policy, by its hash. */
  readonly policy: Hash
  /** All of them. */
  readonly checks: readonly ReceiptCheck[]
  /** The backend that checked the signatures. */
  readonly verifier: string
}

/** The quorum has not cosigned the checkpoint. */
export interface QuorumMissing {
  readonly _tag: 'QuorumMissing'
  readonly why: QuorumReport
  /** Names of the keys whose cosignatures were left out, for their times lie ahead. */
  readonly ahead: readonly string[]
}

/** The quorum's time is older than asked for, or nobody's. */
export interface Stale {
  readonly _tag: 'Stale'
  readonly time: Time | null
  readonly now: Time
  /** Milliseconds. */
  readonly maxAge: number
}

/** The first check that failed. `Unrecognised` is "could not tell", all else is "not shown". */
export interface ReceiptRefused {
  readonly _tag: 'ReceiptRefused'
  readonly check: ReceiptCheck
  /** The checks before it. */
  readonly passed: readonly ReceiptCheck[]
  readonly reason:
    BrokenText | Failure | ProofError | UnknownOrigin | OpenNoteError | QuorumMissing | Stale
}

/**
 * Checks attacker-controlled bytes as a receipt under `policy`. Rejects where the verifier does,
 * and with a RangeError where `now` is no time of the years 1600 to 9999 or `maxAge` is not 0 or
 * more.
 */
export async function verifyReceipt(
  bytes: Uint8Array,
  policy: Policy,
  { now, maxAge, verifier }: ReceiptOptions,
): Promise<E.Either<ReceiptRefused, Logged>> {
  const at = timeFromMilliseconds(now)
  if (!(maxAge >= 0)) throw new RangeError(`${maxAge} is not an age`)

  const receipt = parseReceipt(bytes)
  if (E.isLeft(receipt)) return refused('format', receipt.left)
  const { index, hashes, signed } = receipt.right.proof
  const { origin, size, root } = signed.checkpoint

  const decoded = decodeKnown(receipt.right)
  if (E.isLeft(decoded)) return refused('entry', decoded.left)
  const { entry, hash, leaf } = decoded.right

  const misplaced = placeOf(entry, index, origin)
  if (misplaced !== null) return refused('place', misplaced)

  const included = checkInclusion(signed.checkpoint, index, leaf, hashes)
  if (E.isLeft(included)) return refused('inclusion', included.left)

  const keys = {
    logs: policy.logs.map(({ key }) => key),
    witnesses: policy.witnesses.map(({ key }) => key),
  }
  const opened = await openParsedCheckpoint(signed, keys, verifier)
  if (E.isLeft(opened)) {
    const check = opened.left._tag === 'UnknownOrigin' ? 'log' : 'log-signature'
    return refused(check, opened.left)
  }

  const quorum = quorumAt(policy, opened.right, now)
  if ('_tag' in quorum) return refused('quorum', quorum)
  const time = quorum.time === null ? null : timeFromMilliseconds(quorum.time * 1000)
  const age = quorum.time === null ? Infinity : now - quorum.time * 1000
  if (!(age <= maxAge)) return refused('freshness', { _tag: 'Stale', time, now: at, maxAge })

  const forged = await forgedSignature(entry, verifier)
  if (forged !== null) return refused('entry-signatures', forged)

  return E.right({
    claim: 'logged',
    origin,
    entry,
    hash,
    signers: entry.signatures.map(({ key }) => key),
    size,
    root: encodeHex(root) as Hash,
    time,
    quorum: quorum.why,
    policy: policy.hash,
    checks: RECEIPT_CHECKS,
    verifier: verifier.name,
  })
}

function refused(
  check: ReceiptCheck,
  reason: ReceiptRefused['reason'],
): E.Either<ReceiptRefused, never> {
  const passed = RECEIPT_CHECKS.slice(0, RECEIPT_CHECKS.indexOf(check))
  return E.left({ _tag: 'ReceiptRefused', check, passed, reason })
}

function decodeKnown({ entry, proof }: Receipt): E.Either<Failure, DecodedEntry> {
  const decoded = decodeEntry(entry, proof.index)
  if (E.isLeft(decoded) || decoded.right.unknown === null) return decoded
  return E.left({ _tag: 'Unrecognised', index: proof.index, ...decoded.right.unknown })
}

function placeOf(entry: Entry, index: number, origin: string): Violation | null {
  if (entry.index !== index) {
    return violated(index, 'index', 'index', String(index), String(entry.index))
  }
  return entry.event.log === origin
    ? null
    : violated(index, 'log', 'event.log', origin, entry.event.log)
}

function quorumAt(
  policy: Policy,
  { cosignatures }: OpenedCheckpoint,
  now: number,
): QuorumVerdict | QuorumMissing {
  const isAhead = ({ time }: { readonly time: number }): boolean =>
    time * 1000 > now + MAX_CLOCK_LEAD
  const verdict = judgeQuorum(
    policy,
    cosignatures.filter((each) => !isAhead(each)),
  )
  if (verdict.satisfied || verdict.why === null) return verdict
  const ahead = cosignatures.filter(isAhead).map(({ key }) => key.name)
  return { _tag: 'QuorumMissing', why: verdict.why, ahead }
}

async function forgedSignature(entry: Entry, verifier: Verifier): Promise<Violation | null> {
  if (entry.signatures.length === 0) {
    return violated(entry.index, 'signers', 'signatures', 'at least one signature', 'none')
  }
  if ((await firstRefused(verifier, signatureChecks(entry))) === -1) return null
  const [expected, found] = ['signatures by these keys under this event', 'one that does not stand']
  return violated(entry.index, 'signature', 'signatures', expected, found)
}

function violated(
  index: number,
  rule: Violation['rule'],
  path: string,
  expected: string,
  found: string,
): Violation {
  return {
    _tag: 'Violation',
    rule,
    index,
    path,
    expected,
    found,
    accord: null,
    signatory: null,
  }
}
