/** What a store rejects with, as a problem. Its code says what came of it; the member `store` is the store's own. */
import { asStoreError } from '@accord-ledger/core'
import type { StoreErrorCode } from '@accord-ledger/core'
import type { HttpAnswer } from '../http/http-message.ts'
import { problem } from './problem.ts'
import type { ProblemCode } from './problem.ts'

/** The problem for what a store threw. What is neither its failure nor a RangeError is thrown on: it is a bug, or an abort. */
export function storeProblem(thrown: unknown): HttpAnswer {
  // A size beyond what numbers can count, out of a head that the client made up.
  if (thrown instanceof RangeError)
    return problem('malformed', 'no log has this size, or this range')
  const error = asStoreError(thrown)
  if (error === null) throw thrown
  const { code, message, at } = error
  const members = { store: code, ...(at === undefined ? {} : { at }) }
  const [problemCode, detail] = PROBLEM_OF[code]
  const headers: Readonly<Record<string, string>> =
    code === 'read-only' ? { allow: 'GET, HEAD' } : {}
  return problem(problemCode, detail ?? message, members, headers)
}

/** Sentences of our own where the store's may speak of files. */
const PROBLEM_OF: Readonly<
  Record<StoreErrorCode, readonly [code: ProblemCode, detail: string | null]>
> = {
  unavailable: ['unavailable', 'what is kept here cannot be reached now'],
  ambiguous: ['ambiguous', 'the append may have been stored: repeat it'],
  damaged: ['damaged', 'what is stored is not what was appended'],
  locked: ['unavailable', 'another process is the writer'],
  'read-only': ['read-only', 'nothing is appended here'],
  full: ['full', 'there is no room for more'],
  'too-large': ['too-large', null],
  invalid: ['invalid', null],
  unsupported: ['unavailable', 'this server cannot read what is stored'],
  closed: ['unavailable', 'the store is closed'],
}
