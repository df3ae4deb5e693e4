/** Which interesting cases a history holds: so that a property can tell that it looked at them. */
import type { ActEvent, LedgerEvent, VerifiedEntry } from '@accord-ledger/core'

/** Every case that random histories must hold often. */
export const CASES: readonly string[] = [
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
  'key replaced',
  'key suspended',
  'restated while suspended',
  'text amended',
  'text as it was before the last amendment',
  'title changed',
  'closed',
  'reopened',
  'operator changed',
  'registrar changed',
  'entries of one time',
]

/** The cases in a log, each as often as it occurs. */
export function casesIn(entries: readonly VerifiedEntry[]): readonly string[] {
  return entries.flatMap((entry, i) => {
    const before = entries.slice(0, i)
    const { event } = entry
    const found = before.at(-1)?.time === entry.time ? ['entries of one time'] : []
    switch (event.type) {
      case 'authority':
        return [...found, ...authorityCases(event, before)]
      case 'accord':
        return [...found, ...accordCases(event, before)]
      case 'signatory':
      case 'rotate':
        return [...found, ...partyCases(event, entry, before)]
      default:
        return [...found, ...actCases(event, entry, before)]
    }
  })
}

type Of<T extends LedgerEvent['type']> = Extract<LedgerEvent, { readonly type: T }>
type Before = readonly VerifiedEntry[]

function actCases(event: ActEvent, { time }: VerifiedEntry, before: Before): readonly string[] {
  const last = before
    .map((entry) => entry.event)
    .filter((each) => isAct(each))
    .findLast((each) => each.accord === event.accord && each.signatory === event.signatory)
  const kind = event.type === 'attest' && event.act === 'withdraw' ? 'attest-out' : event.type
  return [
    `${standingAfter(last)} → ${kind}`,
    ...when('act', event.effective, time),
    ...only(
      last !== undefined && event.effective < last.effective,
      'act dated before the one before it',
    ),
    ...only(last?.effective === event.effective, 'act dated like the one before it'),
    ...only(kind === 'attest' && 'text' in event && event.text === null, 'text null'),
  ]
}

function partyCases(
  event: Of<'signatory' | 'rotate'>,
  { time }: VerifiedEntry,
  before: Before,
): readonly string[] {
  const past = before
    .map((entry) => entry.event)
    .filter((each) => each.type === 'signatory' || each.type === 'rotate')
    .filter((each) => each.signatory === event.signatory)
  const held = past.at(-1)?.key ?? null
  const had = past.some(({ key }) => key !== null)
  if (event.type === 'rotate') return ['key rotated']
  const profile = past.findLast((each) => each.type === 'signatory')
  return [
    ...when('profile', event.effective, time),
    ...only(
      profile !== undefined && event.effective < profile.effective,
      'profile dated before the one before it',
    ),
    ...only(profile !== undefined && event.name !== profile.name, 'renamed'),
    ...only(past.length === 0 && event.key === null, 'admitted without a key'),
    ...only(!had && event.key !== null, 'key admitted'),
    ...only(had && event.key !== null && event.key !== held, 'key replaced'),
    ...only(held !== null && event.key === null, 'key suspended'),
    ...only(had && held === null && event.key === null, 'restated while suspended'),
  ]
}

function accordCases(event: Of<'accord'>, before: Before): readonly string[] {
  const past = before
    .map((entry) => entry.event)
    .filter((each) => each.type === 'accord')
    .filter((each) => each.accord === event.accord)
  const last = past.at(-1)
  if (last === undefined) return []
  const amended = event.text !== last.text
  return [
    ...only(amended, 'text amended'),
    ...only(
      amended && past.some(({ text }) => text === event.text),
      'text as it was before the last amendment',
    ),
    ...only(event.title !== last.title, 'title changed'),
    ...only(last.open && !event.open, 'closed'),
    ...only(!last.open && event.open, 'reopened'),
  ]
}

function authorityCases(event: Of<'authority'>, before: Before): readonly string[] {
  const last = before.map((entry) => entry.event).findLast((each) => each.type === 'authority')
  if (last === undefined) return []
  return [event.operator === last.operator ? 'registrar changed' : 'operator changed']
}

function when(what: string, effective: string, time: string): readonly string[] {
  const date = time.slice(0, 10)
  return [
    ...only(effective > date, `${what} in the future`),
    ...only(effective < date, `${what} in the past`),
  ]
}

function standingAfter(act: ActEvent | undefined): string {
  if (act === undefined) return 'none'
  if (act.type === 'strike') return 'struck'
  if (act.type === 'endorse') return 'signed'
  return act.type === 'attest' && act.act === 'endorse' ? 'attested' : 'out'
}

function isAct(event: LedgerEvent): event is ActEvent {
  return ['endorse', 'withdraw', 'attest', 'strike'].includes(event.type)
}

function only(holds: boolean, name: string): readonly string[] {
  return holds ? [name] : []
}
