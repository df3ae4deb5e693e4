/**
 * A store over HTTP: `/v1/head` and `/v1/entries`, for any `Store` (docs/spec/http.md; the bytes are those of http/store-wire.ts).
 *
 * Reading is open to everybody. Appending is for a remote operator process, off unless there is a token, and never what parties
 * submit by: nothing here looks at a rule or a signature.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Head, Store } from '@accord-ledger/core'
import { answer } from '../http/http-message.ts'
import type { HttpAnswer, HttpRequest } from '../http/http-message.ts'
import {
  decodeLines,
  encodeAppended,
  encodeHead,
  ENTRIES_TYPE,
  formatEtag,
  isToken,
  MAX_APPEND_BYTES,
  MAX_APPEND_ENTRIES,
  MAX_PAGE_ENTRIES,
  MAX_WAIT_SECONDS,
  parseEtag,
  plainHead,
} from '../http/store-wire.ts'
import { OPEN, problem } from './problem.ts'
import { pageReader } from './store-page.ts'
import { storeProblem } from './store-problem.ts'

/** How a store is served. */
export interface StoreRoutesOptions {
  readonly store: Store
  /** By which appending is allowed: `isToken`. Without it nobody appends. */
  readonly token?: string
  /** Requests that wait for an entry at once; what is more is answered at once. 32 by default. */
  readonly maxWaiting?: number
  /** Aborted when the server closes: nobody waits any more. */
  readonly closing?: AbortSignal
}

/** Answers what is about the store; null for any other path. */
export type StoreRoutes = (request: HttpRequest) => Promise<HttpAnswer | null>

/** The routes of a store. Throws a RangeError for a token that can be none. */
export function storeRoutes(options: StoreRoutesOptions): StoreRoutes {
  const { store, token, maxWaiting = 32, closing } = options
  if (token !== undefined && !isToken(token))
    throw new RangeError('a token is 16 to 512 printable characters without spaces')
  const expected = token === undefined ? null : digestOf(token)
  const readPage = pageReader(store)
  let waiting = 0

  async function getHead(request: HttpRequest): Promise<HttpAnswer> {
    if (request.query !== '') return problem('malformed', 'this address takes no query')
    const head = await store.head({ signal: request.signal })
    const headers = { ...UNCACHED, etag: formatEtag(head) }
    if (request.header('if-none-match') === formatEtag(head))
      return { status: 304, headers, body: new Uint8Array(0) }
    const caps = { ...store.caps, maxBatch: Math.min(store.caps.maxBatch, MAX_APPEND_ENTRIES) }
    return answer(200, 'application/json', encodeHead(head, caps), headers)
  }

  async function getEntries(request: HttpRequest): Promise<HttpAnswer> {
    const asked = rangeOf(request.query)
    if (typeof asked === 'string') return problem('malformed', asked)
    const { from, limit, wait } = asked
    const head = await store.head({ signal: request.signal })
    if (from > head.size)
      return problem('range', `the log has ${head.size} entries`, { head: plainHead(head) })
    if (from === head.size && wait > 0 && waiting < maxWaiting) {
      waiting += 1
      try {
        await waitForEntry(store, from, wait * 1_000, [request.signal, closing])
      } finally {
        waiting -= 1
      }
    }
    const body = await readPage(from, limit, request.signal)
    return { status: 200, headers: { 'content-type': ENTRIES_TYPE, ...UNCACHED }, body }
  }

  async function postEntries(request: HttpRequest): Promise<HttpAnswer> {
    if (expected === null)
      return problem('read-only', 'nothing is appended here', {}, { allow: 'GET, HEAD' })
    const given = tokenOf(request)
    if (given === null)
      return problem(
        'unauthorized',
        'appending takes a token',
        {},
        { 'www-authenticate': 'Bearer' },
      )
    if (!timingSafeEqual(digestOf(given), expected))
      return problem('forbidden', 'this token is not the one')
    const append = appendOf(request)
    return 'status' in append ? append : appended(store, append.expected, append.entries)
  }

  const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
    '/v1/head': { GET: getHead, HEAD: getHead },
    '/v1/entries': { GET: getEntries, HEAD: getEntries, POST: postEntries },
  }

  return async (request) => {
    const methods = Object.hasOwn(routes, request.path) ? routes[request.path] : undefined
    if (methods === undefined) return null
    const route = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
    if (route === undefined) {
      const allow = Object.keys(methods).join(', ')
      return problem('method-not-allowed', `this address takes ${allow}`, {}, { allow })
    }
    try {
      return await route(request)
    } catch (thrown) {
      return storeProblem(thrown)
    }
  }
}

