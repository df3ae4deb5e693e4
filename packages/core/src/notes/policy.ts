/**
 * Trust policies (c2sp.org/tlog-policy): which logs are known, which witnesses, and whose
 * cosignatures are enough.
 *
 *     log accords.example/1+2d8c8586+AYz3Y/…                     one line each; its name is the log's origin
 *     witness W1 witness.example/w1+4e5f8df8+BFeo8M…             a name within this file, a key
 *     witness W2 witness.example/w2+8943dc9d+BPHtXV… https://witness.example/w2
 *     group two all W1 W2                                        all, any, or how many
 *     quorum two                                                 a witness, a group or none; once
 *
 * The file is octets: a name is compared octet by octet, and those past 0x7e are only brought into
 * UTF-8 to be shown. Items are separated by spaces and tabs, lines that begin with `#` are
 * comments, names stand before their use, and a witness or group is a member once at most, so that
 * each witness counts in one way. Stricter than C2SP: a log's key is of type 01 or 06.
 * Spec: proofs §8.
 */
import type { Hash } from '../values/primitives.ts'
import type { VerifierKey } from './verifier-key.ts'

/** A log that a policy trusts. */
export interface PolicyLog {
  /** Its name is the log's origin. */
  readonly key: VerifierKey
  /** As it stands, not read as a URL; null where there is none. */
  readonly url: string | null
}

/** A witness that a policy names. */
export interface PolicyWitness {
  readonly kind: 'witness'
  /** Means nothing outside the policy. */
  readonly name: string
  readonly key: VerifierKey
  readonly url: string | null
}

/** Some witnesses and groups, and how many of them are enough. */
export interface PolicyGroup {
  readonly kind: 'group'
  readonly name: string
  /** How many of the members are enough: 1 to their number. */
  readonly threshold: number
  readonly members: readonly QuorumMember[]
}

/** What a quorum, or a group, may ask for. */
export type QuorumMember = PolicyWitness | PolicyGroup

/** A policy file that was read: `parsePolicy` makes one. */
export interface Policy {
  readonly logs: readonly PolicyLog[]
  readonly witnesses: readonly PolicyWitness[]
  readonly groups: readonly PolicyGroup[]
  /** Null: no cosignature is asked for. */
  readonly quorum: QuorumMember | null
  /** SHA-256 of the file. */
  readonly hash: Hash
}

/** Bytes a policy may take. */
export const MAX_POLICY_BYTES = 262_144
/** Logs, witnesses and groups a policy may have, each. C2SP asks for 32. */
export const MAX_POLICY_ITEMS = 64
