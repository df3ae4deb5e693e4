/** Breaches of rules 1 to 19, 21 and 32: a valid entry with one thing about it spoilt. */
import {
  dayFromNumber,
  dayNumber,
  dayOf,
  isFounding,
  MAX_ENTRY_BYTES,
  MAX_NOTICE_DAYS,
  NO_HASH,
  secondsOf,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type { RuleName, Time } from '@accord-ledger/core'
import { asItIs, saying, signersOf } from './breach.ts'
import type { At, DraftBreach } from './breach.ts'

/** What breaks each of these rules. */
export const breachesOfEntries: Readonly<Record<Exclude<RuleName, ActRule>, DraftBreach>> = {
  'entry-size': (at) => ({ ...asItIs(at), respelt: (bytes) => padded(bytes, MAX_ENTRY_BYTES + 1) }),
  'utf-8': (at) => ({ ...asItIs(at), respelt: (bytes) => splicedIn(bytes, 1, 0xff) }),
  json: (at) => ({ ...asItIs(at), respelt: (bytes) => bytes.slice(0, -1) }),
  schema: (at) => ({
    ...asItIs(at),
    place: at.pick % 2 === 0 ? { besides: 1 } : { time: '2026-02-30T00:00:00Z' },
  }),
  canonical: (at) => ({ ...asItIs(at), respelt: (bytes) => splicedIn(bytes, 1, 0x20) }),
  index: (at) => ({ ...asItIs(at), place: { index: at.entry.index + 1 + (at.pick % 3) } }),
  prev: (at) => ({
    ...asItIs(at),
    place: { prev: at.entry.index === 0 ? 'a'.repeat(64) : NO_HASH },
  }),
  time: (at) =>
    at.view.time === null ? null : { ...asItIs(at), place: { time: later(at.view.time, -1) } },
  founding: (at) => foundingBreach(at),
  log: (at) => (at.entry.index === 0 ? null : saying(at, { log: `${'x'.repeat(9)}/other` })),
  'seen-range': (at) =>
    at.entry.index === 0
      ? null
      : saying(at, { seen: { index: at.entry.index + (at.pick % 2), hash: at.view.head } }),
  'seen-hash': (at) =>
    at.entry.index === 0
      ? null
      : saying(at, { seen: { index: at.pick % at.entry.index, hash: 'b'.repeat(64) } }),
  until: (at) => (at.entry.index === 0 ? null : saying(at, { until: later(at.entry.time, -1) })),
  'accord-known': (at) => (isAct(at) ? saying(at, { accord: 'never-published' }) : null),
  'signatory-known': (at) =>
    isAct(at) || at.entry.event.type === 'rotate'
      ? saying(at, { signatory: 'never-admitted' })
      : null,
  previous: (at) => previousBreach(at),
  effective: (at) =>
    'effective' in at.entry.event
      ? saying(at, {
          effective: dayFromNumber(dayNumber(dayOf(at.entry.time)) + MAX_NOTICE_DAYS + 1),
        })
      : null,
  'key-encoding': (at) => keyBreach(at, `01${'00'.repeat(31)}`),
  'key-fresh': (at) => (at.view.founder === null ? null : keyBreach(at, usedKey(at))),
  signers: (at) => signersBreach(at),
  signature: (at) => ({
    ...asItIs(at),
    resigned: (sig, i) => (i === at.pick % at.entry.signatures.length ? forged(sig, at.pick) : sig),
  }),
}

/** Rules whose breach has to be composed (breaches-of-acts.ts). */
export type ActRule =
  | 'key-current'
  | 'accord-title'
  | 'text-current'
  | 'accord-open'
  | 'endorse-again'
  | 'withdraw-member'
  | 'attest-unsigned'
  | 'attest-before-key'
  | 'attest-withdraw-key'
  | 'attest-withdraw-text'
  | 'strike-again'

function isAct({ entry }: At): boolean {
  return ['endorse', 'withdraw', 'attest', 'strike'].includes(entry.event.type)
}

/** A founding in mid-log; at its beginning, what does not found it. */
function foundingBreach(at: At): ReturnType<DraftBreach> {
  const [founding, second] = at.history.entries
  if (at.entry.index > 0) {
    return founding === undefined
      ? null
      : { event: { ...founding.event }, signers: signersOf(founding) }
  }
  return second === undefined ? null : { event: { ...second.event }, signers: signersOf(second) }
}

function previousBreach(at: At): ReturnType<DraftBreach> {
  const { event } = at.entry
  if (isFounding(event)) return null
  const optional = event.type !== 'rotate' && event.type !== 'authority'
  if (event.previous !== null && optional && at.pick % 2 === 0)
    return saying(at, { previous: null })
  const other = at.view.head === event.previous ? 'c'.repeat(64) : at.view.head
  return saying(at, { previous: other })
}

/** The key that the event brings is `key` instead. */
function keyBreach(at: At, key: string): ReturnType<DraftBreach> {
  const { event } = at.entry
  if (event.type === 'authority') {
    return at.pick % 2 === 0 || event.registrars.includes(event.operator)
      ? saying(at, { operator: key })
      : saying(at, { registrars: [key] })
  }
  if (event.type !== 'signatory' && event.type !== 'rotate') return null
  const held = at.view.signatories.get(event.signatory)?.key ?? null
  return event.key === null || event.key === held ? null : saying(at, { key })
}

/** A key that stood in the log before, and is neither the operator's nor a registrar's now; else a party's. */
function usedKey({ history, view, entry, pick }: At): string {
  const used = history.entries
    .slice(0, entry.index)
    .flatMap(({ event }) => ('key' in event && event.key !== null ? [event.key] : []))
  const spent = used.filter(
    (key) =>
      !('signatory' in entry.event) || key !== view.signatories.get(entry.event.signatory)?.key,
  )
  const founder = view.founder ?? ''
  const ofAuthority = 'key' in entry.event ? founder : ''
  const all = [...spent, ...(ofAuthority === '' ? [] : [ofAuthority])]
  return all[pick % all.length] ?? view.authority?.registrars[0] ?? ''
}

/** One signature too few, or one too many. */
function signersBreach(at: At): ReturnType<DraftBreach> {
  const draft = asItIs(at)
  const stranger = at.history.keys.nth(1_000_000).key
  return at.pick % 2 === 0
    ? { ...draft, signers: draft.signers.filter((_, i) => i !== at.pick % draft.signers.length) }
    : { ...draft, signers: [...draft.signers, stranger] }
}

/** A signature that does not stand: a bit of R or of S changed, S + L, or nothing but zeros. */
function forged(sig: string, pick: number): string {
  if (pick % 4 === 0) return '0'.repeat(128)
  if (pick % 4 === 1) return `${sig.slice(0, 64)}${plusL(sig.slice(64))}`
  const at = pick % 4 === 2 ? pick % 64 : 64 + (pick % 62)
  const digit = (Number.parseInt(sig[at] ?? '0', 16) ^ 1).toString(16)
  return `${sig.slice(0, at)}${digit}${sig.slice(at + 1)}`
}

/** The order of the base point (RFC 8032 §5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** Little-endian hex of 32 bytes, plus L. */
function plusL(hex: string): string {
  const bytes = hex.match(/../g) ?? []
  const sum = BigInt(`0x0${bytes.toReversed().join('')}`) + L
  const digits = sum.toString(16).padStart(64, '0')
  return (digits.match(/../g) ?? []).toReversed().join('')
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const all = new Uint8Array(length).fill(0x20)
  all.set(bytes)
  return all
}

function splicedIn(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, at), byte, ...bytes.subarray(at))
}

function later(time: Time, seconds: number): string {
  return timeFromMilliseconds((secondsOf(time) + seconds) * 1000)
}
