/** Fetching the published checkpoint of a log from a server or a static host (c2sp.org/tlog-tiles, `/checkpoint`). */
import { describe, parseSignedCheckpoint } from '@accord-ledger/core'
import type { SignedCheckpoint } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { askBounded, targetBelow } from '../http/ask-bounded.ts'
import type { AskOptions, Fetch } from '../http/ask-bounded.ts'

/** Bytes of an answer that are read. */
export const MAX_CHECKPOINT_BYTES = 65_536

/**
 * The checkpoint at `url`: a log's prefix, or the checkpoint itself. Its signatures are not checked. Left: a sentence that says why there
 * is none. Never rejects but for an aborted `options.signal`.
 */
export async function fetchCheckpoint(
  fetch: Fetch,
  url: string,
  options: AskOptions = {},
): Promise<E.Either<string, SignedCheckpoint>> {
  const target = targetBelow(url.replace(/\/checkpoint$/, ''), 'checkpoint')
  if (target === null) return E.left('it is no http or https address of a log')
  const answer = await askBounded(fetch, { url: target, maxBytes: MAX_CHECKPOINT_BYTES }, options)
  if (E.isLeft(answer)) return answer
  const { status, type, body } = answer.right
  if (status !== 200) return E.left(`it answers ${status}`)
  if (type === 'text/html') return E.left('its answer is a page, not a checkpoint')
  const signed = parseSignedCheckpoint(body)
  return E.isLeft(signed) ? E.left(describe(signed.left)) : signed
}
