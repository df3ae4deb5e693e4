/**
 * Moments: what a question is about, as known when, in force on which day; and what can be wrong with
 * a question.
 */
import { isDay, isTime, quote } from '@accord-ledger/core'
import type { Day, Time } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { AccordPage, Register } from './register.ts'

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
  return E.right(Math.min(asked, loggedBy(register, time)))
}

/** An accord that is known at a moment, and how many entries are. */
export interface Known {
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
  const page = register.accords.get(accord)
  return page === undefined || !isPublished(page, size.right)
    ? E.left({ _tag: 'NoSuchAccord', accord })
    : E.right({ size: size.right, page })
}

/** True where the accord was published among the first `size` entries. */
export function isPublished({ wordings }: AccordPage, size: number): boolean {
  const first = wordings[0]
  return first !== undefined && first.index < size
}

/** Entries logged at or before `time`. */
function loggedBy({ runs, size }: Register, time: Time): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const run = runs[middle]
    if (run !== undefined && run.time <= time) low = middle + 1
    else high = middle
  }
  return runs[low]?.from ?? size
}
