/** Why a checkpoint is not signed or published. Each says so in a sentence of its own. */
import type { BrokenText, CheckpointError, PublicKey, StoreError } from '@accord-ledger/core'

/** Where a checkpoint lies in a ledger's directory. */
export type CheckpointPlace = 'public/checkpoint' | 'state/checkpoint'

/** The log has no entry: a checkpoint of size 0 is never signed. */
export interface NothingToPublish {
  readonly _tag: 'NothingToPublish'
  readonly message: string
}

/** The signers are not who signs the log's checkpoints now. */
export interface WrongSigners {
  readonly _tag: 'WrongSigners'
  /** The operator's key in force after the last entry. */
  readonly expected: PublicKey
  readonly found: readonly PublicKey[]
  readonly message: string
}

/** A checkpoint in the directory is not one of this log's. It is left as it is. */
export interface BadCheckpoint {
  readonly _tag: 'BadCheckpoint'
  readonly place: CheckpointPlace
  readonly reason: CheckpointError
  readonly message: string
}

/** The log was signed at a larger size than it has: this copy of it is old, or cut. */
export interface LogShrank {
  readonly _tag: 'LogShrank'
  readonly place: CheckpointPlace
  /** The size that was signed. */
  readonly signed: number
  readonly size: number
  /** The signed checkpoint. */
  readonly evidence: Uint8Array
  readonly message: string
}

/** The log was signed with another root at a size that it has passed: its history is another one. */
export interface LogForked {
  readonly _tag: 'LogForked'
  readonly place: CheckpointPlace
  readonly size: number
  /** The root that was signed, 64 hex. */
  readonly expected: string
  /** The root of the entries, 64 hex. */
  readonly found: string
  /** The signed checkpoint. */
  readonly evidence: Uint8Array
  readonly message: string
}

/** The ledger's policy is malformed (`reason`), or not one for this log (null). */
export interface BadPolicy {
  readonly _tag: 'BadPolicy'
  readonly reason: BrokenText | null
  readonly message: string
}

/** A witness has cosigned a larger tree of this log than was signed here: this copy of it is old. Nothing was signed. */
export interface WitnessAhead {
  readonly _tag: 'WitnessAhead'
  /** Its name in the policy, which anybody may have written. */
  readonly name: string
  /** Its verifier key. */
  readonly witness: string
  /** The largest size that was signed here. */
  readonly signed: number
  /** The size that it has cosigned, by its word. */
  readonly size: number
  /** The checkpoint that it was asked to cosign again. */
  readonly evidence: Uint8Array
  readonly message: string
}

/** A witness has cosigned another history of this log than was signed here. Nothing was signed. */
export interface WitnessForked {
  readonly _tag: 'WitnessForked'
  readonly name: string
  readonly witness: string
  readonly signed: number
  readonly evidence: Uint8Array
  readonly message: string
}

/** No witness confirmed what was signed last, and that was asked for (`requireWitness`). Nothing was signed. */
export interface Unconfirmed {
  readonly _tag: 'Unconfirmed'
  /** The largest size that was signed here. */
  readonly signed: number
  readonly message: string
}

export type PublishError =
  | StoreError
  | NothingToPublish
  | WrongSigners
  | BadCheckpoint
  | LogShrank
  | LogForked
  | BadPolicy
  | WitnessAhead
  | WitnessForked
  | Unconfirmed
