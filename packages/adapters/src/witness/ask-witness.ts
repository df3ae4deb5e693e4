/**
 * The client of a witness (c2sp.org/tlog-witness, `add-checkpoint`). A witness is attacker-controlled: its time, the bytes of its
 * answer and where it leads to are bounded here, and what it signs is believed after its cosignature was checked, not here.
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

/** As `globalThis.fetch`, of which this is all that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<FetchAnswer>

/** What is used of a `Response`. */
export interface FetchAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | null
}

/** What a witness answered. Nothing in it has been checked. */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  /** It cosigned this size last: the proof must start there. */
  | { readonly kind: 'conflict'; readonly size: number }
  /** It will not cosign. `message` is what it says, quoted. */
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  /** It could not be asked, or its answer is none: a sentence without secrets. */
  | { readonly kind: 'failed'; readonly message: string }

export interface AskWitnessOptions {
  /** Milliseconds for the whole exchange. 10,000 by default. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

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
  { timeoutMs = 10_000, signal }: AskWitnessOptions = {},
): Promise<WitnessAnswer> {
  signal?.throwIfAborted()
  const target = targetOf(url)
  if (target === null) return failed('its URL is not an http or https prefix')
  const limit = new AbortController()
  const stop = (): void => limit.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop)
  // Also for a fetch that does not heed its signal.
  const aborted = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(new Error('aborted')))
  })
  try {
    return await Promise.race([exchange(fetch, target, request, limit.signal), aborted])
  } catch (thrown) {
    signal?.throwIfAborted()
    if (limit.signal.aborted) return failed(`no answer in ${timeoutMs} ms`)
    return failed(`it cannot be reached: ${reasonOf(thrown)}`)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    // Whatever of the answer was not read is not waited for.
    limit.abort()
  }
}

async function exchange(
  fetch: Fetch,
  target: string,
  request: AddCheckpoint,
  signal: AbortSignal,
): Promise<WitnessAnswer> {
  const answer = await fetch(target, {
    method: 'POST',
    body: Buffer.from(formatAddCheckpoint(request)).toString(),
    headers: { 'content-type': 'text/plain; charset=utf-8', 'accept-encoding': 'identity' },
    redirect: 'manual',
    signal,
  })
  const { status } = answer
  // In browsers a redirect that is not followed has status 0.
  if (status === 0 || (status >= 300 && status < 400)) return failed('it redirects elsewhere')
  const body = await readBounded(answer)
  if (body === null) return failed(`its answer has more than ${MAX_ANSWER_BYTES} bytes`)
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
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

function cosignedBy(body: Uint8Array, type: string | undefined): WitnessAnswer {
  // What a captive portal or a proxy says instead.
  if (type === 'text/html') return failed('its answer is a page, not signature lines')
  const signatures = parseSignatureLines(body)
  return E.isLeft(signatures)
    ? failed(`its answer is not signature lines: expected ${signatures.left.expected}`)
    : { kind: 'cosigned', signatures: signatures.right }
}

/** The body, unpacked bytes counted; null for one that is too large. */
async function readBounded({ body }: FetchAnswer): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > MAX_ANSWER_BYTES) return null
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Where requests go; null where `url` is no prefix of http or https, or holds a password, which does not belong into a policy. */
function targetOf(url: string): string | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  const plain = parsed.username === '' && parsed.password === '' && !/[?#]/.test(url)
  if (!plain || !/^https?:$/.test(parsed.protocol)) return null
  return `${parsed.href.replace(/\/+$/, '')}/add-checkpoint`
}

function failed(message: string): WitnessAnswer {
  return { kind: 'failed', message }
}

/** What fetch throws says little; its cause has a code such as ECONNREFUSED. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return quote(cause.code)
  return thrown instanceof Error ? quote(thrown.name) : 'unknown reason'
}
