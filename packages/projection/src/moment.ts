/**
 * Moments: what a question is about, as known when, in force on which day; and what can be wrong with
 * a question.
 */
import { isDay, isTime, quote } from '@accord-ledger/core'
import type { Day, Time } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pageAt } from './acts.ts'
import type { AccordPage } from './acts.ts'
import { loggedBy } from './dates.ts'
import type { Register } from './register.ts'

/**
 * As known at tree size `size`, in [0, register.size], or at `time`: from the entries logged at or
 * before it. With both, from the entries that are within both; with neither, at the head. In force on `on`.
 * What is typed in by people comes through `isDay` and `isTime`: every question throws a RangeError for another `on`
 * or `time`, since text that is no date can be compared with dates, and would be answered.
 */
export interface Moment {
  readonly size?: number
  readonly time?: Time
  readonly on: Day
}

/** What keeps a question from being answered. An accord that is published later than the moment asked about is not there yet. */
export type QuestionError =
  | { readonly _tag: 'NoSuchAccord'; readonly accord: string }
  | { readonly _tag: 'NoSuchSignatory'; readonly signatory: string }
  | { readonly _tag: 'NoSuchSize'; readonly size: number; readonly have: number }
  | { readonly _tag: 'BadPeriod'; readonly from: Day; readonly to: Day }

/** A sentence for people: lower case, no full stop. */
export function describeQuestion(error: QuestionError): string {
  switch (error._tag) {
    case 'NoSuchAccord':
      return `no accord ${quote(error.accord)} is published in this log as of the moment asked about`
    case 'NoSuchSignatory':
      return `no signatory ${quote(error.signatory)} is admitted to this log`
    case 'NoSuchSize':
      return `there is no tree size ${quote(error.size)}: the log has ${error.have} entries`
    case 'BadPeriod':
      return `the period ends on ${error.to}, before it begins on ${error.from}`
  }
}

/** Throws a RangeError where one of `days` is none. */
export function requireDays(...days: readonly Day[]): void {
  for (const day of days) {
    if (!isDay(day)) throw new RangeError(`${quote(day)} is not a day YYYY-MM-DD`)
  }
}

/** The number of entries known at a moment. Left: NoSuchSize. */
export function sizeAt(
  register: Register,
  { size, time }: Omit<Moment, 'on'>,
): E.Either<QuestionError, number> {
  const have = register.size
  const asked = size ?? have
  if (!Number.isSafeInteger(asked) || asked < 0 || asked > have) {
    return E.left({ _tag: 'NoSuchSize', size: asked, have })
  }
  if (time === undefined) return E.right(asked)
  if (!isTime(time)) throw new RangeError(`${quote(time)} is not a time YYYY-MM-DDTHH:MM:SSZ`)
  return E.right(Math.min(asked, loggedBy(register.dates, have, time)))
}

/** An accord that is known at a moment, and how many entries are. */
export interface Known {
  readonly register: Register
  readonly size: number
  readonly page: AccordPage
}

/** Looks an accord up. Left: NoSuchSize, NoSuchAccord. */
export function knownAt(
  register: Register,
  accord: string,
  at: Omit<Moment, 'on'>,
): E.Either<QuestionError, Known> {
  const size = sizeAt(register, at)
  if (E.isLeft(size)) return size
  const number = register.acts.numbers.get(accord)
  const page = number === undefined ? null : pageAt(register.acts, number)
  return page === null || !isPublished(page, size.right)
    ? E.left({ _tag: 'NoSuchAccord', accord })
    : E.right({ register, size: size.right, page })
}

/** True where the accord was published among the first `size` entries. */
export function isPublished({ wordings }: AccordPage, size: number): boolean {
  const first = wordings[0]
  return first !== undefined && first.index < size
}
