/**
 * What can be wrong with data. Every one of these says where, what was expected and what was found.
 */
import type { Mismatch } from '../values/codec.ts'
import type { AccordId, SignatoryId } from '../values/primitives.ts'
import type { RuleName } from '../rules/names.ts'

/** Bytes or a value that are not what they should be, outside a log: a signed event, a key file, an argument. */
export interface Malformed extends Mismatch {
  readonly _tag: 'Malformed'
  /** What was being read: `signed event`, `key file`, … */
  readonly what: string
}

/** An entry that breaks a rule. */
export interface Violation extends Mismatch {
  readonly _tag: 'Violation'
  readonly rule: RuleName
  /** The leaf index of the entry, in [0, 2^53). */
  readonly index: number
  readonly accord: AccordId | null
  readonly signatory: SignatoryId | null
}

/** An entry that only a later version of the format can explain: not unsound, but not to be told. */
export interface Unrecognised {
  readonly _tag: 'Unrecognised'
  readonly index: number
  readonly what: 'event type' | 'format'
  readonly found: string
}

/** Why a replay ended before the end of the log. */
export type Failure = Violation | Unrecognised
