/**
 * GETs that are asked again where the first answer did not come: a GET changes nothing, so repeating one is always safe. How often
 * and how long is bounded; the jitter, and the waiting itself, are the caller's.
 */
import * as E from 'fp-ts/lib/Either.js'
import { exchangeBounded } from '../http/ask-bounded.ts'
import type { AskOptions, Fetch, FullAnswer, Question } from '../http/ask-bounded.ts'
import { pause } from './pause.ts'
import { remoteError } from './remote-error.ts'
import type { RemoteError } from './remote-error.ts'

/** How a question is repeated. */
export interface Patience {
  /** Milliseconds for each exchange, all of it. 10,000 by default. */
  readonly timeoutMs?: number
  /** How often it is asked at most, the first time included. 3 by default. */
  readonly attempts?: number
  /** Milliseconds before the second time; each wait after it is twice as long, at most 5 seconds. 200 by default. */
  readonly delayMs?: number
  /** In [0, 1): a wait is shortened by up to half by it, so that many clients do not come back at once. `Math.random` by default. */
  readonly random?: () => number
}

/** Milliseconds that a server's `retry-after` is heeded at most. */
export const MAX_WAIT_MS = 5_000

/** The `n`th wait, from 0. A server that asks for a longer one is heeded, up to the bound. */
export function waitBefore(n: number, patience: Patience, retryAfter: string | null): number {
  const { delayMs = 200, random = Math.random } = patience
  const own = Math.min(MAX_WAIT_MS, delayMs * 2 ** n) * (1 - random() / 2)
  const asked = retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : 0
  return Math.max(own, Math.min(MAX_WAIT_MS, asked))
}

/**
 * Asks until there is an answer that is worth reading: any status but those that say "later" (429, 502, 503, 504). Left: RemoteError
 * `unavailable` or `refused`. Never rejects but for an aborted signal.
 */
export async function askAgain(
  fetch: Fetch,
  question: Question & { readonly body?: never },
  patience: Patience,
  signal?: AbortSignal,
): Promise<E.Either<RemoteError, FullAnswer>> {
  const { attempts = 3, timeoutMs } = patience
  const options: AskOptions = {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  }
  let last: RemoteError = remoteError('unavailable', question.url, null, 'it was not asked')
  for (let n = 0; n < attempts; n++) {
    const asked = await exchangeBounded(fetch, question, options)
    signal?.throwIfAborted()
    if (E.isRight(asked) && !LATER.has(asked.right.status)) return asked
    last = E.isLeft(asked)
      ? remoteError(
          asked.left.refused ? 'refused' : 'unavailable',
          question.url,
          null,
          asked.left.message,
        )
      : remoteError(
          'unavailable',
          question.url,
          asked.right.status,
          `it answers ${asked.right.status}`,
        )
    if (last.kind === 'refused') break
    const retryAfter = E.isRight(asked) ? asked.right.header('retry-after') : null
    if (n + 1 < attempts) await pause(waitBefore(n, patience, retryAfter), signal)
    signal?.throwIfAborted()
  }
  return E.left(last)
}

/** What a server, or a proxy before it, says when it cannot answer now. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504])
