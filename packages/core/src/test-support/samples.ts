/** One valid event of each type, and an entry around it, as plain values that a test may bend. */
import type { EventType } from '../events/event.ts'
import { jcs } from './jcs.ts'

/** An object whose fields a test may replace. */
export type Plain = Readonly<Record<string, unknown>>

export const A = 'a'.repeat(64)
export const B = 'b'.repeat(64)
export const C = 'c'.repeat(64)
export const SIG = '5'.repeat(128)

const bound = { log: 'accords.example/1', seen: { index: 41, hash: A }, until: null }
const act = { ...bound, accord: 'paris-call', signatory: 'acme', effective: '2026-11-22' }

/** Entry 0's event. */
export const FOUNDING: Plain = {
  type: 'authority',
  log: 'accords.example/1',
  format: 1,
  operator: A,
  registrars: [B, C],
  previous: null,
}

export const EVENTS: Readonly<Record<EventType, Plain>> = {
  authority: { ...FOUNDING, ...bound, previous: B },
  accord: {
    ...bound,
    type: 'accord',
    accord: 'paris-call',
    title: 'Appel de Paris',
    text: B,
    uri: 'https://pariscall.example/',
    open: true,
    effective: '2018-11-12',
    previous: null,
  },
  signatory: {
    ...bound,
    type: 'signatory',
    signatory: 'acme',
    name: 'Acme 株式会社',
    category: 'company',
    country: 'FR',
    key: C,
    effective: '2026-11-22',
    previous: null,
  },
  rotate: { ...bound, type: 'rotate', signatory: 'acme', key: C, previous: B },
  endorse: { ...act, type: 'endorse', text: B, previous: null },
  withdraw: { ...act, type: 'withdraw', reason: 'merged', previous: B },
  attest: {
    ...act,
    type: 'attest',
    act: 'endorse',
    text: B,
    reason: null,
    evidence: C,
    previous: null,
  },
  strike: { ...act, type: 'strike', reason: 'a duplicate', previous: B },
}

/** An entry around `event`. */
export function entryOf(event: unknown, more: Plain = {}): Plain {
  return {
    index: 42,
    prev: A,
    time: '2026-11-22T09:00:00Z',
    event,
    signatures: [{ key: C, sig: SIG }],
    ...more,
  }
}

/** The bytes that `value` has as canonical JSON. */
export function bytesOf(value: unknown): Uint8Array {
  return Uint8Array.from(Buffer.from(jcs(value)))
}

/** `value` with `field` at `path` (`event.seen.index`; '' is all of it); undefined takes the field away. */
export function graft(value: unknown, path: string, field: unknown): unknown {
  if (path === '') return field
  const [key, ...rest] = path.split('.')
  const below = (old: unknown): unknown => graft(old, rest.join('.'), field)
  if (Array.isArray(value)) {
    return value
      .map((each: unknown, i) => (String(i) === key ? below(each) : each))
      .filter((each) => each !== undefined)
  }
  if (typeof value !== 'object' || value === null) throw new Error(`no ${path} in ${String(value)}`)
  const fields = new Map<string, unknown>(Object.entries(value))
  const next = below(fields.get(key ?? ''))
  if (next === undefined) fields.delete(key ?? '')
  else fields.set(key ?? '', next)
  return Object.fromEntries(fields)
}

/** The path of every value inside `value`, its own, '', among them. */
export function pathsIn(value: unknown, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [at]
  const below = Object.entries(value).flatMap(([key, member]) =>
    pathsIn(member, at === '' ? key : `${at}.${key}`),
  )
  return [at, ...below]
}
