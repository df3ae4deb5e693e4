/**
 * The client of a witness (c2sp.org/tlog-witness, `add-checkpoint`). A witness is attacker-controlled: ask-bounded.ts bounds what it
 * can cost, and what it signs is believed after its cosignature was checked, not here.
 */
import {
  formatAddCheckpoint,
  parseSignatureLines,
  parseTlogSize,
  quote,
  readUtf8,
  TLOG_SIZE_TYPE,
} from '@accord-ledger/core'
import type { AddCheckpoint, NoteSignature } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { askBounded, targetBelow } from '../http/ask-bounded.ts'
import type { Answer, AskOptions, Fetch } from '../http/ask-bounded.ts'

/** What a witness answered. Nothing in it has been checked. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  /** It cosigned this size last: the proof must start there. */
  | { readonly kind: 'conflict'; readonly size: number }
  /** It will not cosign. `message` is what it says, quoted. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** It could not be asked, or its answer is none: a sentence without secrets. */
  | { readonly kind: 'failed'; readonly message: string }

/** Bytes an answer may take: 16 lines of ML-DSA-44. */
export const MAX_ANSWER_BYTES = 65_536

/**
 * Asks the witness whose submission prefix is `url` to cosign. Never rejects but for an aborted `options.signal`. No redirect is
 * followed: a witness that moved has another line in the policy.
 */
export async function askWitness(
  fetch: Fetch,
  url: string,
  request: AddCheckpoint,
  options: AskOptions = {},
): Promise<WitnessAnswer> {
  options.signal?.throwIfAborted()
  const target = targetBelow(url, 'add-checkpoint')
  if (target === null) return failed('its URL is not an http or https prefix')
  const body = Buffer.from(formatAddCheckpoint(request)).toString()
  const question = { url: target, body, maxBytes: MAX_ANSWER_BYTES }
  const answer = await askBounded(fetch, question, options)
  return E.isLeft(answer) ? failed(answer.left) : answerOf(answer.right)
}

function answerOf({ status, type, body }: Answer): WitnessAnswer {
  if (status === 200) return cosignedBy(body, type)
  if (status === 409 && type === TLOG_SIZE_TYPE) {
    const size = parseTlogSize(body)
    return size === null ? failed('its 409 answer names no size') : { kind: 'conflict', size }
  }
  const message = quote((readUtf8(body) ?? '').trim().slice(0, 200))
  return status >= 400 && status < 500
    ? { kind: 'refused', status, message }
    : failed(`it answers ${status}: ${message}`)
}

function cosignedBy(body: Uint8Array, type: string): WitnessAnswer {
  // What a captive portal or a proxy says instead.
  if (type === 'text/html') return failed('its answer is a page, not signature lines')
  const signatures = parseSignatureLines(body)
  return E.isLeft(signatures)
    ? failed(`its answer is not signature lines: expected ${signatures.left.expected}`)
    : { kind: 'cosigned', signatures: signatures.right }
}

function failed(message: string): WitnessAnswer {
  return { kind: 'failed', message }
}
