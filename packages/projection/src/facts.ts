/**
 * Facts: what entries say, without the events they were said in. Small, flat, and never changed once
 * they are made, so that answers may hand them out.
 */
import type {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  KeyOrigin,
  Name,
  PublicKey,
  Reason,
  Time,
  Title,
  Uri,
} from '@accord-ledger/core'

/** One act of a party on an accord. */
export interface HistoryAct {
  readonly accord: AccordId
  /** What was done, whoever said so. */
  readonly act: 'endorse' | 'withdraw' | 'strike'
  /** Who said so: `signed` the party itself, `attested` a registrar for it, `struck` a registrar on its own account. */
  readonly standing: 'signed' | 'attested' | 'struck'
  /** How the key came that the party signed with; null where it did not sign. */
  readonly key: KeyOrigin | null
  readonly effective: Day
  /** The entry's time. */
  readonly time: Time
  /** The entry's leaf index. */
  readonly index: number
  /** The wording that an endorsement names; null where it names none, and for other acts. */
  readonly text: Hash | null
  readonly reason: Reason | null
  /** True where `effective` lies before the entry's date. */
  readonly retroactive: boolean
}

/** A party as one `signatory` event describes it. */
export interface Profile {
  readonly index: number
  readonly time: Time
  readonly effective: Day
  readonly name: Name
  readonly category: Category
  readonly country: Country | null
  /** True where `effective` lies before the entry's date. */
  readonly retroactive: boolean
}

/** A change of a party's key: to another one, or, suspended, to none. */
export interface KeyChange {
  readonly index: number
  readonly time: Time
  readonly key: PublicKey | null
  readonly how: KeyOrigin | 'suspended'
}

/** An accord as one `accord` event has it. */
export interface Wording {
  readonly index: number
  readonly time: Time
  readonly effective: Day
  readonly title: Title
  readonly text: Hash
  readonly uri: Uri | null
  readonly open: boolean
}
