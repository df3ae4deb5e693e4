/**
 * Problems (RFC 9457): what the server answers where it does not do what it was asked.
 *
 *     HTTP/1.1 409 Conflict
 *     content-type: application/problem+json
 *
 *     {"type":"/v1/problems/stale-previous","title":"…","status":409,"detail":"…","code":"stale-previous","previous":"…"}
 *
 * Codes are stable; docs/spec/http.md §5 lists them. Nothing in a problem comes from inside the server.
 */
import { answer } from '../http/http-message.ts'
import type { WholeAnswer } from '../http/http-message.ts'

/** The code of a problem. */
export type ProblemCode =
  | 'malformed'
  | 'unauthorized'
  | 'refused'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'read-only'
  | 'stale-previous'
  | 'stale-seen'
  | 'precondition-failed'
  | 'too-large'
  | 'unsupported-type'
  | 'range'
  | 'invalid'
  | 'precondition-required'
  | 'slow-down'
  | 'broken'
  | 'damaged'
  | 'unavailable'
  | 'ambiguous'
  | 'crowded'
  | 'full'

/** Each code with its status and what it means, in a sentence for people. */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  malformed: [400, 'The request is not what this address takes'],
  unauthorized: [401, 'This takes a token'],
  refused: [403, 'The operator does not log this event'],
  forbidden: [403, 'This token does not open this address'],
  'not-found': [404, 'There is nothing at this address'],
  'method-not-allowed': [405, 'This address does not take this method'],
  'read-only': [405, 'This server only reads'],
  'stale-previous': [409, 'Another event came before this one'],
  'stale-seen': [409, 'What the signer had seen is too long ago, or not in this log yet'],
  'precondition-failed': [412, 'The log is not at the head that was expected'],
  'too-large': [413, 'The body is too large'],
  'unsupported-type': [415, 'The body is of another media type, or encoded'],
  range: [416, 'The log has not come that far'],
  invalid: [422, 'What was sent breaks a rule of the log'],
  'precondition-required': [428, 'The expected head is missing'],
  'slow-down': [429, 'Too many requests from there'],
  broken: [500, 'Something went wrong here'],
  damaged: [500, 'What is stored is not what was appended'],
  unavailable: [503, 'The log cannot be reached now; nothing was logged'],
  ambiguous: [503, 'Whether it was logged is not known; send the same bytes again'],
  crowded: [503, 'Too many requests are under way; nothing was logged'],
  full: [507, 'There is no room for more; nothing was acknowledged'],
}

/** The media type of problems. */
export const PROBLEM_TYPE = 'application/problem+json'

/** Members that a problem has besides those that all have. */
export type ProblemMembers = Readonly<Record<string, unknown>>

/** A problem as an answer. `detail` is a sentence for people; `more` are members of its own. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: ProblemMembers = {},
  headers: Readonly<Record<string, string>> = {},
): WholeAnswer {
  const [status, title] = PROBLEMS[code]
  const type = `${PROBLEM_PATH}${code}`
  const body = `${JSON.stringify({ type, title, status, detail, code, ...more })}\n`
  return answer(status, PROBLEM_TYPE, body, { 'cache-control': 'no-store', ...OPEN, ...headers })
}

/** Whether `code` is the code of a problem. */
export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code)
}

/** Where the page of each problem lies, before its code. */
export const PROBLEM_PATH = '/v1/problems/'

/** What is read here, a page of another origin may read: nothing depends on who asks. */
export const OPEN: Readonly<Record<string, string>> = { 'access-control-allow-origin': '*' }
