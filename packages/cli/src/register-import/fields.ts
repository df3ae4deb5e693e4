/** Reading one field of a register, which is attacker-controlled: each reader names the field's place where it is wrong. */
import type { Day, Malformed } from '@accord-ledger/core'
import { isDay, quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** A JSON object whose members are not yet known. */
export interface Fields {
  readonly [key: string]: unknown
}

export type Read<A> = E.Either<Malformed, A>

/** What is wrong with a register: `path` is a place as in `events[17].signatory.country`. */
export function wrong(path: string, expected: string, value: unknown): Malformed {
  const found = value === undefined ? 'nothing' : quote(value)
  return { _tag: 'Malformed', what: 'register', path, expected, found }
}

/** An object. */
export function readFields(value: unknown, path: string, expected: string): Read<Fields> {
  return isFields(value) ? E.right(value) : E.left(wrong(path, expected, value))
}

/** An array; nothing at all where it is missing. */
export function readArray(value: unknown, path: string): Read<readonly unknown[]> {
  if (value === undefined) return E.right([])
  return Array.isArray(value) ? E.right(value) : E.left(wrong(path, 'an array', value))
}

/** A string as it can be signed: well-formed and in normal form C. */
export function readText(value: unknown, path: string): Read<string> {
  if (typeof value !== 'string' || value === '') return E.left(wrong(path, 'a text', value))
  if (LONE_SURROGATE.test(value)) return E.left(wrong(path, 'well-formed Unicode', value))
  return value === value.normalize('NFC')
    ? E.right(value)
    : E.left(wrong(path, 'a text in Unicode normal form C', value))
}

/** As `readText`, or null; a missing one is null. */
export function readTextOrNull(value: unknown, path: string): Read<string | null> {
  return value === undefined || value === null ? E.right(null) : readText(value, path)
}

/** A day. */
export function readDay(value: unknown, path: string): Read<Day> {
  return typeof value === 'string' && isDay(value)
    ? E.right(value)
    : E.left(wrong(path, 'a real date YYYY-MM-DD, years 1600 to 9999', value))
}

/** A day, or null; a missing one is null. */
export function readDayOrNull(value: unknown, path: string): Read<Day | null> {
  return value === undefined || value === null ? E.right(null) : readDay(value, path)
}

/** One of a few words. */
export function readWord<A extends string>(
  value: unknown,
  path: string,
  words: readonly A[],
): Read<A> {
  const word = words.find((each) => each === value)
  return word === undefined
    ? E.left(wrong(path, words.map((each) => JSON.stringify(each)).join(' or '), value))
    : E.right(word)
}

/** `read` of each of `values` at its place, up to the first that is wrong. */
export function readEach<A>(
  values: readonly unknown[],
  path: string,
  read: (value: unknown, at: string) => Read<A>,
): Read<readonly A[]> {
  const all: A[] = []
  for (const [i, value] of values.entries()) {
    const one = read(value, `${path}[${i}]`)
    if (E.isLeft(one)) return one
    all.push(one.right)
  }
  return E.right(all)
}

const LONE_SURROGATE = /\p{Surrogate}/u

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
