/** Rules 22 to 31: accords, and the state table of a party's acts on one (spec §5.5). */
import type {
  AccordEvent,
  ActEvent,
  AttestEvent,
  EndorseEvent,
  StrikeEvent,
  WithdrawEvent,
} from '../events/event.ts'
import { actKey } from '../replay/state.ts'
import type { ActState, LedgerView } from '../replay/state.ts'
import { mismatch, rule } from './rule.ts'
import type { Rule } from './rule.ts'

export const accordTitle: Rule<AccordEvent> = rule('accord-title', (state, { event }) => {
  const accord = state.accords.get(event.accord)
  return accord === undefined || event.title === accord.title || event.text !== accord.text
    ? null
    : mismatch(
        'event.title',
        'the title as it stands, or another text with it',
        'a new title alone',
      )
})

export const accordOpen: Rule<EndorseEvent | AttestEvent> = rule(
  'accord-open',
  (state, { event }) => {
    if (!isEndorsement(event) || isIn(actOf(state, event))) return null
    return state.accords.get(event.accord)?.open === true
      ? null
      : mismatch('event.accord', 'an open accord', `${event.accord}, which is closed`)
  },
)

export const endorseAgain: Rule<EndorseEvent | AttestEvent> = rule(
  'endorse-again',
  (state, { event }) => {
    const act = actOf(state, event)
    if (act === undefined || !isEndorsement(event) || !isIn(act)) return null
    // What was attested becomes signed; everything else must name a text that was not named last time.
    if (event.type === 'endorse' && act.standing === 'attested') return null
    return event.text !== null && event.text !== act.text
      ? null
      : mismatch('event.text', 'another text than the party endorsed last', event.text ?? 'null')
  },
)

export const withdrawMember: Rule<WithdrawEvent | AttestEvent> = rule(
  'withdraw-member',
  (state, { event }) => {
    const act = actOf(state, event)
    if (isEndorsement(event) || isIn(act)) return null
    return mismatch('event.signatory', 'a party that is in', `${event.signatory}, ${standing(act)}`)
  },
)

export const attestUnsigned: Rule<AttestEvent> = rule('attest-unsigned', (state, { event }) =>
  event.act === 'endorse' && actOf(state, event)?.everSigned === true
    ? mismatch(
        'event.act',
        'a party that has not signed for itself',
        `${event.signatory}, which has`,
      )
    : null,
)

export const attestBeforeKey: Rule<AttestEvent> = rule('attest-before-key', (state, { event }) => {
  const firstKeyDay = state.signatories.get(event.signatory)?.firstKeyDay ?? null
  return event.act === 'withdraw' || firstKeyDay === null || event.effective < firstKeyDay
    ? null
    : mismatch('event.effective', `a day before ${firstKeyDay} (the first key)`, event.effective)
})

export const attestWithdrawKey: Rule<AttestEvent> = rule(
  'attest-withdraw-key',
  (state, { event }) => {
    const key = state.signatories.get(event.signatory)?.key ?? null
    return event.act === 'endorse' || key === null || actOf(state, event)?.everSigned !== true
      ? null
      : mismatch(
          'event.act',
          'a party that has no key or has not signed for itself',
          `${event.signatory}, which has both`,
        )
  },
)

export const attestWithdrawText: Rule<AttestEvent> = rule('attest-withdraw-text', (_, { event }) =>
  event.act === 'endorse' || event.text === null
    ? null
    : mismatch('event.text', 'null', event.text),
)

export const strikeAgain: Rule<StrikeEvent> = rule('strike-again', (state, { event }) => {
  const act = actOf(state, event)
  return act !== undefined && act.standing !== 'struck'
    ? null
    : mismatch(
        'event.signatory',
        'a party that acted and is not struck',
        `${event.signatory}, ${standing(act)}`,
      )
})

/** True for an event that joins or affirms, signed or attested. */
export function isEndorsement(event: ActEvent): event is EndorseEvent | AttestEvent {
  return event.type === 'endorse' || (event.type === 'attest' && event.act === 'endorse')
}

function actOf(state: LedgerView, event: ActEvent): ActState | undefined {
  return state.acts.get(actKey(event.accord, event.signatory))
}

function isIn(act: ActState | undefined): boolean {
  return act?.standing === 'signed' || act?.standing === 'attested'
}

/** Of a party that is not in. */
function standing(act: ActState | undefined): string {
  if (act === undefined) return 'which never acted'
  return act.standing === 'out' ? 'which is out' : 'which was struck'
}
