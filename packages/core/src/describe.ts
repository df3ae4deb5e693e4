/**
 * Sentences for people, all from one place: lower case, no full stop, naming the leaf index and what it
 * is about. Attacker-controlled text in them is escaped.
 */
import { describeProof } from './describe-proof.ts'
import type { ProofFinding } from './describe-proof.ts'
import type { Entry } from './events/entry.ts'
import type { LedgerEvent } from './events/event.ts'
import { isFounding } from './events/event.ts'
import type { Malformed, Violation } from './replay/failure.ts'
import type { AppendError, OpenError } from './ledger/ledger.ts'
import { quoteWhole } from './values/quote.ts'
import { ruleNumber } from './rules/names.ts'
import type { ReceiptRefused } from './notes/verify-receipt.ts'
import type { Finding } from './replay/verify.ts'
import type { WitnessRefusal } from './notes/witness.ts'

/** Anything that can be wrong. */
export type Describable =
  Finding | OpenError | AppendError | Malformed | ProofFinding | ReceiptRefused | WitnessRefusal

/** One sentence for it. */
export function describe(error: Describable): string {
  switch (error._tag) {
    case 'Violation':
      return describeViolation(error)
    case 'Unrecognised':
      return `entry ${error.index} has ${error.what} ${error.found}, which this version does not know`
    case 'Malformed':
      return `the ${error.what} is malformed${at(error.path)}: expected ${error.expected}, found ${error.found}`
    case 'Untrusted':
      return `this is not the log that is trusted: expected ${error.expected}, found ${error.found}`
    case 'Empty':
      return 'the log has no entry'
    case 'RolesNotSeparated':
      return 'roles not separated: an operator key is a registrar key too'
    case 'TrustedOnFirstUse':
      return `the founding key ${error.key} was taken from the log itself; nobody else vouched for it`
    case 'Refused':
      return error.why === 'admission'
        ? `not admitted: ${error.message}`
        : `not admitted: ${error.message}; normalise it and sign again`
    case 'ClockBehind':
      return `the last entry's time is ${error.last}, and the clock says ${error.now}: one of them is wrong`
    case 'StoreError':
      return `the store says ${error.code}: ${error.message}`
    case 'ReceiptRefused':
      return `the receipt fails the check ${error.check}: ${describe(error.reason)}`
    case 'WitnessRefusal':
      return `the witness answers ${error.status}: ${describe(error.reason)}`
    default:
      return describeProof(error)
  }
}

/** What an event says, in plain words: what its signers put their name to. */
export function describeEvent(event: LedgerEvent): string {
  switch (event.type) {
    case 'authority': {
      const noun = event.registrars.length === 1 ? 'registrar key' : 'registrar keys'
      const registrars = `${noun} ${event.registrars.join(', ')}`
      return isFounding(event)
        ? `founds the log ${event.log}, run by operator key ${event.operator}, with ${registrars}`
        : `sets the operator key to ${event.operator}, with ${registrars}`
    }
    case 'accord': {
      const verb = event.previous === null ? 'publishes' : 'restates'
      const where = event.uri === null ? '' : ` at ${event.uri}`
      const door = event.open ? 'open for endorsement' : 'closed to new endorsements'
      return `${verb} the accord ${event.accord}, ${quoteWhole(event.title)}${where}, text ${event.text}, ${door}, from ${event.effective}`
    }
    case 'signatory': {
      const verb = event.previous === null ? 'admits' : 'restates'
      const kind = event.country === null ? event.category : `${event.category}, ${event.country}`
      const key = event.key === null ? 'without a key' : `with key ${event.key}`
      return `${verb} ${event.signatory}, ${quoteWhole(event.name)} (${kind}), ${key}, from ${event.effective}`
    }
    case 'rotate':
      return `${event.signatory} changes its key to ${event.key}`
    case 'endorse':
      return `${event.signatory} endorses ${event.accord}, text ${event.text}, from ${event.effective}`
    case 'withdraw':
      return `${event.signatory} withdraws from ${event.accord}, from ${event.effective}${because(event.reason)}`
    case 'attest': {
      const act = event.act === 'endorse' ? 'endorsed' : 'withdrew from'
      const text = event.text === null ? '' : `, text ${event.text}`
      const evidence = event.evidence === null ? '' : `, on evidence ${event.evidence}`
      return `attests that ${event.signatory} ${act} ${event.accord}${text}, from ${event.effective}${because(event.reason)}${evidence}`
    }
    case 'strike':
      return `strikes ${event.signatory} off ${event.accord}, from ${event.effective}${because(event.reason)}`
  }
}

/** An entry in one line: index, time, and what its event says. */
export function describeEntry(entry: Entry): string {
  return `${entry.index}  ${entry.time}  ${describeEvent(entry.event)}`
}

function describeViolation(error: Violation): string {
  const { accord, signatory } = error
  const about = [signatory ?? '', accord === null ? '' : `on ${accord}`].filter(
    (word) => word !== '',
  )
  const subject = about.length === 0 ? '' : ` (${about.join(' ')})`
  return (
    `entry ${error.index}${subject} breaks rule ${ruleNumber(error.rule)}, ${error.rule}${at(error.path)}: ` +
    `expected ${error.expected}, found ${error.found}`
  )
}

function at(path: string): string {
  return path === '' ? '' : ` at ${path}`
}

function because(reason: string | null): string {
  return reason === null ? '' : `, because ${quoteWhole(reason)}`
}
