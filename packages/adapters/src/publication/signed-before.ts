/**
 * What was signed before stands: the operator never signs a smaller tree than it has signed, nor another one. Both checkpoints
 * in the directory are opened under the operator's keys in the log, and their roots reckoned again from the log's own hashes.
 */
import {
  describe,
  encodeHex,
  noteKey,
  openCheckpoint,
  rootAt,
  sameVerifierKey,
} from '@accord-ledger/core'
import type {
  CheckpointKeys,
  OpenedCheckpoint,
  Origin,
  Policy,
  Verifier,
  VerifierKey,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { StoredCheckpoint } from './ledger-files.ts'
import { operatorAt } from './log-track.ts'
import type { OperatorTerm, TrackedLog } from './log-track.ts'
import type { BadCheckpoint, CheckpointPlace, LogForked, LogShrank } from './publish-error.ts'

/** A log of at least one entry, as it is while one checkpoint is made. */
export interface SignedLog extends TrackedLog {
  readonly origin: Origin
}

/** Signatures under a checkpoint of this log that were found to stand, and no others. */
export interface Checked {
  readonly opened: OpenedCheckpoint
  readonly size: number
}

/** The keys by which a log's checkpoints are opened: every operator's that it had, and the witnesses of a policy. */
export function keysOf(
  { origin, operators }: { readonly origin: Origin; readonly operators: readonly OperatorTerm[] },
  policy: Policy | null,
): CheckpointKeys {
  return {
    logs: operators.map(({ key }) => noteKey(origin, { key })),
    witnesses: (policy?.witnesses ?? []).map(({ key }) => key),
  }
}

/** Checks one stored checkpoint against `log`: it was signed by who ran the log then, and it is the beginning of the log. */
export async function checkStored(
  log: SignedLog,
  place: CheckpointPlace,
  { checkpoint, bytes }: StoredCheckpoint,
  policy: Policy | null,
  verifier: Verifier,
): Promise<E.Either<BadCheckpoint | LogShrank | LogForked, Checked>> {
  const { size } = checkpoint
  // Before its signature is looked at: a key that came with a lost entry is not known any more.
  if (size > log.size) {
    const message = `${place} was signed at size ${size}, and the log has ${log.size} entries: this copy of the ledger is old, or was cut`
    return E.left({
      _tag: 'LogShrank',
      place,
      signed: size,
      size: log.size,
      evidence: bytes,
      message,
    })
  }
  const opened = await openCheckpoint(bytes, keysOf(log, policy), verifier)
  if (E.isLeft(opened)) return bad(place, opened.left)
  const inForce = operatorAt(log, size)
  const expected: VerifierKey | null = inForce && noteKey(log.origin, { key: inForce })
  const { signers, note } = opened.right
  if (expected === null || !signers.some((key) => sameVerifierKey(key, expected))) {
    const pairs = note.signatures.map(({ name, id }) => `${name}+${id}`)
    const wanted = expected === null ? [] : [`${expected.name}+${expected.id}`]
    return bad(place, { _tag: 'NoKnownSignature', expected: wanted, found: pairs })
  }
  const root = await rootAt(log.hashes, size)
  if (Buffer.compare(root, checkpoint.root) === 0) return E.right({ opened: opened.right, size })
  const [signedRoot, found] = [encodeHex(checkpoint.root), encodeHex(root)]
  const message = `${place} was signed at size ${size} with the root ${signedRoot}, and the entries have ${found}: their history was changed, or is of another copy`
  return E.left({
    _tag: 'LogForked',
    place,
    size,
    expected: signedRoot,
    found,
    evidence: bytes,
    message,
  })
}

function bad(
  place: CheckpointPlace,
  reason: BadCheckpoint['reason'],
): E.Either<BadCheckpoint, never> {
  const message = `${place} is not a checkpoint that this log's operator signed: ${describe(reason)}`
  return E.left({ _tag: 'BadCheckpoint', place, reason, message })
}
