/** From what went wrong in the ledger to what a command says of it: the core's sentence, and what to do next. */
import { describe } from '@accord-ledger/core'
import type {
  AppendError,
  ClockBehind,
  Malformed,
  OpenError,
  Refused,
  RuleName,
  StoreError,
  Unrecognised,
} from '@accord-ledger/core'
import type { KeyFileError } from '@accord-ledger/adapters/key-file'
import { describeQuestion } from '@accord-ledger/projection'
import type { QuestionError } from '@accord-ledger/projection'
import type { CommandFailure } from './failure.ts'
import { failure } from './failure.ts'
import { isUrl } from './is-url.ts'

/** An event that was not logged, or a ledger that could not be opened to log it. */
export function explainAppend(error: AppendError | Malformed, dir: string): CommandFailure {
  switch (error._tag) {
    case 'Violation':
      return failure('rule', describe(error), nextAfter(error.rule, dir), {
        details: {
          rule: error.rule,
          index: error.index,
          path: error.path,
          expected: error.expected,
          found: error.found,
        },
      })
    case 'Malformed':
      return explainMalformed(error)
    case 'Refused':
      return explainRefused(error)
    default:
      return explainOpen(error, dir)
  }
}

/** A ledger that could not be opened. */
export function explainOpen(error: OpenError, dir: string): CommandFailure {
  switch (error._tag) {
    case 'Violation':
      return failure(
        'unsound',
        `the ledger is unsound, and nothing is done with it: ${describe(error)}`,
        `look at all of it with: accord-ledger verify ${dir}`,
        { details: { rule: error.rule, index: error.index } },
      )
    case 'Unrecognised':
      return explainUnrecognised(error)
    case 'ClockBehind':
      return explainClock(error)
    case 'StoreError':
      return explainStore(error, dir)
  }
}

/** A store that failed. */
export function explainStore(error: StoreError, dir: string): CommandFailure {
  const { code, at } = error
  const details = { store: code, ...(at === undefined ? {} : { index: at }) }
  switch (code) {
    case 'unavailable':
    case 'unsupported':
      return failure(
        'unknown',
        error.message,
        isUrl(dir)
          ? 'check the address, and run the same command again'
          : 'check the path, or found a ledger: accord-ledger init --help',
        {
          exit: 2,
          details,
        },
      )
    case 'locked':
      return failure(
        'busy',
        error.message,
        'wait until the other one is done, and try again; readers are never kept waiting',
        {
          exit: 75,
          details,
        },
      )
    case 'damaged':
      return failure(
        'unsound',
        error.message,
        isUrl(dir)
          ? 'what is published there is not to be relied on; ask the operator, and compare it with another copy: accord-ledger compare --help'
          : `nothing was changed; see what is wrong with: accord-ledger verify ${dir}`,
        { details },
      )
    case 'ambiguous':
    case 'closed':
      return failure(
        'store',
        error.message,
        'it may be logged or not: run the same command again, or look with accord-ledger log',
        {
          exit: 75,
          details,
        },
      )
    case 'full':
      return failure('store', error.message, 'make room and run the same command again', {
        details,
      })
    case 'read-only':
      return failure(
        'store',
        error.message,
        `make ${dir} writable for this user, or write the event with --offline FILE`,
        { details },
      )
    case 'too-large':
    case 'invalid':
      return failure('store', error.message, 'make the event smaller', { details })
  }
}

/** A key file that could not be read or written. */
export function explainKeyFile(error: KeyFileError | Malformed): CommandFailure {
  if (error._tag === 'Malformed') {
    return failure('key-file', describe(error), 'give a file that accord-ledger keygen made')
  }
  return failure('key-file', error.message, NEXT_FOR_KEY_FILE[error.code], {
    details: { keyFile: error.code },
  })
}

/** A question that cannot be answered. */
export function explainQuestion(error: QuestionError, dir: string): CommandFailure {
  return failure(
    'question',
    describeQuestion(error),
    `see what is there with: accord-ledger log ${dir}`,
  )
}

/** Bytes or an argument that are not what they should be. */
export function explainMalformed(error: Malformed): CommandFailure {
  return failure('malformed', describe(error), 'correct it and run the command again', {
    details: { path: error.path, expected: error.expected, found: error.found },
  })
}

const NEXT_FOR_KEY_FILE: Readonly<Record<KeyFileError['code'], string>> = {
  missing: 'check the path, or make a key with: accord-ledger keygen FILE',
  exists: 'choose another file',
  symlink: 'give the path of the file itself',
  'not-a-file': 'give the path of a file that accord-ledger keygen made',
  'readable-by-others': 'make a new key, and have the ledger take it in place of this one',
  malformed: 'give a file that accord-ledger keygen made',
  failed: 'see what the system says of the path',
}

function explainRefused(error: Refused): CommandFailure {
  const next =
    error.why === 'not-nfc'
      ? 'write it in Unicode normal form C (accents composed with their letters)'
      : 'ask the operator'
  return failure('refused', describe(error), next)
}

function explainUnrecognised(error: Unrecognised): CommandFailure {
  return failure('unknown', describe(error), 'use a newer version of accord-ledger', {
    exit: 2,
    details: { index: error.index },
  })
}

function explainClock(error: ClockBehind): CommandFailure {
  return failure('clock', describe(error), "set this machine's clock right and try again")
}

/** What an author can do about an event that breaks a rule. */
export function nextAfter(rule: RuleName, dir: string): string {
  return (
    NEXT_FOR_RULE[rule] ??
    `the spec says why: docs/spec/ledger.md, the rule ${rule}; see the log with accord-ledger log ${dir}`
  )
}

/** What to do where the log has gone on. */
export const ANEW = 'make the event anew from the ledger as it is now, and have it signed again'

const NEXT_FOR_RULE: { readonly [R in RuleName]?: string } = {
  founding: 'a ledger is founded once; choose an empty directory for another one',
  log: 'give the ledger that the event was made for',
  'seen-range': ANEW,
  'seen-hash':
    'the event was signed over another history; compare the two ledgers before anything else',
  until: ANEW,
  previous: `something was logged since the event was made; look at it, then ${ANEW}`,
  'accord-known': 'publish it first: accord-ledger accord publish --help',
  'signatory-known': 'admit it first: accord-ledger signatory admit --help',
  effective: 'choose an earlier day with --effective',
  'key-encoding': 'make a key with: accord-ledger keygen FILE',
  'key-fresh': 'make a new key with: accord-ledger keygen FILE',
  'key-current': 'have a registrar give it a key: accord-ledger signatory update --help',
  signers:
    'sign with the key it names; --offline FILE and accord-ledger sign collect signatures from several machines',
  'accord-title': 'give the new text as well, with --text FILE',
  'text-current': ANEW,
  'accord-open': 'reopen it first: accord-ledger accord reopen --help',
  'endorse-again': 'nothing is left to do: the party endorsed this very text',
  'withdraw-member': 'nothing is left to do: the party is not in',
  'attest-unsigned': 'let the party sign for itself: accord-ledger endorse --help',
  'attest-before-key': 'let the party sign for itself: accord-ledger endorse --help',
  'attest-withdraw-key': 'let the party sign for itself: accord-ledger withdraw --help',
  'strike-again': 'nothing is left to do',
  signature:
    'somebody changed the event after it was signed, or signed another one: have it signed again',
}
