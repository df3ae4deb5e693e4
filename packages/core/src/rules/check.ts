/**
 * The rules of each event, in the order of their numbers, and the one function that asks them.
 * Rules 1 to 5 are decoding's (entry.ts); rule 32 is the curve's (replay.ts).
 */
import type { Entry } from '../events/entry.ts'
import type { EventType, LedgerEvent } from '../events/event.ts'
import type { Violation } from '../replay/failure.ts'
import type { AccordId, SignatoryId } from '../values/primitives.ts'
import type { LedgerView } from '../replay/state.ts'
import * as acts from './acts.ts'
import { bindingRules, placeRules } from './chain.ts'
import * as keys from './keys.ts'
import type { Rule } from './rule.ts'
import * as subject from './subject.ts'

type RulesOf = {
  readonly [T in EventType]: readonly Rule<Extract<LedgerEvent, { readonly type: T }>>[]
}

const EVENT_RULES: RulesOf = {
  authority: [subject.previous, keys.keyEncoding, keys.keyFresh, keys.signers],
  accord: [subject.previous, subject.effective, keys.signers, acts.accordTitle],
  signatory: [subject.previous, subject.effective, keys.keyEncoding, keys.keyFresh, keys.signers],
  rotate: [
    subject.signatoryKnown,
    subject.previous,
    keys.keyEncoding,
    keys.keyFresh,
    keys.keyCurrent,
    keys.signers,
  ],
  endorse: [
    subject.accordKnown,
    subject.signatoryKnown,
    subject.previous,
    subject.effective,
    keys.keyCurrent,
    keys.signers,
    subject.textCurrent,
    acts.accordOpen,
    acts.endorseAgain,
  ],
  withdraw: [
    subject.accordKnown,
    subject.signatoryKnown,
    subject.previous,
    subject.effective,
    keys.keyCurrent,
    keys.signers,
    acts.withdrawMember,
  ],
  attest: [
    subject.accordKnown,
    subject.signatoryKnown,
    subject.previous,
    subject.effective,
    keys.signers,
    subject.textCurrent,
    acts.accordOpen,
    acts.endorseAgain,
    acts.withdrawMember,
    acts.attestUnsigned,
    acts.attestBeforeKey,
    acts.attestWithdrawKey,
    acts.attestWithdrawText,
  ],
  strike: [
    subject.accordKnown,
    subject.signatoryKnown,
    subject.previous,
    subject.effective,
    keys.signers,
    acts.strikeAgain,
  ],
}

/** The first of rules 6 to 8 that the entry breaks: its place in the log, which entries of every version keep to. */
export function brokenPlace(state: LedgerView, entry: Entry): Violation | null {
  return firstBroken(placeRules, state, entry)
}

/** The first of rules 6 to 31 that the entry breaks, or null. */
export function brokenRule(state: LedgerView, entry: Entry): Violation | null {
  return (
    firstBroken(placeRules, state, entry) ??
    firstBroken(bindingRules, state, entry) ??
    firstBroken(EVENT_RULES[entry.event.type], state, entry)
  )
}

function firstBroken(rules: readonly Rule[], state: LedgerView, entry: Entry): Violation | null {
  for (const rule of rules) {
    const broken = rule.broken(state, entry)
    if (broken === null) continue
    const { accord, signatory } = subjectOf(entry.event)
    return { _tag: 'Violation', rule: rule.name, index: state.size, ...broken, accord, signatory }
  }
  return null
}

/** The accord and the signatory that an event speaks of, where it speaks of one. */
export function subjectOf(event: LedgerEvent): {
  readonly accord: AccordId | null
  readonly signatory: SignatoryId | null
} {
  return {
    accord: 'accord' in event ? event.accord : null,
    signatory: 'signatory' in event ? event.signatory : null,
  }
}
