/**
 * Entries of events that have just been checked. What `decodeEntry` finds in their bytes is known before they are written:
 * it would read what `writeEvent` wrote and ask the same codecs again.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  checkSignedEvent,
  decodedEntry,
  ENTRY_OPENING,
  MAX_ENTRY_BYTES,
  writeTail,
} from './entry.ts'
import type { DecodedEntry, Entry, SignedEvent } from './entry.ts'
import { unknownEvent, writeEvent } from './event-codec.ts'
import type { Hasher } from '../crypto/hash.ts'
import { isObject } from '../values/codec.ts'
import type { Mismatch } from '../values/codec.ts'

declare const checked: unique symbol

/** A signed event that holds to its schema, in objects that nobody else has. Only `copySignedEvent` makes one. */
export interface CheckedEvent extends SignedEvent {
  readonly [checked]: true
}

/** Members of a list that are copied: more than any list of an event holds. */
const MAX_MEMBERS = 64
/** Levels of an event and of a list of signatures that are copied: themselves, and lists and pairs in them. */
const LEVELS = 2

/**
 * A copy of what is said to be a signed event, once it has passed `checkSignedEvent`. It is copied first, so that nothing can change between the
 * check and the use; members come in canonical order, as in a decoded entry. Left: the first mismatch.
 */
export function copySignedEvent(value: unknown): E.Either<Mismatch, CheckedEvent> {
  const copy = isObject(value)
    ? { event: copyOf(value['event'], LEVELS), signatures: copyOf(value['signatures'], LEVELS) }
    : value
  const passed = checkSignedEvent(copy)
  // It has just been checked, and is our own.
  return E.isLeft(passed) ? passed : E.right(passed.right as CheckedEvent)
}

/**
 * Of whatever `value` is, each member asked for once, and no object of it kept. What no codec of an event admits is refused in the
 * copy, too: a list of more members than any may have, and an object where none belongs, which an empty one stands for.
 */
function copyOf(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (levels === 0) return {}
  if (Array.isArray(value)) {
    const length = Math.min(value.length, MAX_MEMBERS)
    return Array.from({ length }, (_, i) => copyOf(value[i], levels - 1))
  }
  const own: { [key: string]: unknown } = { ...value }
  const keys = Object.keys(own)
  const copy = isOrdered(keys) ? own : inOrder(own)
  for (const key of keys) {
    const member = copy[key]
    if (typeof member === 'object') copy[key] = copyOf(member, levels - 1)
  }
  return copy
}

function isOrdered(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return false
  return true
}

/** Made of entries: setting a member that is named `__proto__` would be no copying. */
function inOrder(own: { readonly [key: string]: unknown }): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(own).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The entry that `event` becomes at a place in the log: what `decodeEntry` gives for the bytes of `encodeEntry`. Null where only that
 * can say what becomes of it: an event of a later version, and one that is too long.
 */
export function makeEntry(
  { event, signatures }: CheckedEvent,
  { index, prev, time }: Pick<Entry, 'index' | 'prev' | 'time'>,
  hasher: Hasher,
): DecodedEntry | null {
  if (unknownEvent(event) !== null) return null
  const entry: Entry = { event, index, prev, signatures, time }
  const tail = writeTail(entry)
  const bytes = UTF8.encode(ENTRY_OPENING + writeEvent(event) + tail)
  return bytes.length > MAX_ENTRY_BYTES
    ? null
    : decodedEntry({ bytes, entry, tail, unknown: null }, hasher)
}

const UTF8 = new TextEncoder()
