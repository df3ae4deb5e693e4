/** A log told to people, an entry a line. It tells what happened, and leaves out hashes and keys. */
import { dayNumber, dayOf, secondsOf } from '@accord-ledger/core'
import type {
  AccordEvent,
  ActEvent,
  LedgerEvent,
  RotateEvent,
  SignatoryEvent,
} from '@accord-ledger/core'
import { actsIn, kindOf, newPast, partyIn, remember, stoodAfter } from './past.ts'
import type { Past, Told } from './past.ts'

/** What happened in a log: `founds accords.example/1`, `acme endorses pact, 3 days ahead`. */
export function narrate(entries: Iterable<Told>): readonly string[] {
  const past = newPast()
  const lines: string[] = []
  for (const entry of entries) {
    const told = sentenceOf(entry.event, past)
    lines.push(`${told}${shiftOf(entry)}${waitOf(entry, past)}`)
    remember(past, entry)
  }
  return lines
}

function sentenceOf(event: LedgerEvent, past: Past): string {
  switch (event.type) {
    case 'authority':
      if (past.authority === null) return `founds ${event.log}`
      return event.operator === past.authority.operator
        ? 'changes the registrars'
        : 'changes the operator'
    case 'accord':
      return accordSentence(event, past)
    case 'signatory':
    case 'rotate':
      return partySentence(event, past)
    default:
      return actSentence(event, past)
  }
}

function accordSentence(event: AccordEvent, { accords }: Past): string {
  const before = accords.get(event.accord)?.last
  if (before === undefined) return `publishes ${event.accord}${event.open ? '' : ', closed'}`
  const what = [
    ...(event.title === before.title ? [] : ['retitles']),
    ...(event.text === before.text ? [] : ['amends']),
    ...(event.open === before.open ? [] : [event.open ? 'reopens' : 'closes']),
    ...(event.uri === before.uri ? [] : ['moves']),
  ]
  return `${what.join(' and ') || 'restates'} ${event.accord}`
}

function partySentence(event: SignatoryEvent | RotateEvent, past: Past): string {
  const { profile, key, hadKey } = partyIn(past, event.signatory)
  const { signatory } = event
  if (event.type === 'rotate') return `${signatory} changes its key`
  if (profile === null)
    return `admits ${signatory} ${event.key === null ? 'without' : 'with'} a key`
  const what = [
    ...(event.name === profile.name ? [] : [`renames ${signatory}`]),
    ...(event.category === profile.category ? [] : [`reclassifies ${signatory}`]),
    ...(event.country === profile.country ? [] : [`moves ${signatory}`]),
    ...(event.key === key ? [] : [keySentence(signatory, event.key, hadKey)]),
  ]
  return what.join(' and ') || `restates ${signatory}`
}

function keySentence(signatory: string, key: string | null, hadKey: boolean): string {
  if (key === null) return `suspends ${signatory}`
  return hadKey ? `replaces the key of ${signatory}` : `gives ${signatory} its first key`
}

function actSentence(event: ActEvent, past: Past): string {
  const { accord, signatory } = event
  const stood = stoodAfter(actsIn(past, event)?.last)
  switch (kindOf(event)) {
    case 'endorse':
      if (stood === 'signed') return `${signatory} affirms ${accord}`
      if (stood === 'attested') return `${signatory} signs ${accord} itself`
      if (stood === 'struck') return `${signatory} is let in to ${accord} again`
      return `${signatory} endorses ${accord}${stood === 'out' ? ' again' : ''}`
    case 'withdraw':
      return `${signatory} leaves ${accord}`
    case 'attest':
      return `attests that ${signatory} endorsed ${accord}${stood === 'none' ? '' : ' again'}`
    case 'attest-out':
      return `attests that ${signatory} left ${accord}`
    case 'strike':
      return `strikes ${signatory} off ${accord}`
  }
}

/** How far the effective day lies from the entry's date. */
function shiftOf({ event, time }: Told): string {
  if (!('effective' in event)) return ''
  const days = dayNumber(event.effective) - dayNumber(dayOf(time))
  if (days === 0) return ''
  return `, ${countOf(Math.abs(days), 'day')} ${days > 0 ? 'ahead' : 'back'}`
}

/** How long after the entry before. */
function waitOf({ time }: Told, { time: before }: Past): string {
  const seconds = before === null ? 0 : secondsOf(time) - secondsOf(before)
  if (seconds === 0) return ''
  const whole = UNITS.find(([, unit]) => seconds % unit === 0) ?? ['second', 1]
  return ` (${countOf(seconds / whole[1], whole[0])} later)`
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

function countOf(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
