/**
 * Questions about the entries before, answered by going through all of them: what naive-rules.ts asks, and what
 * writers of attempts must know. Shares no code with the library.
 */
import { hashOf, ZEROS, type PlainEntry, type PlainEvent } from './plain.ts'

export type Past = readonly PlainEntry[]

export type Standing = 'none' | 'signed' | 'attested' | 'out' | 'struck'

/** What the last act of a party on an accord says. */
export function standingOf(past: Past, event: PlainEvent): Standing {
  const last = actsOf(past, event).at(-1)
  if (last === undefined) return 'none'
  if (last.type === 'strike') return 'struck'
  if (leaves(last)) return 'out'
  return last.type === 'attest' ? 'attested' : 'signed'
}

/** The accord's newest event, or null. */
export function accordNow(past: Past, accord: string | undefined): PlainEvent | null {
  const published = past.findLast(({ event }) => event.type === 'accord' && event.accord === accord)
  return published?.event ?? null
}

/** The party's key in force, or null. */
export function currentKey(past: Past, signatory: string | undefined): string | null {
  const last = past.findLast(
    ({ event }) =>
      (event.type === 'signatory' || event.type === 'rotate') && event.signatory === signatory,
  )
  return last?.event.key ?? null
}

/** Whether the party itself signed an act on the accord. */
export function everSigned(past: Past, event: PlainEvent): boolean {
  return actsOf(past, event).some(({ type }) => type === 'endorse' || type === 'withdraw')
}

/** The operator and registrars in force. */
export function authorityNow(past: Past): PlainEvent | null {
  return past.findLast(({ event }) => event.type === 'authority')?.event ?? null
}

/** The keys that an event gives a role which they did not have just before. An operator may be a registrar besides. */
export function newKeys(past: Past, event: PlainEvent): readonly string[] {
  if (event.type === 'authority') {
    const before = authorityNow(past)
    const { operator = '', registrars = [] } = event
    return [
      ...(operator === before?.operator ? [] : [operator]),
      ...registrars.filter((key) => key !== operator && !before?.registrars?.includes(key)),
    ]
  }
  const key = event.key ?? null
  if (key === null) return []
  return event.type === 'signatory' && key === currentKey(past, event.signatory) ? [] : [key]
}

/** Who held `key` first: `operator`, `registrar`, a signatory's id, or null for nobody. */
export function holderOf(past: Past, key: string): string | null {
  for (const { event } of past) {
    if (event.operator === key) return 'operator'
    if (event.registrars?.includes(key)) return 'registrar'
    if (event.key === key) return event.signatory ?? null
  }
  return null
}

/** The entry hash of the last event in the little chain of `event`, or null. */
export function lastOfChain(past: Past, event: PlainEvent): string | null {
  const last = past.findLastIndex((before) => chainOf(before.event) === chainOf(event))
  return last < 0 ? null : hashAt(past, last)
}

function chainOf({ type, accord = '', signatory = '' }: PlainEvent): string {
  if (type === 'authority' || type === 'accord') return `${type} ${accord}`
  return type === 'signatory' || type === 'rotate' ? `party ${signatory}` : `${accord} ${signatory}`
}

/** Whose signatures an event needs: those of `keys`, and of one registrar where `registrar` says so. */
export function requiredSigners(
  past: Past,
  event: PlainEvent,
): { readonly keys: readonly string[]; readonly registrar: boolean } {
  const introduced = newKeys(past, event)
  const current = currentKey(past, event.signatory)
  const own = current === null ? [] : [current]
  switch (event.type) {
    case 'authority':
      return {
        keys: [authorityNow(past)?.operator ?? event.operator ?? '', ...introduced],
        registrar: false,
      }
    case 'signatory':
      return { keys: introduced, registrar: true }
    case 'rotate':
      return { keys: [...own, ...introduced], registrar: false }
    case 'withdraw':
      return { keys: own, registrar: false }
    case 'endorse':
      return { keys: own, registrar: standingOf(past, event) === 'struck' }
    default:
      return { keys: [], registrar: true }
  }
}

/** Every act of the party on the accord. */
export function actsOf(past: Past, { accord, signatory }: PlainEvent): readonly PlainEvent[] {
  return past
    .map(({ event }) => event)
    .filter((event) => isAct(event) && event.accord === accord && event.signatory === signatory)
}

/** Whether it is one of the four acts. */
export function isAct({ type }: PlainEvent): boolean {
  return ['endorse', 'withdraw', 'attest', 'strike'].includes(type)
}

/** Endorses, or attests that somebody did. */
export function joins({ type, act }: PlainEvent): boolean {
  return type === 'endorse' || (type === 'attest' && act === 'endorse')
}

/** Withdraws, or attests that somebody did. */
export function leaves({ type, act }: PlainEvent): boolean {
  return type === 'withdraw' || (type === 'attest' && act === 'withdraw')
}

/** Whether that is a member's standing. */
export function isIn(standing: Standing): boolean {
  return standing === 'signed' || standing === 'attested'
}

/** Whether the event founds a log. */
export function isFounding({ type, previous }: PlainEvent): boolean {
  return type === 'authority' && previous === null
}

/** The entry hash of entry `index`; zeros before the first. */
export function hashAt(past: Past, index: number): string {
  if (index < 0) return ZEROS
  const entry = past[index]
  return entry === undefined ? 'no entry' : hashOf(entry)
}
