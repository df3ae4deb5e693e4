/** Facts, made anew from the rows that hold them, so that answers share nothing with the register. */
import { dayOf } from '@accord-ledger/core'
import type { Day, KeyOrigin, Time } from '@accord-ledger/core'
import { ACCORD, accordAt, kindAt, PARTY, REASON, TEXT } from './acts.ts'
import { dayAt, timeOf } from './dates.ts'
import type { HistoryAct, KeyChange, Profile } from './facts.ts'
import { keptAt } from './kept.ts'
import { BEFORE, CATEGORY, COUNTRY, EFFECTIVE, howAt, INDEX, KEY, originOf } from './parties.ts'
import type { Register } from './register.ts'
import { cellAt } from './sheet.ts'
import type { Sheet } from './sheet.ts'

/** The act in a row of `acts`, which is of `chain`. */
export function actAt(register: Register, chain: number, row: number): HistoryAct {
  const { acts: all, dates } = register
  const index = cellAt(all.acts, row, INDEX)
  const time = timeOf(dates, index)
  const effective = dayAt(dates, cellAt(all.acts, row, EFFECTIVE))
  const { act, standing } = kindAt(all, row)
  return {
    accord: accordAt(all, cellAt(all.chains, chain, ACCORD)),
    act,
    standing,
    key: standing === 'signed' ? keyOf(register, cellAt(all.chains, chain, PARTY), index) : null,
    effective,
    time,
    index,
    text: keptAt(all.texts, cellAt(all.acts, row, TEXT)),
    reason: all.reasons[cellAt(all.acts, row, REASON)] ?? null,
    retroactive: isRetroactive(effective, time),
  }
}

/** The profile in a row of `profiles`. */
export function profileAt({ parties, dates }: Register, row: number): Profile {
  const { profiles, names, categories, countries } = parties
  const [index, name] = [cellAt(profiles, row, INDEX), names[row]]
  const category = keptAt(categories, cellAt(profiles, row, CATEGORY))
  if (!name || category === null) throw new Error('a profile without a name')
  const time = timeOf(dates, index)
  const effective = dayAt(dates, cellAt(profiles, row, EFFECTIVE))
  const country = keptAt(countries, cellAt(profiles, row, COUNTRY))
  const retroactive = isRetroactive(effective, time)
  return { index, time, effective, name, category, country, retroactive }
}

/** The key change in a row of `keyChanges`. */
export function keyChangeAt({ parties, dates }: Register, row: number): KeyChange {
  const { keyChanges, keys } = parties
  const index = cellAt(keyChanges, row, INDEX)
  return {
    index,
    time: timeOf(dates, index),
    key: keys[row] ?? null,
    how: howAt(keyChanges, row),
  }
}

/** The newest row that is of one of the first `size` entries: row `newest`, or one before it; 0 where there is none. */
export function knownRow(sheet: Sheet, newest: number, size: number): number {
  let row = newest
  while (row !== 0 && cellAt(sheet, row, INDEX) >= size) row = cellAt(sheet, row, BEFORE)
  return row
}

/** The facts of one subject, in log order: those in row `newest` and all before it. */
export function factsFrom<A>(sheet: Sheet, newest: number, factAt: (row: number) => A): A[] {
  const facts: A[] = []
  for (let row = newest; row !== 0; row = cellAt(sheet, row, BEFORE)) facts.push(factAt(row))
  return facts.toReversed()
}

/** How the key came that a party signed the entry at `index` with. */
function keyOf({ parties }: Register, party: number, index: number): KeyOrigin | null {
  const { newest, keyChanges } = parties
  const row = knownRow(keyChanges, cellAt(newest, party, KEY), index)
  return row === 0 ? null : originOf(howAt(keyChanges, row))
}

function isRetroactive(effective: Day, time: Time): boolean {
  return effective < dayOf(time)
}
