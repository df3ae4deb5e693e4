/**
 * Asking a server that is not trusted: its time, the bytes of its answer and where it leads to are bounded here. What its answer
 * says is the caller's to check.
 */
import { quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** As `globalThis.fetch`, of which this is all that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly body?: string
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

/** What is asked: a GET, or a POST where there is a body. */
export interface Question {
  readonly url: string
  readonly body?: string
  /** Bytes that the answer may have, unpacked. */
  readonly maxBytes: number
}

export interface AskOptions {
  /** Milliseconds for the whole exchange. 10,000 by default. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  /** The media type, lower case, without parameters; empty where none is given. */
  readonly type: string
  readonly body: Uint8Array
}

/**
 * Asks, and reads the answer, whatever its status. Left: a sentence without secrets that says why there is none. Never rejects but for
 * an aborted `options.signal`. No redirect is followed.
 */
export async function askBounded(
  fetch: Fetch,
  question: Question,
  { timeoutMs = 10_000, signal }: AskOptions = {},
): Promise<E.Either<string, Answer>> {
  signal?.throwIfAborted()
  const limit = new AbortController()
  const stop = (): void => limit.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop)
  // Also for a fetch that does not heed its signal.
  const aborted = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(new Error('aborted')))
  })
  try {
    return await Promise.race([exchange(fetch, question, limit.signal), aborted])
  } catch (thrown) {
    signal?.throwIfAborted()
    if (limit.signal.aborted) return E.left(`no answer in ${timeoutMs} ms`)
    return E.left(`it cannot be reached: ${reasonOf(thrown)}`)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    // Whatever of the answer was not read is not waited for.
    limit.abort()
  }
}

/** Where `path` is asked for below the prefix `url`; null where that is no prefix of http or https, or holds a password. */
export function targetBelow(url: string, path: string): string | null {
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  const plain = parsed.username === '' && parsed.password === '' && !/[?#]/.test(url)
  if (!plain || !/^https?:$/.test(parsed.protocol)) return null
  return `${parsed.href.replace(/\/+$/, '')}/${path}`
}

async function exchange(
  fetch: Fetch,
  { url, body, maxBytes }: Question,
  signal: AbortSignal,
): Promise<E.Either<string, Answer>> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
      'accept-encoding': 'identity',
    },
    redirect: 'manual',
    signal,
  })
  const { status } = answer
  // In browsers a redirect that is not followed has status 0.
  if (status === 0 || (status >= 300 && status < 400)) return E.left('it redirects elsewhere')
  const bytes = await readBounded(answer, maxBytes)
  if (bytes === null) return E.left(`its answer has more than ${maxBytes} bytes`)
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  return E.right({ status, type: type ?? '', body: bytes })
}

/** The body, unpacked bytes counted; null for one that is too large. */
async function readBounded({ body }: FetchAnswer, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body ?? []) {
    length += part.length
    if (length > maxBytes) return null
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** What fetch throws says little; its cause has a code such as ECONNREFUSED. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return quote(cause.code)
  return thrown instanceof Error ? quote(thrown.name) : 'unknown reason'
}
