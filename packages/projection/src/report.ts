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
import type { HistoryAct } from './facts.ts'
import { inForce, profileOf } from './in-force.ts'
import { isPublished, requireDays, sizeAt } from './moment.ts'
import type { Moment, QuestionError } from './moment.ts'
import { byText, tally } from './order.ts'
import type { Tally } from './order.ts'
import type { AccordPage, Chain, Register } from './register.ts'

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
      accords: [...register.accords.values()]
        .filter((page) => isPublished(page, size))
        .toSorted((a, b) => byText(a.id, b.id))
        .map((page) => accordOf(page, { size, from, to })),
    })),
  )
}

/** The canonical bytes of a report. Spec §4. */
export function encodeReport(report: Report): Uint8Array {
  return encodeCanonical(report)
}

/** What is reported on: a period, and the entries that are known. */
interface Scope {
  readonly size: number
  readonly from: Day
  readonly to: Day
}

function accordOf(page: AccordPage, scope: Scope): ReportAccord {
  const wording = inForce(page.wordings, scope.size, scope.to)
  if (wording === null) throw new Error(`${page.id} is published without a wording`)
  const section = (shows: Shows): ReportSection => sectionOf(page, scope, shows)
  return {
    accord: page.id,
    title: wording.title,
    joined: section(joins),
    withdrawn: section(({ act }) => act === 'withdraw'),
    struck: section(({ act }) => act === 'strike'),
  }
}

/** Whether a section shows an act, given the one before it in its chain. */
type Shows = (act: HistoryAct, before: HistoryAct | undefined) => boolean

/** Spec §3.1: an endorsement by a party that was not in, in log order, joins; any other affirms. */
function joins({ act }: HistoryAct, before: HistoryAct | undefined): boolean {
  return act === 'endorse' && before?.act !== 'endorse'
}

function sectionOf({ chains }: AccordPage, scope: Scope, shows: Shows): ReportSection {
  const acts = [...chains.values()]
    .flatMap((chain) => actsOf(chain, scope, shows))
    .toSorted((a, b) => byText(a.effective, b.effective) || a.index - b.index)
  return {
    total: acts.length,
    byCategory: tally(acts.map(({ category }) => category)),
    byCountry: tally(acts.map(({ country }) => country)),
    acts,
  }
}

function actsOf(
  { party, acts }: Chain,
  { size, from, to }: Scope,
  shows: Shows,
): readonly ReportAct[] {
  return acts
    .filter((act, i) => act.index < size && shows(act, acts[i - 1]))
    .filter(({ effective }) => effective >= from && effective <= to)
    .map(({ standing, effective, time, index }) => {
      const { name, category, country } = profileOf(party, size, effective)
      const entered = dayOf(time)
      return { signatory: party.id, name, category, country, standing, effective, entered, index }
    })
}
