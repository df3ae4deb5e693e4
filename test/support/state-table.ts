/**
 * The state table of a party's acts on an accord, said a third time: for every act in every standing, on
 * an accord that is open or closed, all that may come of it once rules 1 to 21 hold.
 */
import { accordNow, joins, standingOf, type Past, type Standing } from './naive-past.ts'
import type { PlainEvent } from './plain.ts'

const OK = 'allowed'
type Row = Readonly<Record<Standing, readonly string[]>>

const same = (outcomes: readonly string[]): Row => ({
  none: outcomes,
  out: outcomes,
  attested: outcomes,
  signed: outcomes,
  struck: outcomes,
})

const WITHDRAWS: Row = { ...same(['withdraw-member']), attested: [OK], signed: [OK] }
const STRIKES: Row = { ...same([OK]), none: ['strike-again'], struck: ['strike-again'] }
const ATTESTS_OUT: Row = {
  ...same(['withdraw-member']),
  attested: [OK, 'attest-withdraw-text'],
  signed: [OK, 'attest-withdraw-key', 'attest-withdraw-text'],
}
const CLOSED = ['text-current', 'accord-open']

/** What may come of an act, by whether the accord is open. */
export const STATE_TABLE: Readonly<Record<string, { readonly open: Row; readonly closed: Row }>> = {
  endorse: {
    open: { ...same([OK, 'text-current']), signed: [OK, 'text-current', 'endorse-again'] },
    closed: {
      ...same(CLOSED),
      attested: [OK, 'text-current'],
      signed: [OK, 'text-current', 'endorse-again'],
    },
  },
  withdraw: { open: WITHDRAWS, closed: WITHDRAWS },
  'attest endorse': {
    open: {
      none: [OK, 'text-current', 'attest-before-key'],
      out: [OK, 'text-current', 'attest-unsigned', 'attest-before-key'],
      attested: [OK, 'text-current', 'endorse-again', 'attest-before-key'],
      signed: ['text-current', 'endorse-again', 'attest-unsigned'],
      struck: [OK, 'text-current', 'attest-unsigned', 'attest-before-key'],
    },
    closed: {
      ...same(CLOSED),
      attested: [OK, 'text-current', 'endorse-again', 'attest-before-key'],
      signed: ['text-current', 'endorse-again', 'attest-unsigned'],
    },
  },
  'attest withdraw': { open: ATTESTS_OUT, closed: ATTESTS_OUT },
  strike: { open: STRIKES, closed: STRIKES },
}

/** Every cell with each of its outcomes: `endorse · struck · open → allowed`. */
export function allCells(): readonly string[] {
  return Object.entries(STATE_TABLE).flatMap(([act, doors]) =>
    Object.entries(doors).flatMap(([door, row]) =>
      Object.entries(row).flatMap(([standing, outcomes]) =>
        outcomes.map((outcome) => `${act} · ${standing} · ${door} → ${outcome}`),
      ),
    ),
  )
}

/** The cell that an act meets, and what came of it. */
export function cellOf(past: Past, event: PlainEvent, outcome: string): string {
  const act =
    event.type === 'attest' ? `attest ${joins(event) ? 'endorse' : 'withdraw'}` : event.type
  const door = accordNow(past, event.accord)?.open === true ? 'open' : 'closed'
  return `${act} · ${standingOf(past, event)} · ${door} → ${outcome}`
}
