/** Parties, as a register holds them: their profiles and keys, in rows that lead back from the newest. */
import { dayOf, keyOriginAfter } from '@accord-ledger/core'
import type {
  Category,
  Country,
  KeyOrigin,
  Name,
  PublicKey,
  RotateEvent,
  SignatoryEvent,
  SignatoryId,
} from '@accord-ledger/core'
import { timeOf } from './dates.ts'
import type { Dates } from './dates.ts'
import type { KeyChange } from './facts.ts'
import { noneKept, numberOf } from './kept.ts'
import type { Kept } from './kept.ts'
import { addRow, cellAt, emptySheet, setCell } from './sheet.ts'
import type { Sheet } from './sheet.ts'

/** Columns of `Parties.newest`: the party's newest profile and key change, its first key change, and its newest chain of acts. */
export const PROFILE = 0
export const KEY = 1
const FIRST_KEY = 2
export const CHAIN = 3

/** What sheets of dated facts have in common: the entry's leaf index, the row before it of the same subject (0 for the first), and the day from which it rules. */
export const INDEX = 0
export const BEFORE = 1
export const EFFECTIVE = 2

/** Further columns of profiles. */
export const CATEGORY = 3
export const COUNTRY = 4

/** The further column of key changes, which have no day: what `HOWS` has there. */
const HOW = 2
const HOWS: readonly KeyChange['how'][] = ['admitted', 'rotated', 'replaced', 'suspended']

/** All parties. What a row of a sheet cannot hold stands in a list, at the row's number. */
export interface Parties {
  /** Rows of `newest` by id. */
  readonly rows: Map<string, number>
  readonly newest: Sheet
  readonly ids: (SignatoryId | null)[]
  readonly profiles: Sheet
  readonly names: (Name | null)[]
  readonly categories: Kept<Category>
  readonly countries: Kept<Country>
  readonly keyChanges: Sheet
  readonly keys: (PublicKey | null)[]
}

/** No parties. */
export function noParties(): Parties {
  return {
    rows: new Map(),
    newest: emptySheet(4),
    ids: [null],
    profiles: emptySheet(5),
    names: [null],
    categories: noneKept(),
    countries: noneKept(),
    keyChanges: emptySheet(3),
    keys: [null],
  }
}

/** The row of a party, which is there from now on. */
export function partyRow({ rows, newest, ids }: Parties, id: SignatoryId): number {
  const known = rows.get(id)
  if (known !== undefined) return known
  const row = addRow(newest)
  ids.push(id)
  rows.set(id, row)
  return row
}

/** The id of the party in a row. */
export function idOf({ ids }: Parties, row: number): SignatoryId {
  const id = ids[row]
  if (!id) throw new Error(`no party has the row ${row}`)
  return id
}

/** Takes in a profile, and the key that came with it. */
export function noteProfile(
  parties: Parties,
  dates: Dates,
  event: SignatoryEvent,
  index: number,
): void {
  const { newest, profiles, names, categories, countries } = parties
  const party = partyRow(parties, event.signatory)
  const row = addRow(profiles)
  setCell(profiles, row, INDEX, index)
  setCell(profiles, row, BEFORE, cellAt(newest, party, PROFILE))
  setCell(profiles, row, EFFECTIVE, numberOf(dates.days, event.effective))
  setCell(profiles, row, CATEGORY, numberOf(categories, event.category))
  setCell(profiles, row, COUNTRY, numberOf(countries, event.country))
  names.push(event.name)
  setCell(newest, party, PROFILE, row)
  noteKeyOf(parties, party, dates, event, index)
}

/** Takes in a key. */
export function noteKey(parties: Parties, dates: Dates, event: RotateEvent, index: number): void {
  noteKeyOf(parties, partyRow(parties, event.signatory), dates, event, index)
}

/** Nothing changes where the party has the key already. */
function noteKeyOf(
  parties: Parties,
  party: number,
  dates: Dates,
  event: SignatoryEvent | RotateEvent,
  index: number,
): void {
  const { newest, keyChanges, keys } = parties
  const last = cellAt(newest, party, KEY)
  if (event.key === keys[last]) return
  const before = last === 0 ? undefined : holdingOf(parties, dates, party)
  const how = keyOriginAfter(before, event) ?? 'suspended'
  const row = addRow(keyChanges)
  setCell(keyChanges, row, INDEX, index)
  setCell(keyChanges, row, BEFORE, last)
  setCell(keyChanges, row, HOW, HOWS.indexOf(how))
  keys.push(event.key)
  if (last === 0) setCell(newest, party, FIRST_KEY, row)
  setCell(newest, party, KEY, row)
}

/** A party that has had a key, as `keyOriginAfter` asks for it. */
function holdingOf(
  { newest, keyChanges, keys }: Parties,
  dates: Dates,
  party: number,
): Parameters<typeof keyOriginAfter>[0] {
  const [first, last] = [cellAt(newest, party, FIRST_KEY), cellAt(newest, party, KEY)]
  return {
    key: keys[last] ?? null,
    keyOrigin: originOf(howAt(keyChanges, last)),
    firstKeyDay: dayOf(timeOf(dates, cellAt(keyChanges, first, INDEX))),
  }
}

/** How the key came, or went, by a row of `keyChanges`. */
export function howAt(keyChanges: Sheet, row: number): KeyChange['how'] {
  const how = HOWS[cellAt(keyChanges, row, HOW)]
  if (how === undefined) throw new Error('a key came in no known way')
  return how
}

/** How a key came; null where there is none. */
export function originOf(how: KeyChange['how']): KeyOrigin | null {
  return how === 'suspended' ? null : how
}
