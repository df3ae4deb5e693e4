/**
 * Membership: who is in an accord. In force on a day, as known at a tree size (in-force.ts); shown as
 * signed or attested, with how the key came, and with what a reader should know of the party.
 */
import type {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  KeyOrigin,
  Name,
  SignatoryId,
  Time,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Profile } from './facts.ts'
import { isIn, profileOf, renamedSince, standingOf, suspendedSince } from './in-force.ts'
import { knownAt, requireDays } from './moment.ts'
import type { Known, Moment, QuestionError } from './moment.ts'
import { byText } from './order.ts'
import type { Chain, Register } from './register.ts'

/** A party that is in. Name, category and country are those of its profile in force. */
export interface Member {
  readonly id: SignatoryId
  readonly name: Name
  readonly category: Category
  readonly country: Country | null
  readonly standing: 'signed' | 'attested'
  /** How the key came that signed the act in force; null where that was attested. */
  readonly key: KeyOrigin | null
  /** The effective day of the first act of the present unbroken membership. An affirmation, or attested turning signed, does not reset it. */
  readonly since: Day
  /** The wording that the act in force names; null where it was attested without one. */
  readonly text: Hash | null
  /** The leaf index of the entry of the act in force. */
  readonly index: number
  /** The time of the entry that suspended its key, as known at the size, whatever the day; null where it is not suspended. */
  readonly suspendedSince: Time | null
  /** Since which day it has borne its present name, category and country; null where they are those of its first profile, unbroken. */
  readonly renamedSince: Day | null
  /** True where the act in force was effective before the date of its entry. */
  readonly retroactive: boolean
}

/** The members of an accord, ascending by id (code units). `size` entries were looked at. */
export interface Members {
  readonly accord: AccordId
  readonly size: number
  readonly on: Day
  readonly members: readonly Member[]
}

/** Who is in `accord`. Left: NoSuchSize, NoSuchAccord. */
export function members(
  register: Register,
  accord: string,
  at: Moment,
): E.Either<QuestionError, Members> {
  requireDays(at.on)
  return pipe(
    knownAt(register, accord, at),
    E.map((known) => membersOf(known, at.on)),
  )
}

/** Who is in an accord that is known. */
export function membersOf({ page, size }: Known, on: Day): Members {
  const found: Member[] = []
  for (const chain of page.chains.values()) {
    const member = memberOf(chain, size, on)
    if (member !== null) found.push(member)
  }
  found.sort((a, b) => byText(a.id, b.id))
  return { accord: page.id, size, on, members: found }
}

/** The profiles in force of those who are in, in no order: what counting needs, at less cost. */
export function profilesOf({ page, size }: Known, on: Day): readonly Profile[] {
  const found: Profile[] = []
  for (const { party, acts } of page.chains.values()) {
    if (isIn(acts, size, on)) found.push(profileOf(party, size, on))
  }
  return found
}

function memberOf({ party, acts }: Chain, size: number, on: Day): Member | null {
  const standing = standingOf(acts, size, on)
  if (standing === null) return null
  const { act, since } = standing
  const profile = profileOf(party, size, on)
  return {
    id: party.id,
    name: profile.name,
    category: profile.category,
    country: profile.country,
    standing: act.standing === 'signed' ? 'signed' : 'attested',
    key: act.key,
    since,
    text: act.text,
    index: act.index,
    suspendedSince: suspendedSince(party.keys, size),
    renamedSince: renamedSince(party.profiles, size, on),
    retroactive: act.retroactive,
  }
}
