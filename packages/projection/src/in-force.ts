/**
 * What is in force on a day, as known at a tree size: of a little chain's facts, in log order, only
 * those among the first `size` entries are known, and only those effective on the day or before it
 * rule. The last that rules has its say, whatever day it is effective from: later entries correct
 * earlier ones for the days they cover. Rows are gone through from the newest backwards.
 */
import type { Day, Time } from '@accord-ledger/core'
import { ACT, kindAt } from './acts.ts'
import { dayAt, timeOf } from './dates.ts'
import type { Dates } from './dates.ts'
import { knownRow, profileAt } from './facts-at.ts'
import type { Profile, Wording } from './facts.ts'
import {
  BEFORE,
  CATEGORY,
  COUNTRY,
  EFFECTIVE,
  howAt,
  idOf,
  INDEX,
  KEY,
  PROFILE,
} from './parties.ts'
import type { Register } from './register.ts'
import { cellAt } from './sheet.ts'
import type { Sheet } from './sheet.ts'

/** A day, as known at a tree size. */
export interface Scope {
  readonly size: number
  readonly on: Day
}

/** The wording in force, of an accord's in log order. Before the first one's day, the first one counts: so it rules at all times. Null where none is known. */
export function wordingOf(wordings: readonly Wording[], { size, on }: Scope): Wording | null {
  const rules = ({ index, effective }: Wording, i: number): boolean =>
    index < size && (i === 0 || effective <= on)
  return wordings.findLast(rules) ?? null
}

/** The profile in force of a party that is known to have acted. `party` is its row. The first profile counts before its day, too. */
export function profileOf(register: Register, party: number, scope: Scope): Profile {
  const row = rulingProfile(register, cellAt(register.parties.newest, party, PROFILE), scope)
  if (row === 0) throw new Error(`${idOf(register.parties, party)} acted before it was admitted`)
  return profileAt(register, row)
}

/** True where a party is in by the acts of `chain`. */
export function isIn(register: Register, chain: number, scope: Scope): boolean {
  const row = rulingAct(register, cellAt(register.acts.chains, chain, ACT), scope)
  return row !== 0 && endorses(register, row)
}

/** The act by which a party is in, and since when. */
export interface Standing {
  /** Its row. */
  readonly act: number
  /** The effective day of the first act of the unbroken run of endorsements that the act ends. */
  readonly since: Day
}

/** Where a party stands by the acts of `chain`, or null where it is not in. */
export function standingOf(register: Register, chain: number, scope: Scope): Standing | null {
  const { dates, acts: all } = register
  const before = (row: number): number => rulingAct(register, cellAt(all.acts, row, BEFORE), scope)
  const act = rulingAct(register, cellAt(all.chains, chain, ACT), scope)
  if (act === 0 || !endorses(register, act)) return null
  let first = act
  for (let row = before(act); row !== 0 && endorses(register, row); row = before(row)) first = row
  return { act, since: dayAt(dates, cellAt(all.acts, first, EFFECTIVE)) }
}

/** The effective day of the first of the unbroken run of like profiles that the one in force ends; null where no profile before it was another. */
export function renamedSince(register: Register, party: number, scope: Scope): Day | null {
  const { parties, dates } = register
  const { newest, profiles } = parties
  const now = rulingProfile(register, cellAt(newest, party, PROFILE), scope)
  let first = now
  for (let row = now; row !== 0;) {
    row = rulingProfile(register, cellAt(profiles, row, BEFORE), scope)
    if (row !== 0 && !isLike(register, row, now))
      return dayAt(dates, cellAt(profiles, first, EFFECTIVE))
    first = row
  }
  return null
}

/** The time of the entry that suspended a party's key, as known at `size`; null where its key is not suspended. */
export function suspendedSince(register: Register, party: number, size: number): Time | null {
  const { newest, keyChanges } = register.parties
  const last = knownRow(keyChanges, cellAt(newest, party, KEY), size)
  return last !== 0 && howAt(keyChanges, last) === 'suspended'
    ? timeOf(register.dates, cellAt(keyChanges, last, INDEX))
    : null
}

/** The newest act that rules: row `newest`, or one before it; 0 where none does. */
function rulingAct({ acts, dates }: Register, newest: number, { size, on }: Scope): number {
  let row = knownRow(acts.acts, newest, size)
  while (row !== 0 && !isEffective(acts.acts, row, dates, on)) row = cellAt(acts.acts, row, BEFORE)
  return row
}

/** The same for profiles, of which the first rules at all times. */
function rulingProfile({ parties, dates }: Register, newest: number, scope: Scope): number {
  const { profiles } = parties
  let row = knownRow(profiles, newest, scope.size)
  while (row !== 0 && !isEffective(profiles, row, dates, scope.on)) {
    const before = cellAt(profiles, row, BEFORE)
    if (before === 0) return row
    row = before
  }
  return row
}

function isEffective(sheet: Sheet, row: number, dates: Dates, on: Day): boolean {
  return dayAt(dates, cellAt(sheet, row, EFFECTIVE)) <= on
}

function endorses({ acts }: Register, row: number): boolean {
  return kindAt(acts, row).act === 'endorse'
}

function isLike({ parties: { profiles, names } }: Register, a: number, b: number): boolean {
  return (
    names[a] === names[b] &&
    cellAt(profiles, a, CATEGORY) === cellAt(profiles, b, CATEGORY) &&
    cellAt(profiles, a, COUNTRY) === cellAt(profiles, b, COUNTRY)
  )
}
