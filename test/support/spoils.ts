/** What can be wrong with an attempt, in its event, its signers, or its entry. */
import { chained, hashAt, hoursAfter } from './binding.ts'
import type { Past } from './naive-past.ts'
import { keyOf, ZEROS, type PlainEntry, type PlainEvent } from './plain.ts'

/** Still right, though less usual. */
const HARMLESS = ['seen-founding', 'seen-some', 'until-now'] as const
const OF_THE_PLACE = ['index-high', 'index-low', 'prev', 'time'] as const
const OF_THE_LOG = ['founding', 'log', 'seen-ahead', 'seen-hash', 'until'] as const
const OF_THE_SUBJECT = ['accord', 'signatory', 'previous-null', 'previous-other', 'late'] as const
const OF_THE_KEYS = ['weak-key', 'signer-missing', 'signer-besides', 'signer-other'] as const
const OF_THE_REGISTRARS = ['registrar-besides', 'two-registrars'] as const
const OF_THE_SIGNATURES = ['signature', 'signature-of-other'] as const

/** Only some events can be spoilt in the ways that stand here more than once. */
export const SPOILS = [
  ...HARMLESS,
  ...OF_THE_PLACE,
  ...OF_THE_LOG,
  'founding',
  ...OF_THE_SUBJECT,
  ...OF_THE_KEYS,
  'weak-key',
  'weak-key',
  ...OF_THE_REGISTRARS,
  ...OF_THE_SIGNATURES,
] as const

export type Spoil = (typeof SPOILS)[number] | 'nothing'

/** One thing that is spoilt, and which of several ways. */
export interface Spoiling {
  readonly spoil: Spoil
  readonly pick: number
}

/** The event with what is wrong about it, `time` being its entry's. */
export function spoiltEvent(
  past: Past,
  event: PlainEvent,
  spoiling: Spoiling,
  time: string,
): PlainEvent {
  const { spoil, pick } = spoiling
  switch (spoil) {
    case 'founding':
      return event.type === 'authority' ? founded(event) : event
    case 'log':
      return { ...event, log: 'accords.example/2' }
    case 'accord':
      return event.accord === undefined ? event : chained(past, { ...event, accord: 'tern' })
    case 'signatory':
      return event.signatory === undefined || event.type === 'signatory'
        ? event
        : chained(past, { ...event, signatory: 'open-waters' })
    case 'weak-key':
      return weakened(event, pick)
    default:
      return event.seen === undefined ? event : spoiltBinding(past, event, spoiling, time)
  }
}

/** What binds an event that does not found the log. */
function spoiltBinding(
  past: Past,
  event: PlainEvent,
  { spoil, pick }: Spoiling,
  time: string,
): PlainEvent {
  const size = Math.max(1, past.length)
  const some = pick % size
  switch (spoil) {
    case 'seen-founding':
      return { ...event, seen: { index: 0, hash: hashAt(past, 0) } }
    case 'seen-some':
      return { ...event, seen: { index: some, hash: hashAt(past, some) } }
    case 'seen-ahead':
      return { ...event, seen: { index: past.length + (pick % 2), hash: ZEROS } }
    case 'seen-hash':
      return { ...event, seen: { index: some, hash: hashAt(past, (some + 1) % size) } }
    case 'until-now':
      return { ...event, until: time }
    case 'until':
      return { ...event, until: hoursAfter(time, -1) }
    case 'previous-null':
      return ['rotate', 'authority'].includes(event.type) ? event : { ...event, previous: null }
    case 'previous-other':
      return past.length === 0 ? event : { ...event, previous: hashAt(past, some) }
    default:
      return event
  }
}

function founded({ seen: _seen, until: _until, ...event }: PlainEvent): PlainEvent {
  return { ...event, previous: null }
}

/** Keys of small order, or not canonical. */
const WEAK = [
  `01${'00'.repeat(31)}`,
  '00'.repeat(32),
  `01${'00'.repeat(30)}80`,
  `ec${'ff'.repeat(30)}7f`,
  `ef${'ff'.repeat(30)}7f`,
  'ff'.repeat(32),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
]

function weakened(event: PlainEvent, pick: number): PlainEvent {
  const key = WEAK[pick % WEAK.length] ?? ''
  if (event.type === 'authority') {
    return pick % 2 === 0 ? { ...event, operator: key } : { ...event, registrars: [key] }
  }
  return event.key === undefined ? event : { ...event, key }
}

/** Who signs, where those who should are `right` and the registrars in force `registrars`. */
export function spoiltSigners(
  right: readonly string[],
  registrars: readonly string[],
  { spoil, pick }: Spoiling,
): readonly string[] {
  const stranger = keyOf(`stranger ${pick % 3}`).key
  switch (spoil) {
    case 'signer-missing':
      return right.filter((_, i) => i !== pick % right.length)
    case 'signer-besides':
      return [...new Set([...right, stranger])]
    case 'signer-other':
      return [...new Set(right.map((key, i) => (i === pick % right.length ? stranger : key)))]
    case 'registrar-besides':
      return [...new Set([...right, ...registrars.slice(0, 1)])]
    case 'two-registrars':
      return [...new Set([...right, ...registrars])]
    default:
      return right
  }
}

/** The entry with what is wrong about its place or its first signature. */
export function spoiltEntry(past: Past, entry: PlainEntry, { spoil, pick }: Spoiling): PlainEntry {
  switch (spoil) {
    case 'index-high':
      return { ...entry, index: entry.index + 1 + (pick % 3) }
    case 'index-low':
      return { ...entry, index: Math.max(0, entry.index - 1) }
    case 'prev':
      return { ...entry, prev: hashAt(past, pick % Math.max(1, past.length)) }
    case 'time':
      return { ...entry, time: hoursAfter(past.at(-1)?.time ?? entry.time, -1) }
    case 'signature':
      return {
        ...entry,
        signatures: entry.signatures.map(({ key, sig }, i) => ({
          key,
          sig: i === 0 ? flipped(sig, pick % sig.length) : sig,
        })),
      }
    default:
      return entry
  }
}

function flipped(sig: string, at: number): string {
  return `${sig.slice(0, at)}${sig[at] === '0' ? '1' : '0'}${sig.slice(at + 1)}`
}
