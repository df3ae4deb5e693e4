/** What a server's answers about its store mean: attacker-controlled, and taken for what is the least harmful where they are odd. */
import { escaped, storeFailure } from '@accord-ledger/core'
import type { StoreErrorCode, StoreFailure } from '@accord-ledger/core'
import type { FullAnswer, NoAnswer } from '../http/ask-bounded.ts'
import { jsonMembers, PROBLEM_TYPE } from '../http/store-wire.ts'
import type { RemoteError } from './remote-error.ts'

/** A read that has no answer. Nothing was to change, so it is `unavailable`, whatever it was. */
export function unread({ message }: RemoteError): StoreFailure {
  return storeFailure('unavailable', message)
}

/** A read that was answered by something else. */
export function readFailure(url: string, answer: FullAnswer): StoreFailure {
  const { store, at, said } = problemOf(answer)
  const sentence = `${url}: it answers ${answer.status}${said}`
  if (store !== null && store !== 'ambiguous') return storeFailure(store, sentence, at)
  if (answer.status === 404 || answer.status === 405) return storeFailure('unsupported', sentence)
  return storeFailure('unavailable', sentence)
}

/** An append that has no answer: `ambiguous`, but where it is certain that it never left. */
export function unsettled(url: string, { sent, message }: NoAnswer): StoreFailure {
  return sent
    ? storeFailure('ambiguous', `${url}: ${message}; the append may have been stored`)
    : storeFailure('unavailable', `${url}: ${message}`)
}

/** An append that was answered, and neither stored nor in conflict: `ambiguous` but where the answer says that nothing was stored. */
export function appendFailure(url: string, answer: FullAnswer): StoreFailure {
  const { status } = answer
  const { store, code, at, said } = problemOf(answer)
  const sentence = `${url}: it answers ${status}${said}`
  // A handle that is dead over there can be opened again there, and not here.
  if (store === 'closed' || store === 'locked') return storeFailure('unavailable', sentence)
  if (store !== null) return storeFailure(store, sentence, at)
  switch (code) {
    case 'malformed':
    case 'invalid':
      return storeFailure('invalid', sentence)
    case 'too-large':
      return storeFailure('too-large', sentence)
    case 'unauthorized':
    case 'forbidden':
    case 'read-only':
      return storeFailure('read-only', sentence)
    case 'unavailable':
    case 'crowded':
    case 'slow-down':
      return storeFailure('unavailable', sentence)
  }
  if (status === 401 || status === 403 || status === 405) return storeFailure('read-only', sentence)
  if (status === 404) return storeFailure('unsupported', sentence)
  if (status === 413) return storeFailure('too-large', sentence)
  return storeFailure('ambiguous', `${sentence}; the append may have been stored`)
}

const CODES: ReadonlySet<string> = new Set<StoreErrorCode>([
  'unavailable',
  'ambiguous',
  'damaged',
  'locked',
  'read-only',
  'full',
  'too-large',
  'invalid',
  'unsupported',
  'closed',
])

interface Problem {
  /** What the store over there rejected with. */
  readonly store: StoreErrorCode | null
  readonly code: string
  readonly at: { readonly at?: number }
  /** What the server says, to be put behind a sentence; empty where it says nothing. */
  readonly said: string
}

function problemOf({ type, body }: FullAnswer): Problem {
  const { store, code, at, detail } = type === PROBLEM_TYPE ? jsonMembers(body) : {}
  return {
    store: isStoreCode(store) ? store : null,
    code: typeof code === 'string' ? code : '',
    at: typeof at === 'number' && Number.isSafeInteger(at) && at >= 0 ? { at } : {},
    said: typeof detail === 'string' ? `: ${escaped(detail.slice(0, 500))}` : '',
  }
}

function isStoreCode(value: unknown): value is StoreErrorCode {
  return typeof value === 'string' && CODES.has(value)
}
