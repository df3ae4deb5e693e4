/**
 * A table of saved rows: lines of canonical JSON, each an array whose first member is its key, ascending by key.
 *
 *     ["acme","14f9…","ab12…","admitted","2026-11-22"]
 *     ["bank","90c1…",null,null,null]
 *
 * A row is looked for by bisection where it stands, and read when somebody asks for it: opening a ledger costs
 * nothing for each party. Keys hold a character or more, none that JSON escapes, and none that sorts before a quotation mark.
 */
import * as E from 'fp-ts/lib/Either.js'
import { joinBytes } from '../values/bytes.ts'
import { readJsonText } from '../values/json.ts'
import type { JsonText } from '../values/json.ts'
import type { Table } from './table.ts'

/** The key and the value in a row, or null where it holds none. */
export type ReadRow<K extends string, V> = (row: unknown) => readonly [K, V] | null

/** What a saved table has besides. */
export interface SavedTable<K extends string, V> extends Table<K, V> {
  rows(write: (key: K, value: V) => string): Uint8Array
  /** True where every row holds a value, is written canonically, and has a greater key than the one before. */
  holdsTogether(): boolean
}

/** A table that begins as `rows` say; what is set is kept beside them. `rows` is empty, or ends with a line feed. */
export function savedTable<K extends string, V>(
  rows: Uint8Array,
  read: ReadRow<K, V>,
): SavedTable<K, V> {
  const own = new Map<K, V>()
  return {
    get: (key) => {
      const kept = own.get(key)
      if (kept !== undefined) return kept
      const { start, isThere } = placeOf(rows, key)
      if (!isThere) return undefined
      const [found, value] = readRow(rowAt(rows, start), read)
      // What is no key of a table may still spell the beginning of a row.
      if (found !== key) return undefined
      own.set(key, value)
      return value
    },
    set: (key, value) => own.set(key, value),
    *entries() {
      // A row that is asked for meanwhile is not told of twice.
      const before = new Map(own)
      for (const row of rowsIn(rows)) {
        const [key, value] = readRow(row, read)
        if (!before.has(key)) yield [key, value]
      }
      yield* before
    },
    rows: (write) => withOwn(rows, own, write),
    holdsTogether: () => areInOrder(rows, read),
  }
}

interface Row extends JsonText {
  /** Where its line feed stands, or the section ends. */
  readonly end: number
}

function* rowsIn(rows: Uint8Array): Generator<Row> {
  for (let start = 0; start < rows.length;) {
    const row = rowAt(rows, start)
    yield row
    start = row.end + 1
  }
}

function areInOrder<K extends string, V>(rows: Uint8Array, read: ReadRow<K, V>): boolean {
  let before: string = ''
  for (const { text, value, end } of rowsIn(rows)) {
    const found = read(value)
    if (end === rows.length || found === null || JSON.stringify(value) !== text) return false
    if (found[0] <= before) return false
    before = found[0]
  }
  return true
}

/** `rows` with those of `own` in their places: most of a large state is as it was, and is copied as it stands. */
function withOwn<K extends string, V>(
  rows: Uint8Array,
  own: ReadonlyMap<K, V>,
  write: (key: K, value: V) => string,
): Uint8Array {
  const parts: Uint8Array[] = []
  let at = 0
  for (const [key, value] of [...own].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const { start, isThere } = placeOf(rows, key)
    parts.push(rows.subarray(at, start), UTF8.encode(write(key, value)))
    at = isThere ? endOf(rows, start) + 1 : start
  }
  parts.push(rows.subarray(at))
  return joinBytes(parts)
}

/** Where the row of `key` begins, or would. */
function placeOf(
  rows: Uint8Array,
  key: string,
): { readonly start: number; readonly isThere: boolean } {
  let low = 0
  let high = rows.length
  while (low < high) {
    // A sum may pass 2^31: no shifts.
    const start = startOf(rows, Math.floor((low + high) / 2), low)
    const order = compareKeys(rows, start + KEY_AT, key)
    if (order === 0) return { start, isThere: true }
    if (order < 0) low = endOf(rows, start) + 1
    else high = start
  }
  return { start: low, isThere: false }
}

/** Where the row begins that holds the byte at `at`. A row begins at `low`. */
function startOf(rows: Uint8Array, at: number, low: number): number {
  let start = at
  while (start > low && rows[start - 1] !== LINE_FEED) start -= 1
  return start
}

function endOf(rows: Uint8Array, start: number): number {
  const end = rows.indexOf(LINE_FEED, start)
  return end === -1 ? rows.length : end
}

/** Below 0 where the key that stands at `at` sorts before `key`, 0 where it is that. */
function compareKeys(rows: Uint8Array, at: number, key: string): number {
  for (let i = 0; i <= key.length; i++) {
    const here = rows[at + i] ?? 0
    const wanted = i === key.length ? QUOTE : key.charCodeAt(i)
    if (here !== wanted) return here - wanted
  }
  return 0
}

/** The row that begins at `start`; what is no JSON reads as null. */
function rowAt(rows: Uint8Array, start: number): Row {
  const end = endOf(rows, start)
  const json = readJsonText(rows.subarray(start, end), rows.length)
  return E.isLeft(json) ? { text: '', value: null, end } : { ...json.right, end }
}

function readRow<K extends string, V>({ text, value }: Row, read: ReadRow<K, V>): readonly [K, V] {
  const row = read(value)
  // Its sum was right, so whoever wrote the file wrote this.
  if (row === null) throw new Error(`a saved state holds a row that is none: ${text.slice(0, 80)}`)
  return row
}

/** What stands before the key: `["`. */
const KEY_AT = 2
const QUOTE = 0x22
const LINE_FEED = 0x0a
const UTF8 = new TextEncoder()
