/** What binds an event to a log, and an entry to its place in it. */
import type { Says } from './candidate-events.ts'
import { authorityNow, lastOfChain, type Past } from './naive-past.ts'
import { hashOf, holderOf, ZEROS } from './plain.ts'
import type { PlainEvent, PlainSignature } from './plain.ts'

/** When the first entry is logged, at the earliest. */
export const START = '2026-01-01T00:00:00Z'

const ORIGIN = 'accords.example/1'

/** The entry hash of entry `index`, zeros where there is none. */
export function hashAt(past: Past, index: number): string {
  const entry = past[index]
  return entry === undefined ? ZEROS : hashOf(entry)
}

/** `says` as an event for the log that `past` is of. Its signer saw the last entry. */
export function boundTo(past: Past, says: Says): PlainEvent {
  const last = past.length - 1
  const founds = past.length === 0 && says.type === 'authority'
  const bound = founds
    ? {}
    : { seen: { index: Math.max(0, last), hash: hashAt(past, last) }, until: null }
  return chained(past, { log: ORIGIN, ...says, ...bound, previous: null })
}

/** `event` with the `previous` of its little chain. Rotating a key follows something, if only in the signer's imagination. */
export function chained(past: Past, event: PlainEvent): PlainEvent {
  const last = lastOfChain(past, event)
  return { ...event, previous: last ?? (event.type === 'rotate' ? ZEROS : null) }
}

/** The registrars in force. */
export function registrarsOf(past: Past): readonly string[] {
  return authorityNow(past)?.registrars ?? []
}

/** Signatures by these keys, ascending; by a key that nobody holds, zeros. */
export function signedBy(event: PlainEvent, keys: readonly string[]): readonly PlainSignature[] {
  return keys
    .map((key) => holderOf(key)?.sign(event) ?? { key, sig: '0'.repeat(128) })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** The time that lies `hours` after `time`. */
export function hoursAfter(time: string, hours: number): string {
  return `${new Date(Date.parse(time) + hours * 3_600_000).toISOString().slice(0, 19)}Z`
}

/** The day that lies `days` after the day of `time`. */
export function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time.slice(0, 10)) + days * 86_400_000).toISOString().slice(0, 10)
}
