/**
 * Reports: what was done in a period, accord by accord, in bytes that anyone recomputes from the log.
 * docs/spec/report.md is the specification; the sections named below are its.
 */
import { dayOf, encodeCanonical } from '@accord-ledger/core'
import type {
  AccordId,
  Category,
  Country,
  Day,
  Name,
  Origin,
  SignatoryId,
  Title,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { ACT, kindAt, pagesOf, PARTY } from './acts.ts'
import type { AccordPage, Kind } from './acts.ts'
import { dayAt } from './dates.ts'
import { actAt, knownRow } from './facts-at.ts'
import { profileOf, wordingOf } from './in-force.ts'
import { isPublished, requireDays, sizeAt } from './moment.ts'
import type { Moment, QuestionError } from './moment.ts'
import { byText, tally } from './order.ts'
import type { Tally } from './order.ts'
import { BEFORE, EFFECTIVE, idOf } from './parties.ts'
import type { Register } from './register.ts'
import { cellAt } from './sheet.ts'

/** One act of the period, with the party's profile in force on the act's effective day. */
export interface ReportAct {
  readonly signatory: SignatoryId
  readonly name: Name
  readonly category: Category
  readonly country: Country | null
  readonly standing: 'signed' | 'attested' | 'struck'
  readonly effective: Day
  /** The date of its entry. */
  readonly entered: Day
  /** The leaf index of its entry. */
  readonly index: number
}

/** Acts of one kind, ascending by effective day, then index, and counted. */
export interface ReportSection {
  readonly total: number
  /** Most first, then ascending by value. */
  readonly byCategory: readonly Tally[]
  /** The same, null (no country) last. */
  readonly byCountry: readonly Tally[]
  readonly acts: readonly ReportAct[]
}

/** The acts of the period on one accord. */
export interface ReportAccord {
  readonly accord: AccordId
  /** Of the wording in force on the last day of the period. */
  readonly title: Title
  readonly joined: ReportSection
  readonly withdrawn: ReportSection
  readonly struck: ReportSection
}

/** A period, ends inclusive, as known at `size`. Spec §2. */
export interface Report {
  readonly format: 'accord-ledger report v1'
  /** Null for an empty log. */
  readonly log: Origin | null
  readonly size: number
  readonly from: Day
  readonly to: Day
  /** Every accord published among the first `size` entries, ascending by id. */
  readonly accords: readonly ReportAccord[]
}

/** Reports on a period, ends inclusive, by effective day. Left: BadPeriod where it ends before it begins, NoSuchSize. Throws a RangeError where one of them is no day. */
export function report(
  register: Register,
  period: { readonly from: Day; readonly to: Day },
  at: Omit<Moment, 'on'> = {},
): E.Either<QuestionError, Report> {
  const { from, to } = period
  requireDays(from, to)
  if (from > to) return E.left({ _tag: 'BadPeriod', from, to })
  return pipe(
    sizeAt(register, at),
    E.map((size) => ({
      format: 'accord-ledger report v1',
      log: size === 0 ? null : register.log,
      size,
      from,
      to,
      accords: pagesOf(register.acts)
        .filter((page) => isPublished(page, size))
        .toSorted((a, b) => byText(a.id, b.id))
        .map((page) => accordOf(register, page, { size, from, to })),
    })),
  )
}

/** The canonical bytes of a report. Spec §4. */
export function encodeReport(report: Report): Uint8Array {
  return encodeCanonical(report)
}

/** What is reported on: a period, and the entries that are known. */
interface Period {
  readonly size: number
  readonly from: Day
  readonly to: Day
}

function accordOf(register: Register, page: AccordPage, period: Period): ReportAccord {
  const wording = wordingOf(page.wordings, { size: period.size, on: period.to })
  if (wording === null) throw new Error(`${page.id} is published without a wording`)
  const section = (shows: Shows): ReportSection =>
    sectionOf(page.chains.flatMap((chain) => actsOf(register, chain, period, shows)))
  return {
    accord: page.id,
    title: wording.title,
    joined: section(joins),
    withdrawn: section(({ act }) => act === 'withdraw'),
    struck: section(({ act }) => act === 'strike'),
  }
}

/** Whether a section shows an act, given the one before it in its chain. */
type Shows = (act: Kind, before: Kind | undefined) => boolean

/** Spec §3.1: an endorsement by a party that was not in, in log order, joins; any other affirms. */
function joins({ act }: Kind, before: Kind | undefined): boolean {
  return act === 'endorse' && before?.act !== 'endorse'
}

function sectionOf(found: readonly ReportAct[]): ReportSection {
  const acts = found.toSorted((a, b) => byText(a.effective, b.effective) || a.index - b.index)
  return {
    total: acts.length,
    byCategory: tally(acts.map(({ category }) => category)),
    byCountry: tally(acts.map(({ country }) => country)),
    acts,
  }
}

/** The acts of a chain that a section shows, in no order. */
function actsOf(
  register: Register,
  chain: number,
  { size, from, to }: Period,
  shows: Shows,
): readonly ReportAct[] {
  const { acts: all, dates } = register
  const found: ReportAct[] = []
  let row = knownRow(all.acts, cellAt(all.chains, chain, ACT), size)
  while (row !== 0) {
    const before = cellAt(all.acts, row, BEFORE)
    const effective = dayAt(dates, cellAt(all.acts, row, EFFECTIVE))
    const isShown = shows(kindAt(all, row), before === 0 ? undefined : kindAt(all, before))
    if (isShown && effective >= from && effective <= to)
      found.push(reportAct(register, chain, row, size))
    row = before
  }
  return found
}

function reportAct(register: Register, chain: number, row: number, size: number): ReportAct {
  const { standing, effective, time, index } = actAt(register, chain, row)
  const party = cellAt(register.acts.chains, chain, PARTY)
  const { name, category, country } = profileOf(register, party, { size, on: effective })
  return {
    signatory: idOf(register.parties, party),
    name,
    category,
    country,
    standing,
    effective,
    entered: dayOf(time),
    index,
  }
}
