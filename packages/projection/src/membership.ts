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
import { PARTY } from './acts.ts'
import { actAt } from './facts-at.ts'
import type { Profile } from './facts.ts'
import { isIn, profileOf, renamedSince, standingOf, suspendedSince } from './in-force.ts'
import type { Scope } from './in-force.ts'
import { knownAt, requireDays } from './moment.ts'
import type { Known, Moment, QuestionError } from './moment.ts'
import { byText } from './order.ts'
import { idOf } from './parties.ts'
import type { Register } from './register.ts'
import { cellAt } from './sheet.ts'

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
export function membersOf({ register, page, size }: Known, on: Day): Members {
  const found: Member[] = []
  for (const chain of page.chains) {
    const member = memberOf(register, chain, { size, on })
    if (member !== null) found.push(member)
  }
  found.sort((a, b) => byText(a.id, b.id))
  return { accord: page.id, size, on, members: found }
}

/** The profiles in force of those who are in, in no order: what counting needs, at less cost. */
export function profilesOf({ register, page, size }: Known, on: Day): readonly Profile[] {
  const found: Profile[] = []
  const { chains } = register.acts
  for (const chain of page.chains) {
    if (isIn(register, chain, { size, on })) {
      found.push(profileOf(register, cellAt(chains, chain, PARTY), { size, on }))
    }
  }
  return found
}

function memberOf(register: Register, chain: number, scope: Scope): Member | null {
  const standing = standingOf(register, chain, scope)
  if (standing === null) return null
  const act = actAt(register, chain, standing.act)
  const party = cellAt(register.acts.chains, chain, PARTY)
  const { name, category, country } = profileOf(register, party, scope)
  return {
    id: idOf(register.parties, party),
    name,
    category,
    country,
    standing: act.standing === 'signed' ? 'signed' : 'attested',
    key: act.key,
    since: standing.since,
    text: act.text,
    index: act.index,
    suspendedSince: suspendedSince(register, party, scope.size),
    renamedSince: renamedSince(register, party, scope),
    retroactive: act.retroactive,
  }
}
