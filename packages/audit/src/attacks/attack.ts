/**
 * What an attack is: a name, what it is done to, and what has to detect it. One small file each; the
 * catalogue is `attacks` in catalogue.ts.
 *
 * What detects an attack is named by a tag:
 *
 * - on a log, and on what is submitted to it: the rule that is broken (spec §5); `unrecognised` where a verifier can
 *   only say that it cannot tell; `known-head` where every rule holds, and only a head that is known from
 *   elsewhere (a checkpoint, a witness, a pin) tells that this is another log.
 * - on a proof: the tag of the error, as `RootMismatch`.
 * - on a checkpoint: the tag of the error, as `BadNoteSignature`; `QuorumMissing`; `Stale`; `known-head` as above.
 * - on a receipt: the check that fails, as `inclusion`.
 * - on tiles: what is wrong with the tile, as `tile-hash`.
 * - on a policy: the rule of its format that is broken (proofs §9); the check of a receipt under it that fails; `known-policy`
 *   where every check passes, and only who knows the hash of its policy, which a result names, tells that this is another one.
 */
import type { TileSource } from '@accord-ledger/core'
import type * as fc from 'fast-check'
import type { LogChange } from './log-change.ts'
import type { LogTarget } from './log-target.ts'
import type { ProofClaim } from './proof-claim.ts'
import type { PublishedTarget } from './published-target.ts'

/** What is attacked. */
export type AttackedThing =
  'log' | 'submissions' | 'proof' | 'checkpoint' | 'receipt' | 'tiles' | 'policy'

/** An attack on targets of type `T`, whose cases are of type `A`. */
export interface Attack<T, A> {
  /** Lower case and hyphens. No two attacks have the same. */
  readonly name: string
  readonly on: AttackedThing
  /** What it does, in a sentence without a subject: `drops one party's event`. */
  readonly claim: string
  /** The tags of what may detect it: every case has to be detected by one of them. */
  readonly detectedBy: readonly string[]
  /** What a target has to offer for it. */
  readonly needs: string
  /** Cases on `target`; null where it does not offer what the attack needs. */
  readonly arbitrary: (target: T) => fc.Arbitrary<A> | null
}

/** Bytes that are handed to a reader, made when they are wanted. */
export interface ForgedBytes {
  /** What was done, in words. */
  readonly what: string
  readonly make: () => Promise<Uint8Array>
}

/** A checkpoint or a receipt, with the moment at which it is read. */
export interface ForgedNote extends ForgedBytes {
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Tiles of which some are not what the log has. */
export interface ForgedTiles {
  readonly what: string
  readonly source: TileSource
  /** The entry that is asked for. */
  readonly index: number
}

/** A policy that is put in the place of another, and a receipt that it is used on. */
export interface ForgedPolicy {
  readonly what: string
  /** The bytes of the file. */
  readonly policy: Uint8Array
  readonly receipt: () => Promise<Uint8Array>
}

export type LogAttack = Attack<LogTarget, LogChange>
export type ProofAttack = Attack<PublishedTarget, ProofClaim>
export type NoteAttack = Attack<PublishedTarget, ForgedNote>
export type TilesAttack = Attack<PublishedTarget, ForgedTiles>
export type PolicyAttack = Attack<PublishedTarget, ForgedPolicy>
