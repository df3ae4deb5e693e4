/** Counts: how many are in an accord, by category or by country, at a moment or over time. */
import type { AccordId, Day } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { profilesOf } from './membership.ts'
import { knownAt, requireDays } from './moment.ts'
import type { Known, Moment, QuestionError } from './moment.ts'
import { tally } from './order.ts'
import type { Tally } from './order.ts'
import type { Register } from './register.ts'

/** What members are counted by, as their profiles in force have it. */
export type CountedBy = 'category' | 'country'

/** The members of an accord, counted. */
export interface Counts {
  readonly accord: AccordId
  readonly size: number
  readonly on: Day
  readonly by: CountedBy
  /** All members: the sum of the counts. */
  readonly total: number
  /** Most first, then ascending by value, null (no country) last. No zeros. */
  readonly counts: readonly Tally[]
}

/** The members of `accord`, counted. Left: NoSuchSize, NoSuchAccord. */
export function counts(
  register: Register,
  accord: string,
  by: CountedBy,
  at: Moment,
): E.Either<QuestionError, Counts> {
  requireDays(at.on)
  return pipe(
    knownAt(register, accord, at),
    E.map((known) => countsOf(known, by, at.on)),
  )
}

/** The members of `accord` on each of `days`, in the order given, counted, all as known at one moment. Left: NoSuchSize, NoSuchAccord. */
export function countsOver(
  register: Register,
  accord: string,
  by: CountedBy,
  days: readonly Day[],
  at: Omit<Moment, 'on'>,
): E.Either<QuestionError, readonly Counts[]> {
  requireDays(...days)
  return pipe(
    knownAt(register, accord, at),
    E.map((known) => days.map((on) => countsOf(known, by, on))),
  )
}

function countsOf(known: Known, by: CountedBy, on: Day): Counts {
  const values = profilesOf(known, on).map((profile) => profile[by])
  const { page, size } = known
  return { accord: page.id, size, on, by, total: values.length, counts: tally(values) }
}
