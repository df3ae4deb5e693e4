/** Whether a checkpoint is of the log beside it. */
import {
  decodeHex,
  describe,
  encodeHex,
  formatNote,
  openCheckpoint,
  quote,
  verifierKey,
} from '@accord-ledger/core'
import type { PublicKey, SignedCheckpoint, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** What a log is at the size of a checkpoint. */
export interface LogAt {
  readonly origin: string | null
  /** How many entries the log has. */
  readonly size: number
  /** The root of as many entries as the checkpoint covers; null where there are fewer. */
  readonly root: Uint8Array | null
  /** The operator's key in force after the last of them. */
  readonly operator: PublicKey | null
}

/** How a checkpoint contradicts its log. */
export interface CheckpointFault {
  readonly kind:
    'checkpoint-origin' | 'checkpoint-ahead' | 'checkpoint-root' | 'checkpoint-signature'
  readonly message: string
  readonly expected: string
  readonly found: string
}

/**
 * Judges a checkpoint, its signatures not checked yet, by the log that it is published with: the same origin, no more entries
 * than are there, their root, and the signature of the operator in force after the last of them (spec: proofs §4). Null where
 * nothing is wrong.
 */
export async function judgeCheckpoint(
  signed: SignedCheckpoint,
  { origin, size, root, operator }: LogAt,
  verifier: Verifier,
): Promise<CheckpointFault | null> {
  const { checkpoint, note } = signed
  if (checkpoint.origin !== origin) {
    const found = quote(checkpoint.origin)
    return fault(
      'checkpoint-origin',
      `it is of the log ${found}, and the entries are of ${origin ?? 'none'}`,
      origin ?? 'none',
      found,
    )
  }
  if (root === null || operator === null) {
    return fault(
      'checkpoint-ahead',
      `it covers ${checkpoint.size === 1 ? '1 entry' : `${checkpoint.size} entries`}, and only ${size} are there: what was published is gone`,
      `${checkpoint.size}`,
      `${size}`,
    )
  }
  const [expected, found] = [encodeHex(checkpoint.root), encodeHex(root)]
  if (expected !== found) {
    return fault(
      'checkpoint-root',
      `it signs the root ${expected} at size ${checkpoint.size}, and these entries have ${found}: they are not the published ones`,
      expected,
      found,
    )
  }
  const logs = [verifierKey(checkpoint.origin, 'ed25519', decodeHex(operator) ?? new Uint8Array(0))]
  const opened = await openCheckpoint(formatNote(note), { logs, witnesses: [] }, verifier)
  return E.isRight(opened)
    ? null
    : fault(
        'checkpoint-signature',
        `the operator's key ${operator} has not signed it: ${describe(opened.left)}`,
        operator,
        'no signature of it',
      )
}

function fault(
  kind: CheckpointFault['kind'],
  message: string,
  expected: string,
  found: string,
): CheckpointFault {
  return { kind, message, expected, found }
}
