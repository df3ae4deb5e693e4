/**
 * Events: what is signed. A closed JSON object whose `type` decides its fields. Spec §2.2 has the
 * table; every field's grammar is in primitives.ts.
 *
 *     {"accord":"paris-call","effective":"2026-11-22","log":"accords.example/1","previous":null,
 *      "seen":{"hash":"…","index":41},"signatory":"acme","text":"…","type":"endorse","until":null}
 */
import type {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  LeafIndex,
  Name,
  Origin,
  PublicKey,
  Reason,
  SignatoryId,
  Time,
  Title,
  Uri,
} from '../values/primitives.ts'

/** An earlier entry that the signer had before its eyes. */
export interface Seen {
  readonly index: LeafIndex
  readonly hash: Hash
}

/** Entry 0: founds the log. Signed by the operator and every registrar it names. */
export interface FoundingEvent {
  readonly type: 'authority'
  readonly log: Origin
  readonly format: 1
  readonly operator: PublicKey
  /** 1 to 16, ascending. */
  readonly registrars: readonly PublicKey[]
  readonly previous: null
}

/** What every event but the founding one carries: the log it is for, what its signer had seen, and until when it may be logged. */
export interface Bound {
  readonly log: Origin
  readonly seen: Seen
  readonly until: Time | null
}

/** Replaces operator or registrar keys. Signed by the operator in force and every key it introduces. */
export interface AuthorityEvent extends Bound {
  readonly type: 'authority'
  readonly format: 1
  readonly operator: PublicKey
  readonly registrars: readonly PublicKey[]
  readonly previous: Hash
}

/** Publishes an accord, amends its text, closes or reopens it. Signed by a registrar. */
export interface AccordEvent extends Bound {
  readonly type: 'accord'
  readonly accord: AccordId
  readonly title: Title
  /** SHA-256 of the document's exact bytes. */
  readonly text: Hash
  readonly uri: Uri | null
  readonly open: boolean
  readonly effective: Day
  readonly previous: Hash | null
}

/** Admits a party, renames or reclassifies it, replaces its key, or suspends it (key null). Signed by a registrar, and by a new key's holder. */
export interface SignatoryEvent extends Bound {
  readonly type: 'signatory'
  readonly signatory: SignatoryId
  readonly name: Name
  readonly category: Category
  readonly country: Country | null
  readonly key: PublicKey | null
  readonly effective: Day
  readonly previous: Hash | null
}

/** A party changes its own key. Signed by the old key and the new one. */
export interface RotateEvent extends Bound {
  readonly type: 'rotate'
  readonly signatory: SignatoryId
  readonly key: PublicKey
  readonly previous: Hash
}

/** The party joins, or affirms the amended text. Signed by the party's key, and by a registrar after a strike. */
export interface EndorseEvent extends Bound {
  readonly type: 'endorse'
  readonly accord: AccordId
  readonly text: Hash
  readonly signatory: SignatoryId
  readonly effective: Day
  readonly previous: Hash | null
}

/** The party leaves. Signed by the party's key. */
export interface WithdrawEvent extends Bound {
  readonly type: 'withdraw'
  readonly accord: AccordId
  readonly signatory: SignatoryId
  readonly effective: Day
  readonly reason: Reason | null
  readonly previous: Hash | null
}

/** What a party did on paper or on an older list, imported by a registrar, who signs. */
export interface AttestEvent extends Bound {
  readonly type: 'attest'
  readonly accord: AccordId
  readonly signatory: SignatoryId
  readonly act: 'endorse' | 'withdraw'
  readonly text: Hash | null
  readonly effective: Day
  readonly reason: Reason | null
  /** SHA-256 of the evidence's exact bytes. */
  readonly evidence: Hash | null
  readonly previous: Hash | null
}

/** A registrar strikes a party off. */
export interface StrikeEvent extends Bound {
  readonly type: 'strike'
  readonly accord: AccordId
  readonly signatory: SignatoryId
  readonly reason: Reason
  readonly effective: Day
  readonly previous: Hash | null
}

/** The events that make up a party's standing on an accord. */
export type ActEvent = EndorseEvent | WithdrawEvent | AttestEvent | StrikeEvent

/** Any event of this version (spec §2.2). */
export type LedgerEvent =
  FoundingEvent | AuthorityEvent | AccordEvent | SignatoryEvent | RotateEvent | ActEvent

/** An event's `type`. */
export type EventType = LedgerEvent['type']

/** An event as this version knows none: a later one may. What a verifier says of it is "could not tell". */
export interface Unknown {
  readonly what: 'event type' | 'format'
  readonly found: string
}

/** True for entry 0's event. */
export function isFounding(event: LedgerEvent): event is FoundingEvent {
  return event.type === 'authority' && event.previous === null
}