type Route = (request: HttpRequest) => Promise<HttpAnswer>

const UNCACHED: Readonly<Record<string, string>> = { 'cache-control': 'no-cache', ...OPEN }

/** The token that a request bears; null where it bears none. */
function tokenOf({ header }: Pick<HttpRequest, 'header'>): string | null {
  return /^Bearer ([\x21-\x7e]{1,512})$/.exec(header('authorization') ?? '')?.[1] ?? null
}

/** Whether a request bears `token`: asked before a long body of it is read. */
export function bearsToken(request: Pick<HttpRequest, 'header'>, token: string): boolean {
  const given = tokenOf(request)
  return given !== null && timingSafeEqual(digestOf(given), digestOf(token))
}

/** Equally long for every token, so that comparing takes equally long. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Resolves when there is an entry at `from`, when the time is up, or when one of `signals` is aborted. */
async function waitForEntry(
  store: Store,
  from: number,
  milliseconds: number,
  signals: readonly (AbortSignal | undefined)[],
): Promise<void> {
  const over = new AbortController()
  const end = (): void => over.abort()
  const timer = setTimeout(end, milliseconds)
  for (const signal of signals) {
    signal?.addEventListener('abort', end)
    if (signal?.aborted === true) end()
  }
  try {
    for await (const { index } of store.follow(from, { signal: over.signal }))
      if (index >= from) return
  } finally {
    clearTimeout(timer)
    for (const signal of signals) signal?.removeEventListener('abort', end)
  }
}

async function appended(
  store: Store,
  expected: Head,
  entries: readonly Uint8Array[],
): Promise<HttpAnswer> {
  const result = await store.append(expected, entries)
  const etag = formatEtag(result.head)
  if (!result.ok) {
    const detail = `the log has ${result.head.size} entries, or others than expected`
    return problem('precondition-failed', detail, { head: plainHead(result.head) }, { etag })
  }
  const status = result.replayed ? 200 : 201
  return answer(status, 'application/json', encodeAppended(result), { ...UNCACHED, etag })
}

interface Asked {
  readonly from: number
  readonly limit: number
  readonly wait: number
}

/** What a query asks for; a sentence where it is none. Each parameter stands once at most, in plain decimal. */
function rangeOf(query: string): Asked | string {
  const asked = new Map<string, number>()
  for (const part of query.split('&')) {
    const [, name = '', digits = ''] = /^(from|limit|wait)=(\d{1,16})$/.exec(part) ?? []
    const count = Number(digits)
    if (name === '' || String(count) !== digits || !Number.isSafeInteger(count) || asked.has(name))
      return 'the query is from=N, and perhaps limit=N and wait=S'
    asked.set(name, count)
  }
  const [from, limit = MAX_PAGE_ENTRIES, wait = 0] = [
    asked.get('from'),
    asked.get('limit'),
    asked.get('wait'),
  ]
  if (from === undefined) return 'the query lacks from=N'
  if (limit < 1 || limit > MAX_PAGE_ENTRIES) return `a limit is 1 to ${MAX_PAGE_ENTRIES}`
  return wait > MAX_WAIT_SECONDS
    ? `to wait takes 0 to ${MAX_WAIT_SECONDS} seconds`
    : { from, limit, wait }
}

/** The append that a request asks for, or why it asks for none. */
function appendOf(
  request: HttpRequest,
): { readonly expected: Head; readonly entries: readonly Uint8Array[] } | HttpAnswer {
  if (request.query !== '') return problem('malformed', 'an append takes no query')
  const type = (request.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== ENTRIES_TYPE) return problem('unsupported-type', `an append is of ${ENTRIES_TYPE}`)
  const match = request.header('if-match')
  if (match === null) return problem('precondition-required', 'an append takes if-match')
  const expected = parseEtag(match)
  if (expected === null) return problem('malformed', 'if-match is one "<size>-<hash>"')
  if (request.body.length > MAX_APPEND_BYTES)
    return problem('too-large', `an append takes at most ${MAX_APPEND_BYTES} bytes`)
  const entries = decodeLines(request.body)
  if (entries === null || entries.length === 0)
    return problem('malformed', 'an append is entries, each with a line feed')
  return entries.length > MAX_APPEND_ENTRIES
    ? problem('too-large', `an append holds at most ${MAX_APPEND_ENTRIES} entries`)
    : { expected, entries }
}
