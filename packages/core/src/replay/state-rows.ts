/** What stands below the header of a saved state: a section of rows for each table, and one of hashes (state-file.ts). */
import * as t from 'io-ts'
import { bool, orNull, refined } from '../values/codec.ts'
import type { Codec } from '../values/codec.ts'
import { isHex } from '../values/hex.ts'
import { readUtf8 } from '../values/json.ts'
import {
  AccordId,
  Day,
  Hash,
  LeafIndex,
  PublicKey,
  SignatoryId,
  Title,
} from '../values/primitives.ts'
import { savedTable } from './saved-table.ts'
import type { ReadRow, SavedTable } from './saved-table.ts'
import { SEEN_WINDOW } from './state.ts'
import type {
  AccordState,
  ActKey,
  ActState,
  KeyOrigin,
  LedgerState,
  SignatoryState,
  Standing,
} from './state.ts'
import { ringTable } from './table.ts'
import type { Table } from './table.ts'

/** The sections, in their order. */
export const SECTIONS = ['accords', 'acts', 'keys', 'signatories', 'hashes'] as const

/** The bytes of each section. */
export type Sections = Readonly<Record<(typeof SECTIONS)[number], Uint8Array>>

/** The tables in the sections of rows. */
export interface SavedTables {
  readonly accords: SavedTable<AccordId, AccordState>
  readonly acts: SavedTable<ActKey, ActState>
  readonly keys: SavedTable<PublicKey, number>
  readonly signatories: SavedTable<SignatoryId, SignatoryState>
}

/** What `state` comes to. */
export function sectionsOf(state: LedgerState): Sections {
  return {
    accords: rowsOf(state.accords, ({ last, title, text, open }) => [last, title, text, open]),
    acts: rowsOf(state.acts, ({ last, standing, text, everSigned }) => [
      last,
      standing,
      text,
      everSigned,
    ]),
    keys: rowsOf(state.keys, (index) => [index]),
    signatories: rowsOf(state.signatories, ({ last, key, keyOrigin, firstKeyDay }) => [
      last,
      key,
      keyOrigin,
      firstKeyDay,
    ]),
    hashes: UTF8.encode(`${Array.from(state.hashes.entries(), ([, hash]) => hash).join('')}\n`),
  }
}

/** `below` in sections of these `lengths`, or null where they are another length in all. */
export function cutSections(lengths: readonly number[], below: Uint8Array): Sections | null {
  const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, each) => sum + each, 0))
  const cut = (i: number): Uint8Array => below.subarray(ends[i - 1] ?? 0, ends[i])
  if (ends.at(-1) !== below.length) return null
  return { accords: cut(0), acts: cut(1), keys: cut(2), signatories: cut(3), hashes: cut(4) }
}

/** Tables over the rows, which are read when they are asked for. */
export function tablesIn({ accords, acts, keys, signatories }: Sections): SavedTables {
  return {
    accords: savedTable(accords, readAccord),
    acts: savedTable(acts, readAct),
    keys: savedTable(keys, readKey),
    signatories: savedTable(signatories, readSignatory),
  }
}

/** True where every row of every table is what `sectionsOf` writes. */
export function holdTogether({ accords, acts, keys, signatories }: SavedTables): boolean {
  return (
    accords.holdsTogether() &&
    acts.holdsTogether() &&
    keys.holdsTogether() &&
    signatories.holdsTogether()
  )
}

/** The newest entry hashes of a log of `size`, or null where `section` holds something else. */
export function ringIn(section: Uint8Array, size: number): Table<number, Hash> | null {
  const known = Math.min(size, SEEN_WINDOW)
  const text = readUtf8(section) ?? ''
  if (!text.endsWith('\n') || !isHex(text.slice(0, -1), 64 * known)) return null
  const hashes = ringTable<Hash>(SEEN_WINDOW, size - known)
  for (let i = 0; i < known; i++) {
    const hash = text.slice(64 * i, 64 * i + 64)
    // All of it is hex, as was just seen.
    hashes.set(size - known + i, hash as Hash)
  }
  return hashes
}

/** The rows of a table, ascending by key. */
function rowsOf<K extends string, V>(
  table: Table<K, V>,
  members: (value: V) => readonly unknown[],
): Uint8Array {
  const write = (key: K, value: V): string => `${JSON.stringify([key, ...members(value)])}\n`
  if (table.rows !== undefined) return table.rows(write)
  const rows = [...table.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return UTF8.encode(rows.map(([key, value]) => write(key, value)).join(''))
}

const KeyOrigin = oneOf<KeyOrigin>('admitted', 'rotated', 'replaced')
const Standing = oneOf<Standing>('signed', 'attested', 'out', 'struck')
const Pair: Codec<ActKey> = refined<ActKey>(
  'an accord and a signatory',
  (value): value is ActKey => {
    const ids = typeof value === 'string' ? value.split('/') : []
    return ids.length === 2 && AccordId.is(ids[0]) && SignatoryId.is(ids[1])
  },
)

const readAccord: ReadRow<AccordId, AccordState> = reader(
  t.tuple([AccordId, Hash, Title, Hash, bool]),
  ([id, last, title, text, open]) => [id, { last, title, text, open }],
)
const readAct: ReadRow<ActKey, ActState> = reader(
  t.tuple([Pair, Hash, Standing, orNull(Hash), bool]),
  ([pair, last, standing, text, everSigned]) => [pair, { last, standing, text, everSigned }],
)
const readKey: ReadRow<PublicKey, number> = reader(
  t.tuple([PublicKey, LeafIndex]),
  ([key, index]) => [key, index],
)
const readSignatory: ReadRow<SignatoryId, SignatoryState> = reader(
  t.tuple([SignatoryId, Hash, orNull(PublicKey), orNull(KeyOrigin), orNull(Day)]),
  ([id, last, key, keyOrigin, firstKeyDay]) => [id, { last, key, keyOrigin, firstKeyDay }],
)

function reader<Row, K extends string, V>(
  codec: t.Type<Row>,
  read: (row: Row) => readonly [K, V],
): ReadRow<K, V> {
  return (row) => (codec.is(row) ? read(row) : null)
}

function oneOf<A extends string>(...words: readonly A[]): Codec<A> {
  return refined<A>(words.join(', '), (value): value is A => words.some((word) => word === value))
}

const UTF8 = new TextEncoder()
