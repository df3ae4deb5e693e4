/**
 * Asking a server that is not trusted: its time, the bytes of its answer and where it leads to are bounded here. What its answer
 * says is the caller's to check. Runs in browsers too.
 */
import { quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** As `globalThis.fetch`, of which this is all that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string
    readonly body?: string | Uint8Array<ArrayBuffer>
    readonly headers: Readonly<Record<string, string>>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<FetchAnswer>

/** What is used of a `Response`. */
export interface FetchAnswer {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly body: AsyncIterable<Uint8Array> | ByteStream | null
}

/** A `ReadableStream` as some browsers have it: without an iterator. */
export interface ByteStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>
    cancel(): Promise<void>
  }
}

/** What is asked: a GET, or a POST where there is a body. */
export interface Question {
  readonly url: string
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** Names in lower case. A body is `text/plain; charset=utf-8` where nothing else is said. */
  readonly headers?: Readonly<Record<string, string>>
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

/** As `Answer`, with its headers. */
export interface FullAnswer extends Answer {
  /** The value of a header; null without it. */
  readonly header: (name: string) => string | null
}

/** There is no answer. */
export interface NoAnswer {
  /** False only where it is certain that the question never left: then nothing can have come of it. */
  readonly sent: boolean
  /** The signal was aborted. `message` then says nothing. */
  readonly aborted: boolean
  /** The answer began, and is none: asking again would not help. */
  readonly refused: boolean
  /** A sentence without secrets. */
  readonly message: string
}

/**
 * Asks, and reads the answer, whatever its status. Left: a sentence without secrets that says why there is none. Never rejects but for
 * an aborted `options.signal`. No redirect is followed.
 */
export async function askBounded(
  fetch: Fetch,
  question: Question,
  options: AskOptions = {},
): Promise<E.Either<string, Answer>> {
  const asked = await exchangeBounded(fetch, question, options)
  if (E.isLeft(asked)) {
    if (asked.left.aborted) options.signal?.throwIfAborted()
    return E.left(asked.left.message)
  }
  const { status, type, body } = asked.right
  return E.right({ status, type, body })
}

/** As `askBounded`, but tells whether the question was sent, and never rejects: an abort is a `NoAnswer` too. */
export async function exchangeBounded(
  fetch: Fetch,
  question: Question,
  { timeoutMs = 10_000, signal }: AskOptions = {},
): Promise<E.Either<NoAnswer, FullAnswer>> {
  if (isAborted(signal)) return E.left({ ...ABORTED, sent: false })
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
    if (isAborted(signal)) return E.left(ABORTED)
    if (limit.signal.aborted) return lost(`no answer in ${timeoutMs} ms`)
    const { code, reason } = reasonOf(thrown)
    return E.left({
      ...LOST,
      sent: code === null || !BEFORE_SENDING.has(code),
      message: `it cannot be reached: ${reason}`,
    })
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

/**
 * Codes of errors that only connecting has: no byte of the question can have left. A reset or a time-out is none of them, whatever
 * it came from.
 */
const BEFORE_SENDING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EMFILE',
  'UND_ERR_CONNECT_TIMEOUT',
])

const LOST: NoAnswer = { sent: true, aborted: false, refused: false, message: '' }
const ABORTED: NoAnswer = { ...LOST, aborted: true, message: 'aborted' }

/** Asked anew after every wait. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true
}

function lost(message: string): E.Either<NoAnswer, never> {
  return E.left({ ...LOST, message })
}

function refused(message: string): E.Either<NoAnswer, never> {
  return E.left({ ...LOST, refused: true, message })
}

async function exchange(
  fetch: Fetch,
  { url, body, headers = {}, maxBytes }: Question,
  signal: AbortSignal,
): Promise<E.Either<NoAnswer, FullAnswer>> {
  const answer = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined ? {} : { body }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'text/plain; charset=utf-8' }),
      'accept-encoding': 'identity',
      ...headers,
    },
    redirect: 'manual',
    signal,
  })
  const { status } = answer
  // In browsers a redirect that is not followed has status 0.
  if (status === 0 || (status >= 300 && status < 400 && status !== 304))
    return refused('it redirects elsewhere')
  const bytes = await readBounded(answer, maxBytes)
  if (bytes === null) return refused(`its answer has more than ${maxBytes} bytes`)
  const header = (name: string): string | null => answer.headers.get(name)
  const type = (header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  return E.right({ status, type: type ?? '', body: bytes, header })
}

/** The body, unpacked bytes counted; null for one that is too large. */
async function readBounded({ body }: FetchAnswer, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of partsOf(body)) {
    length += part.length
    if (length > maxBytes) return null
    parts.push(part)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

async function* partsOf(body: FetchAnswer['body']): AsyncIterable<Uint8Array> {
  if (body === null) return
  if (Symbol.asyncIterator in body) {
    yield* body
    return
  }
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || value === undefined) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** What fetch throws says little; its cause has a code such as ECONNREFUSED. */
function reasonOf(thrown: unknown): { readonly code: string | null; readonly reason: string } {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return { code: cause.code, reason: quote(cause.code) }
  return { code: null, reason: thrown instanceof Error ? quote(thrown.name) : 'unknown reason' }
}
