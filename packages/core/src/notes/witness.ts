/**
 * What a witness decides (c2sp.org/tlog-witness, `add-checkpoint`): whether it cosigns a
 * checkpoint. It signs one only as the continuation of the last one that it signed, by a proof that
 * it checked, and only after that one's place has been taken in its store by one atomic and durable
 * step. So whatever comes, in whatever order, at whatever time it is killed, no two heads that it
 * cosigned are inconsistent.
 *
 *     status  because
 *     400     the request is malformed, or `old` is larger than the checkpoint
 *     404     the origin is not known
 *     403     no signature by a key of that log, or a bad one by a known key
 *     409     `old` is not the size cosigned last
 *     422     a wrong proof; another root at the same size; a root of size 0 that is not the empty one
 *     200     cosigned
 *
 * Times never go back: a cosignature bears the clock's time, or the last one's where that is later.
 * Spec: proofs §5.2.
 */
import * as E from 'fp-ts/lib/Either.js'
import { parseAddCheckpoint } from './add-checkpoint.ts'
import type { AddCheckpoint } from './add-checkpoint.ts'
import type { UnknownOrigin } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import type { BrokenText } from './format-rule.ts'
import { emptyRoot } from '../tree/hash-reader.ts'
import type { Clock } from '../ledger/ledger.ts'
import type { NoteSignature } from './note.ts'
import { openParsedNote } from './open-note.ts'
import type { OpenedNote, OpenNoteError } from './open-note.ts'
import { checkConsistency } from '../tree/proof.ts'
import type { ProofError, TreeHead } from '../tree/proof.ts'
import type { Signer } from '../crypto/sign.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { VerifierKey } from './verifier-key.ts'

/**
 * What a witness last cosigned of a log. With its key, the cosignature can be made again: Ed25519
 * is deterministic.
 */
export interface Witnessed extends TreeHead {
  /** Seconds since 1970: the time of the cosignature. */
  readonly time: number
  /** The checkpoint's text, that is the bytes that its log signed and this witness cosigned. */
  readonly text: string
  /** The lines of the log's known keys under it. */
  readonly signatures: readonly NoteSignature[]
}

/** What a witness remembers, a `Witnessed` for each origin. */
export interface WitnessStore {
  /** The last one, or null. Rejects where it cannot be told. */
  latest(origin: string): Promise<Witnessed | null>
  /**
   * Puts `next` in the place of `expected` in one atomic step, durable before it answers true.
   * False, and nothing changed, where another one than `expected` (by size, root and time; null for
   * none) stands there.
   */
  compareAndStore(origin: string, expected: Witnessed | null, next: Witnessed): Promise<boolean>
}

export interface Witness {
  /** The name of its key. */
  readonly name: string
  /** Holds a key that no other witness, log or party uses. */
  readonly signer: Signer
  /**
   * The keys of a log, or null where its origin is not known. Attacker-controlled text is asked
   * for.
   */
  keysOf(origin: string): readonly VerifierKey[] | null
  readonly store: WitnessStore
  readonly clock: Clock
  readonly verifier: Verifier
}

/** `old` is larger than the checkpoint. */
export interface OldTooLarge {
  readonly _tag: 'OldTooLarge'
  readonly old: number
  readonly size: number
}

/** `old` is not the size cosigned last. */
export interface OldConflict {
  readonly _tag: 'OldConflict'
  readonly old: number
  /** What was cosigned last, 0 for nothing. */
  readonly latest: number
}

/** Why a witness does not cosign, with the HTTP status that says so. */
export interface WitnessRefusal {
  readonly _tag: 'WitnessRefusal'
  readonly status: 400 | 403 | 404 | 409 | 422
  readonly reason:
    BrokenText | OldTooLarge | UnknownOrigin | OpenNoteError | OldConflict | ProofError
}

/** A checkpoint that was cosigned: status 200. */
export interface Cosigned {
  readonly witnessed: Witnessed
  readonly cosignature: NoteSignature
}

/**
 * Answers the attacker-controlled body of an `add-checkpoint` request. Rejects where store, signer
 * or verifier do.
 */
export async function addCheckpoint(
  witness: Witness,
  body: Uint8Array,
): Promise<E.Either<WitnessRefusal, Cosigned>> {
  const request = parseAddCheckpoint(body)
  if (E.isLeft(request)) return refusal(400, request.left)
  const { checkpoint, note } = request.right.signed
  const { origin } = checkpoint
  const keys = witness.keysOf(origin)
  if (keys === null) return refusal(404, { _tag: 'UnknownOrigin', expected: [], found: origin })
  const logKeys = keys.filter(({ type }) => type === 'ed25519')
  const opened = await openParsedNote(note, logKeys, witness.verifier)
  if (E.isLeft(opened)) return refusal(403, opened.left)

  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const latest = await witness.store.latest(origin)
    const seconds = Math.floor(witness.clock() / 1000)
    const next = decideAddCheckpoint(latest, request.right, opened.right, seconds)
    if (E.isLeft(next)) return next
    // Durable before anybody sees a signature. Where another request was first, the last one has changed: decide again.
    if (!(await witness.store.compareAndStore(origin, latest, next.right))) continue
    const { text, time } = next.right
    const cosignature = await cosign(text, witness.name, witness.signer, time)
    return E.right({ witnessed: next.right, cosignature })
  }
  throw new Error(`the witness's store refused to take the place of what it says it holds`)
}

/**
 * What a witness stores next, given what it cosigned last: pure. `opened` is the request's note,
 * opened by the keys of its log; `now` is in seconds. Left: 400, 409 or 422.
 */
export function decideAddCheckpoint(
  latest: Witnessed | null,
  { old, proof, signed: { checkpoint } }: AddCheckpoint,
  opened: OpenedNote,
  now: number,
): E.Either<WitnessRefusal, Witnessed> {
  const { size, root } = checkpoint
  if (old > size) return refusal(400, { _tag: 'OldTooLarge', old, size })
  const before = latest ?? { size: 0, root: emptyRoot(), time: 0 }
  if (old !== before.size) {
    return refusal(409, { _tag: 'OldConflict', old, latest: before.size })
  }
  const consistent = checkConsistency(before, checkpoint, proof)
  if (E.isLeft(consistent)) return refusal(422, consistent.left)
  const signatures = opened.signatures.filter((_, i) => opened.known.some(({ at }) => at === i))
  return E.right({
    size,
    root,
    time: Math.max(now, before.time),
    text: opened.text,
    signatures,
  })
}

/**
 * Only the same checkpoint, cosigned again and again at the same moment, comes in between more than
 * once.
 */
const MAX_ATTEMPTS = 100

function refusal(
  status: WitnessRefusal['status'],
  reason: WitnessRefusal['reason'],
): E.Either<WitnessRefusal, never> {
  return E.left({ _tag: 'WitnessRefusal', status, reason })
}
