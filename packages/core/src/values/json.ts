/**
 * JSON as the ledger signs it: RFC 8785 (JCS) restricted to strings, booleans, null, integers in
 * [0, 2^53), arrays and objects. Within that, JCS is: members sorted by UTF-16 code units, no space,
 * strings as ECMAScript's JSON.stringify writes them, all in UTF-8. Spec §2.1.
 *
 *     {"b":[1,"é"],"a":null}  →  7b2261223a6e756c6c2c2262223a5b312c22c3a9225d7d
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Mismatch } from './codec.ts'
import { isObject } from './codec.ts'

/** A value that the restricted form can hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Levels of arrays and objects that a value may nest. */
export const MAX_DEPTH = 16

/** What kept bytes from being read as JSON: the rule's name, and where and why. */
export interface Unreadable extends Mismatch {
  readonly rule: 'entry-size' | 'utf-8' | 'json'
}

/** The canonical bytes of `value`. A value outside the restricted form is a bug of the caller, and throws. */
export function encodeCanonical(value: object): Uint8Array {
  return UTF8.encode(formatCanonical(value))
}

/** The canonical text of `value`; see `encodeCanonical`. */
export function formatCanonical(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) {
    return JSON.stringify(value)
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value)
  if (Array.isArray(value)) return `[${value.map(formatCanonical).join(',')}]`
  if (!isObject(value)) throw new Error(`not canonical JSON: ${typeof value}`)
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${formatCanonical(value[key])}`)
  return `{${members.join(',')}}`
}

/** What `readJson` read: the text, and the value in it. */
export interface JsonText {
  readonly text: string
  readonly value: unknown
}

/** As `readJsonText`: the value alone. */
export function readJson(bytes: Uint8Array, maxBytes: number): E.Either<Unreadable, unknown> {
  const read = readJsonText(bytes, maxBytes)
  return E.isLeft(read) ? read : E.right(read.right.value)
}

/** Reads attacker-controlled bytes: size, UTF-8 without a byte order mark, JSON. `maxBytes` caps the input before anything else looks at it. */
export function readJsonText(bytes: Uint8Array, maxBytes: number): E.Either<Unreadable, JsonText> {
  if (bytes.length > maxBytes) {
    return E.left({
      rule: 'entry-size',
      path: '',
      expected: `at most ${maxBytes} bytes`,
      found: `${bytes.length} bytes`,
    })
  }
  const text = readUtf8(bytes)
  if (text === null) return E.left(notUtf8(bytes))
  try {
    const value: unknown = JSON.parse(text)
    return E.right({ text, value })
  } catch {
    return E.left({ rule: 'json', path: '', expected: 'one JSON value', found: 'other text' })
  }
}

/** The text of `bytes`, or null where they are not UTF-8 or begin with a byte order mark. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    const text = STRICT.decode(bytes)
    return text.startsWith('\ufeff') ? null : text
  } catch {
    return null
  }
}

/** True where `value` is restricted JSON of well-formed strings, nested at most `MAX_DEPTH` deep. Looks no deeper. */
export function isCanonicalizable(value: unknown, depth: number = MAX_DEPTH): value is Json {
  if (typeof value === 'string') return isWellFormed(value)
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
  }
  if (typeof value === 'boolean' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((each) => isCanonicalizable(each, depth - 1))
  return (
    isObject(value) &&
    Object.keys(value).every((key) => isWellFormed(key) && isCanonicalizable(value[key], depth - 1))
  )
}

/** True where no surrogate stands alone. A lone one survives a JSON round trip and has no UTF-8. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text)
}

/** True where two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const UTF8 = new TextEncoder()
// ignoreBOM keeps the mark in the text, so that it can be refused.
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONE_SURROGATE = /\p{Surrogate}/u

function notUtf8(bytes: Uint8Array): Unreadable {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  return {
    rule: 'utf-8',
    path: '',
    expected: 'UTF-8 without a byte order mark',
    found: marked ? 'a byte order mark' : 'other bytes',
  }
}
