/** Which interesting cases a log holds: so that a property can tell that it looked at them. Nothing here knows a rule. */
import { dayOf } from '@accord-ledger/core'
import type {
  AccordEvent,
  ActEvent,
  AuthorityEvent,
  FoundingEvent,
  RotateEvent,
  SignatoryEvent,
} from '@accord-ledger/core'
import { actsIn, kindOf, newPast, partyIn, remember, stoodAfter } from './past.ts'
import type { Past, Told } from './past.ts'

/** Every case that histories must hold, over some dozens of them. */
export const TRANSITIONS: readonly string[] = [
  'none → endorse',
  'none → attest',
  'attested → endorse',
  'attested → attest',
  'attested → withdraw',
  'attested → attest-out',
  'attested → strike',
  'signed → endorse',
  'signed → withdraw',
  'signed → attest-out',
  'signed → strike',
  'out → endorse',
  'out → attest',
  'out → strike',
  'struck → endorse',
  'struck → attest',
  'left a second time',
  'out and in on one day',
  'left with another key than it joined with',
  'left a closed accord',
  'act in the future',
  'act in the past',
  'act dated before the one before it',
  'act dated like the one before it',
  'text null',
  'profile in the future',
  'profile in the past',
  'profile dated before the one before it',
  'renamed',
  'admitted without a key',
  'key admitted',
  'key rotated',
  'key rotated after it was replaced',
  'key replaced',
  'key suspended',
  'key given back',
  'restated while suspended',
  'text amended',
  'text as it was before the last amendment',
  'title changed',
  'closed',
  'reopened',
  'operator changed',
  'registrar changed',
  'roles not separated',
  'entries of one time',
  'seen long ago',
  'to be logged until a time',
]

/** The cases in a log, each as often as it occurs. */
export function transitionsIn(entries: Iterable<Told>): readonly string[] {
  const past = newPast()
  const found: string[] = []
  for (const entry of entries) {
    found.push(...bindingCases(entry, past), ...casesOf(entry, past))
    remember(past, entry)
  }
  return found
}

function casesOf(entry: Told, past: Past): readonly string[] {
  const { event } = entry
  switch (event.type) {
    case 'authority':
      return authorityCases(event, past)
    case 'accord':
      return accordCases(event, past)
    case 'signatory':
    case 'rotate':
      return partyCases(event, entry, past)
    default:
      return actCases(event, entry, past)
  }
}

function bindingCases({ index, time, event }: Told, past: Past): readonly string[] {
  const bound = 'seen' in event ? event : null
  return [
    ...only(past.time === time, 'entries of one time'),
    ...only(bound !== null && bound.seen.index < index - 1, 'seen long ago'),
    ...only(bound !== null && bound.until !== null, 'to be logged until a time'),
  ]
}

function actCases(event: ActEvent, entry: Told, past: Past): readonly string[] {
  const before = actsIn(past, event)
  const stood = stoodAfter(before?.last)
  const kind = kindOf(event)
  const leaves = kind === 'withdraw' || kind === 'attest-out'
  const day = before?.last.effective
  return [
    `${stood} → ${kind}`,
    ...when('act', event.effective, entry),
    ...only(leaves && (before?.departures ?? 0) > 0, 'left a second time'),
    ...only(stood === 'out' && !leaves && day === event.effective, 'out and in on one day'),
    ...only(
      kind === 'withdraw' && before !== undefined && before.key !== keyOf(event, past),
      'left with another key than it joined with',
    ),
    ...only(leaves && !isOpen(event, past), 'left a closed accord'),
    ...only(day !== undefined && event.effective < day, 'act dated before the one before it'),
    ...only(day === event.effective, 'act dated like the one before it'),
    ...only(kind === 'attest' && 'text' in event && event.text === null, 'text null'),
  ]
}

function keyOf({ signatory }: ActEvent, past: Past): string | null {
  return partyIn(past, signatory).key
}

function isOpen({ accord }: ActEvent, { accords }: Past): boolean {
  return accords.get(accord)?.last.open === true
}

function partyCases(
  event: SignatoryEvent | RotateEvent,
  entry: Told,
  past: Past,
): readonly string[] {
  const { profile, key, hadKey, replaced } = partyIn(past, event.signatory)
  if (event.type === 'rotate') {
    return ['key rotated', ...only(replaced, 'key rotated after it was replaced')]
  }
  const brought = event.key !== null && event.key !== key
  const day = profile?.effective
  return [
    ...when('profile', event.effective, entry),
    ...only(day !== undefined && event.effective < day, 'profile dated before the one before it'),
    ...only(profile !== null && event.name !== profile.name, 'renamed'),
    ...only(profile === null && event.key === null, 'admitted without a key'),
    ...only(!hadKey && event.key !== null, 'key admitted'),
    ...only(hadKey && brought, 'key replaced'),
    ...only(hadKey && brought && key === null, 'key given back'),
    ...only(key !== null && event.key === null, 'key suspended'),
    ...only(hadKey && key === null && event.key === null, 'restated while suspended'),
  ]
}

function accordCases(event: AccordEvent, { accords }: Past): readonly string[] {
  const before = accords.get(event.accord)
  if (before === undefined) return []
  const { last, texts } = before
  const amended = event.text !== last.text
  return [
    ...only(amended, 'text amended'),
    ...only(amended && texts.has(event.text), 'text as it was before the last amendment'),
    ...only(event.title !== last.title, 'title changed'),
    ...only(last.open && !event.open, 'closed'),
    ...only(!last.open && event.open, 'reopened'),
  ]
}

function authorityCases(
  event: AuthorityEvent | FoundingEvent,
  { authority }: Past,
): readonly string[] {
  const both = only(event.registrars.includes(event.operator), 'roles not separated')
  if (authority === null) return both
  const changed = event.operator === authority.operator ? 'registrar changed' : 'operator changed'
  return [...both, changed]
}

function when(what: string, effective: string, { time }: Told): readonly string[] {
  return [
    ...only(effective > dayOf(time), `${what} in the future`),
    ...only(effective < dayOf(time), `${what} in the past`),
  ]
}

function only(holds: boolean, name: string): readonly string[] {
  return holds ? [name] : []
}
