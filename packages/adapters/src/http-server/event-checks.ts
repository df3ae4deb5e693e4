/** What is asked of a submitted event before its signatures cost anything, and how a refusal is told to its author. */
import {
  brokenRule,
  describe,
  encodeEntry,
  lastOf,
  MAX_ENTRY_BYTES,
  ruleNumber,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type {
  AppendError,
  LeafIndex,
  LedgerView,
  Mismatch,
  SignedEvent,
  StoreError,
  Violation,
} from '@accord-ledger/core'
import type { WholeAnswer } from '../http/http-message.ts'
import { problem } from './problem.ts'

/**
 * The first of rules 1 to 31 that `signed` would break as the next entry, or null. No signature is looked at: a signer that is not
 * the required one is found here. `now` in milliseconds.
 */
export function brokenNow(view: LedgerView, signed: SignedEvent, now: number): Violation | null {
  const clock = timeFromMilliseconds(now)
  const time = view.time !== null && view.time > clock ? view.time : clock
  const { event, signatures } = signed
  const entry = { index: view.size as LeafIndex, prev: view.head, time, event, signatures }
  const { length } = encodeEntry(entry)
  if (length <= MAX_ENTRY_BYTES) return brokenRule(view, entry)
  return {
    _tag: 'Violation',
    rule: 'entry-size',
    index: view.size,
    path: '',
    expected: `at most ${MAX_ENTRY_BYTES} bytes`,
    found: `${length} bytes`,
    accord: null,
    signatory: null,
  }
}

/** An event that is none. */
export function malformedEvent({ path, expected, found }: Mismatch): WholeAnswer {
  const where = path === '' ? '' : `${path}: `
  return problem('malformed', `${where}expected ${expected}, found ${found}`, {
    path,
    expected,
    found,
  })
}

/** Why an event was not logged. `view` is the log that it was tried on. */
export function notLogged(
  error: AppendError,
  { event }: SignedEvent,
  view: LedgerView,
): WholeAnswer {
  switch (error._tag) {
    case 'StoreError':
      return appendProblem(error)
    case 'Refused':
      return problem('refused', error.message, { why: error.why })
    case 'Unrecognised':
      return problem('invalid', describe(error), { what: error.what, found: error.found })
    case 'Violation':
      break
  }
  const { rule, path, expected, found } = error
  const more = { rule, ruleNumber: ruleNumber(rule), path, expected, found }
  const detail = describe(error)
  if (rule === 'previous')
    return problem('stale-previous', detail, { ...more, previous: lastOf(view, event) })
  if (rule === 'seen-range') {
    const seen = { index: view.size - 1, hash: view.head }
    return problem('stale-seen', detail, { ...more, seen })
  }
  return problem('invalid', detail, more)
}

/** What an append that its store did not acknowledge is answered with. What the store says of it stays here. */
export function appendProblem({ code }: Pick<StoreError, 'code'>): WholeAnswer {
  if (code === 'full') return problem('full', 'there is no room for more entries now', {}, LATER)
  const nothing = code === 'unavailable' || code === 'invalid' || code === 'too-large'
  return nothing
    ? problem('unavailable', 'nothing was logged; the log cannot be written now', {}, SOON)
    : problem('ambiguous', AMBIGUOUS, {}, SOON)
}

/** What the author of an event is told whose fate is not known. */
export const AMBIGUOUS =
  'it may have been logged, and may not; send the same bytes again until the answer is another one'

/** Headers of an answer that will soon be another one, and of one that will not. */
export const SOON: Readonly<Record<string, string>> = { 'retry-after': '1' }
const LATER: Readonly<Record<string, string>> = { 'retry-after': '60' }
