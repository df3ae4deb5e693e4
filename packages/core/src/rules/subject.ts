/** Rules 14 to 17: what an event speaks of, its place in its little chain, and its day (spec §5.3). */
import { dayNumber, dayOf } from '../values/calendar.ts'
import type {
  AccordEvent,
  ActEvent,
  AttestEvent,
  EndorseEvent,
  LedgerEvent,
  RotateEvent,
  SignatoryEvent,
} from '../events/event.ts'
import type { Hash } from '../values/primitives.ts'
import { actKey } from '../replay/state.ts'
import type { LedgerView } from '../replay/state.ts'
import { mismatch, rule } from './rule.ts'
import type { Rule } from './rule.ts'

/** Days that an effective day may lie after the entry's date: ten years. */
export const MAX_NOTICE_DAYS = 3653

export const accordKnown: Rule<ActEvent> = rule('accord-known', (state, { event }) =>
  state.accords.get(event.accord) !== undefined
    ? null
    : mismatch('event.accord', 'an accord published in this log', event.accord),
)

export const signatoryKnown: Rule<ActEvent | RotateEvent> = rule(
  'signatory-known',
  (state, { event }) =>
    state.signatories.get(event.signatory) !== undefined
      ? null
      : mismatch('event.signatory', 'a signatory admitted to this log', event.signatory),
)

export const previous: Rule = rule('previous', (state, { event }) => {
  const last = lastOf(state, event)
  return event.previous === last
    ? null
    : mismatch(
        'event.previous',
        last === null ? 'null (nothing came before)' : `${last} (what came last)`,
        event.previous ?? 'null',
      )
})

/** The entry hash of the last event in the little chain that `event` continues, or null where it begins one. */
export function lastOf(state: LedgerView, event: LittleChain): Hash | null {
  switch (event.type) {
    case 'authority':
      return state.authority?.last ?? null
    case 'accord':
      return state.accords.get(event.accord)?.last ?? null
    case 'signatory':
    case 'rotate':
      return state.signatories.get(event.signatory)?.last ?? null
    default:
      return state.acts.get(actKey(event.accord, event.signatory))?.last ?? null
  }
}

/** What tells the little chain of an event. */
export type LittleChain =
  | Pick<Extract<LedgerEvent, { type: 'authority' }>, 'type'>
  | Pick<AccordEvent, 'type' | 'accord'>
  | Pick<SignatoryEvent | RotateEvent, 'type' | 'signatory'>
  | Pick<ActEvent, 'type' | 'accord' | 'signatory'>

export const effective: Rule<AccordEvent | SignatoryEvent | ActEvent> = rule(
  'effective',
  (_, { event, time }) => {
    const today = dayOf(time)
    // Days of a fixed width: of two strings the smaller is the earlier day.
    return event.effective <= today ||
      dayNumber(event.effective) - dayNumber(today) <= MAX_NOTICE_DAYS
      ? null
      : mismatch(
          'event.effective',
          `at most ${MAX_NOTICE_DAYS} days after ${today}`,
          event.effective,
        )
  },
)

/** The accord's current text, which an endorsement names; an attested one may name none. */
export const textCurrent: Rule<EndorseEvent | AttestEvent> = rule(
  'text-current',
  (state, { event }) => {
    if (event.type === 'attest' && (event.act === 'withdraw' || event.text === null)) return null
    const text = state.accords.get(event.accord)?.text
    return event.text === text
      ? null
      : mismatch('event.text', `${text ?? 'a text'} (the current text)`, event.text ?? 'null')
  },
)
