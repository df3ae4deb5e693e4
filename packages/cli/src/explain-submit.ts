/** From why a submission has no receipt to what a command says of it. What a server says is attacker-controlled. */
import type { SubmitError } from '@accord-ledger/adapters/http-client'
import { isHash, RULES } from '@accord-ledger/core'
import type { Json } from '@accord-ledger/core'
import { ANEW, nextAfter } from './explain.ts'
import type { CommandFailure, FailureCode } from './failure.ts'
import { failure } from './failure.ts'

type Refused = Extract<SubmitError, { readonly _tag: 'SubmissionRefused' }>

/** An event that a server at `url` did not log, or of which it showed nothing. */
export function explainSubmit(error: SubmitError, url: string): CommandFailure {
  switch (error._tag) {
    case 'NotSubmittable':
      return failure('usage', error.message, 'give the address of a server, and a signed event', {
        exit: 64,
      })
    case 'SubmissionRefused':
      return explainRefusal(error, url)
    case 'SubmissionUnavailable':
      return failure(
        'server',
        error.message,
        'nothing was logged; run the same command again later',
        { exit: 75, details: { status: error.status } },
      )
    case 'SubmissionAmbiguous':
      return failure(
        'server',
        error.message,
        'it may be logged or not: run the same command again, with this very file; it is logged once, and nothing else is to be signed before',
        { exit: 75, details: { status: error.status } },
      )
    case 'BadReceipt':
      return failure(
        'unsound',
        error.message,
        `it may be logged all the same; learn the operator's key from somebody you trust, and look with: accord-ledger log ${url}`,
      )
  }
}

function explainRefusal({ status, code, members, message }: Refused, url: string): CommandFailure {
  const details = { status, ...(code === null ? {} : { problem: code }) }
  const refused = (as: FailureCode, next: string, more: Record<string, Json> = {}) =>
    failure(as, message, next, { details: { ...details, ...more } })
  switch (code) {
    case 'stale-previous':
      return refused(
        'refused',
        `look at the log again: accord-ledger log ${url}; then ${ANEW}`,
        previousIn(members),
      )
    case 'stale-seen':
      return refused('refused', `look at the log again: accord-ledger log ${url}; then ${ANEW}`)
    case 'invalid':
      return refused('rule', nextForRule(members, url), ruleIn(members))
    case 'refused':
      return refused('refused', 'ask the operator')
    case 'read-only':
      return refused('refused', 'ask the operator where events are taken')
    case 'full':
      return failure('server', message, 'ask the operator; later, run the same command again', {
        exit: 75,
        details,
      })
    case 'too-large':
      return refused('refused', 'make the event smaller')
    default:
      return refused(
        'refused',
        `see that ${url} is the address of a server of this log, and what it says`,
      )
  }
}

/** The hash of the event that came before, as the log has it now; null where none did. */
function previousIn({ previous }: Refused['members']): Record<string, Json> {
  return previous === null || isHash(previous) ? { previous } : {}
}

function ruleIn(members: Refused['members']): Record<string, Json> {
  const found: Record<string, Json> = {}
  for (const name of ['rule', 'path', 'expected', 'found'] as const) {
    const value = members[name]
    if (typeof value === 'string') found[name] = value.slice(0, 500)
  }
  return found
}

function nextForRule({ rule }: Refused['members'], url: string): string {
  const known = RULE_NAMES.find((name) => name === rule)
  return known === undefined ? 'ask the operator which rule it breaks' : nextAfter(known, url)
}

const RULE_NAMES = Object.keys(RULES).filter((name) => isRule(name))

function isRule(name: string): name is keyof typeof RULES {
  return Object.hasOwn(RULES, name)
}
