/** A server that lies about its store, or answers what no store answers: nothing of it is believed, and nothing is made worse. */
import { asStoreError, EMPTY_HEAD } from '@accord-ledger/core'
import type { Head, Store } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import type { Fetch, FetchAnswer } from '../http/ask-bounded.ts'
import { plainRequest, readBody } from '../http/http-message.ts'
import { decodeLines, decodePage, encodeLines, encodePage } from '../http/store-wire.ts'
import type { Page } from '../http/store-wire.ts'
import { storeRoutes } from '../http-server/store-routes.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { TOKEN } from '../test-support/http-subject.ts'
import {
  appendTexts,
  collect,
  testLink,
  textEntriesAfter,
} from '../test-support/ledger-under-test.ts'
import { answerOf } from '../test-support/tiled-host.ts'
import { openHttpStore } from './http-store.ts'

/** What must not be asked. */
const never: Fetch = () => Promise.reject(new Error('asked'))
const URL_OF = 'https://store.example'

interface Liar {
  readonly store: Store
  readonly served: Store
  readonly asked: string[]
  /** What is answered to the next requests; null: the truth. */
  lie: ((path: string, truth: FetchAnswer) => FetchAnswer | null) | null
}

/** An opened store whose server has the entries of `texts`, and lies when it is told to. */
async function liar(...texts: readonly string[]): Promise<Liar> {
  const served = memoryStore({ link: testLink })
  if (texts.length > 0) await appendTexts(served, ...texts)
  const routes = storeRoutes({ store: served, token: TOKEN })
  const told: Omit<Liar, 'store'> = { served, asked: [], lie: null }
  const fetch: Fetch = async (url, { method, headers, body, signal }) => {
    const [path = '', query = ''] = url.slice(URL_OF.length).split('?')
    told.asked.push(`${method} ${path}`)
    const bytes = typeof body === 'object' ? body : new Uint8Array(0)
    const answer = await routes(plainRequest({ method, path, query, headers, body: bytes, signal }))
    if (answer === null) throw new Error(`nothing at ${path}`)
    const truth = answerOf(await readBody(answer), answer.status, answer.headers)
    return told.lie?.(path, truth) ?? truth
  }
  const options = { fetch, link: testLink, token: TOKEN, delayMs: 1 }
  return Object.assign(told, { store: await openHttpStore(URL_OF, options) })
}

const entries = { 'content-type': 'application/x-ndjson' }
const json = { 'content-type': 'application/json' }

/** Answers pages as `change` has them. */
async function changing(told: Liar, change: (page: Page) => Page): Promise<void> {
  const routes = storeRoutes({ store: told.served })
  const request = plainRequest({ method: 'GET', path: '/v1/entries', query: 'from=0' })
  const answer = await routes(request)
  const page = answer === null ? null : decodePage(await readBody(answer))
  if (page === null) throw new Error('a page was expected')
  told.lie = (path) =>
    path === '/v1/entries' ? answerOf(encodePage(change(page)), 200, entries) : null
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (thrown: unknown) => {
      const error = asStoreError(thrown)
      expect(JSON.stringify(error)).not.toContain(TOKEN)
      return error === null ? thrown : [error.code, ...(error.at === undefined ? [] : [error.at])]
    },
  )

const headAnswer = (head: object, caps: object = {}): FetchAnswer =>
  answerOf(
    JSON.stringify({ caps: { ack: 'disk', maxBatch: 9, maxEntryBytes: 99, ...caps }, ...head }),
    200,
    json,
  )

describe('a page that lies', () => {
  const x = Buffer.from('x')
  it.each<[string, (page: Page) => Page, number]>([
    [
      'lacks an entry, and says so',
      (p) => ({ ...p, entries: p.entries.toSpliced(1, 1), next: 3 }),
      1,
    ],
    [
      'lacks an entry, and does not say so',
      (p) => ({ ...p, entries: p.entries.toSpliced(3, 1) }),
      0,
    ],
    ['is empty below the size', (p) => ({ ...p, entries: [], next: 0 }), 0],
    ['goes past its own head', (p) => ({ ...p, head: { ...p.head, size: 3 } }), 0],
    [
      'swaps two entries',
      (p) => ({ ...p, entries: [0, 2, 1, 3].map((i) => p.entries[i] ?? x) }),
      1,
    ],
    [
      'changes the last entry',
      (p) => ({ ...p, entries: p.entries.with(3, Buffer.concat([p.entries[3] ?? x, x])) }),
      3,
    ],
    [
      'changes one in the middle',
      (p) => ({ ...p, entries: p.entries.with(1, Buffer.concat([p.entries[1] ?? x, x])) }),
      2,
    ],
    ['holds an empty line', (p) => ({ ...p, entries: p.entries.with(2, new Uint8Array(0)) }), 2],
    [
      'holds an entry that is too long',
      (p) => ({ ...p, entries: p.entries.with(0, Buffer.alloc(65_536, 'a')) }),
      0,
    ],
    [
      'tells a smaller log',
      (p) => ({ entries: p.entries.slice(0, 3), head: { ...p.head, size: 3 }, next: 3 }),
      3,
    ],
    [
      'tells another head of the same size',
      (p) => ({ ...p, head: { size: 4, hash: 'a'.repeat(64) } }),
      3,
    ],
  ])('is damaged where it %s', async (_, change, at) => {
    const told = await liar('a', 'b', 'c', 'd')
    await changing(told, change)
    expect(await failure(collect(told.store.read(0)))).toEqual(['damaged', at])
  })

  it('is damaged where it gives more than was asked for', async () => {
    const told = await liar('a', 'b', 'c', 'd')
    await changing(told, (page) => page)
    expect(await failure(collect(told.store.read(0, 1)))).toEqual(['damaged', 0])
  })

  it('is damaged where another log is shown at the second look', async () => {
    const told = await liar('a', 'b', 'c', 'd')
    await collect(told.store.read(0))
    const other = await liar('a', 'b', 'c', 'other')
    await changing(other, (page) => page)
    told.lie = other.lie
    expect(await failure(collect(told.store.read(0)))).toEqual(['damaged', 3])
  })

  it('that was cut is asked for again, and is unavailable where it always is', async () => {
    const told = await liar('a', 'b')
    let cut = 1
    told.lie = (path) => {
      if (path !== '/v1/entries' || cut-- <= 0) return null
      return answerOf(encodeLines([Buffer.from('cut')]), 200, entries)
    }
    expect(await collect(told.store.read(0))).toHaveLength(2)
    cut = Infinity
    expect(await failure(collect(told.store.read(0)))).toEqual(['unavailable'])
    told.lie = (path) => (path === '/v1/entries' ? answerOf('<html>', 200) : null)
    expect(await failure(collect(told.store.read(0)))).toEqual(['unavailable'])
  })
})

describe('a head that lies', () => {
  it.each<[string, FetchAnswer, readonly unknown[]]>([
    ['shrinks', headAnswer({ size: 1, hash: 'a'.repeat(64) }), ['damaged', 1]],
    ['is another of the same size', headAnswer({ size: 2, hash: 'a'.repeat(64) }), ['damaged', 1]],
    ['is no head', answerOf('{}', 200, json), ['unsupported']],
    ['is a size without a hash', headAnswer({ size: 2, hash: '0'.repeat(64) }), ['unsupported']],
    ['is a page', answerOf('<html>', 200), ['unsupported']],
    ['is not there', answerOf(null), ['unsupported']],
    [
      'tells odd caps',
      headAnswer({ size: 3, hash: 'a'.repeat(64) }, { ack: 'never' }),
      ['unsupported'],
    ],
    [
      'tells too much',
      headAnswer({ size: 3, hash: 'a'.repeat(64) }, { maxEntryBytes: 1e9 }),
      ['unsupported'],
    ],
  ])('is refused where it %s', async (_, answer, expected) => {
    const told = await liar('a', 'b')
    told.lie = () => answer
    expect(await failure(told.store.head())).toEqual(expected)
  })
})

const problem = (status: number, code: string, more: object = {}): FetchAnswer =>
  answerOf(JSON.stringify({ code, status, ...more }), status, {
    'content-type': 'application/problem+json',
  })
const appended = (head: Head, replayed: boolean): string => JSON.stringify({ head, replayed })

describe('an answer to an append', () => {
  const other: Head = { size: 1, hash: 'a'.repeat(64) }

  it.each<[string, FetchAnswer, readonly unknown[]]>([
    ['201 of another entry', answerOf(appended(other, false), 201, json), ['damaged', 0]],
    ['201 of nothing', answerOf('', 201), ['ambiguous']],
    ['201 that is a replay', answerOf(appended(other, true), 201, json), ['ambiguous']],
    ['200 of a proxy', answerOf('<html>', 200), ['ambiguous']],
    ['412 without a head', problem(412, 'precondition-failed'), ['ambiguous']],
    [
      '412 of the expected head',
      problem(412, 'precondition-failed', { head: EMPTY_HEAD }),
      ['damaged'],
    ],
    ['500', answerOf('', 500), ['ambiguous']],
    ['502', answerOf('', 502), ['ambiguous']],
    ['503 of a proxy', answerOf('', 503), ['ambiguous']],
    ['503 that is sure', problem(503, 'unavailable', { store: 'unavailable' }), ['unavailable']],
    ['503 in doubt', problem(503, 'ambiguous', { store: 'ambiguous' }), ['ambiguous']],
    ['a dead store', problem(503, 'unavailable', { store: 'closed' }), ['unavailable']],
    ['a damaged store', problem(500, 'damaged', { store: 'damaged', at: 7 }), ['damaged', 7]],
    ['507', problem(507, 'full', { store: 'full' }), ['full']],
    ['413', answerOf('', 413), ['too-large']],
    ['422', problem(422, 'invalid', { store: 'invalid', at: 0 }), ['invalid', 0]],
    ['401', problem(401, 'unauthorized'), ['read-only']],
    ['403', answerOf('', 403), ['read-only']],
    ['404', answerOf(null), ['unsupported']],
    ['429 of our own', problem(429, 'slow-down'), ['unavailable']],
    ['a redirect', answerOf('', 308), ['ambiguous']],
  ])('is taken for no more than it says: %s', async (_, answer, expected) => {
    const told = await liar()
    told.lie = () => answer
    const appending = told.store.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'x'))
    expect(await failure(appending)).toEqual(expected)
  })
})

describe('what is wrong from the start', () => {
  it('is refused before anything is asked', async () => {
    const { store, asked } = await liar('a', 'b')
    asked.length = 0
    const head: Head = { size: 2, hash: 'a'.repeat(64) }
    for (const from of [-1, 1.5, NaN, 2 ** 53])
      await expect(collect(store.read(from))).rejects.toThrow(RangeError)
    await expect(collect(store.read(2, 1))).rejects.toThrow(RangeError)
    await expect(store.append(head, [])).rejects.toThrow(RangeError)
    const big = Array.from({ length: 20 }, () => Buffer.alloc(60_000, 'a').toString())
    const large = store.append(head, textEntriesAfter(head, ...big))
    expect(await failure(large)).toEqual(['too-large'])
    expect(asked).toEqual([])
  })

  it('is an address that is none, and a token that can be none', async () => {
    const opening = openHttpStore('ftp://store.example', { fetch: never, link: testLink })
    expect(await failure(opening)).toEqual(['unsupported'])
    for (const token of ['short', `${TOKEN}\n`, ''])
      await expect(openHttpStore(URL_OF, { fetch: never, link: testLink, token })).rejects.toThrow(
        RangeError,
      )
  })

  it('is an append without a token', async () => {
    const { served } = await liar()
    const routes = storeRoutes({ store: served })
    const fetch: Fetch = async (url) => {
      const answer = await routes(plainRequest({ method: 'GET', path: new URL(url).pathname }))
      if (answer === null) throw new Error('nothing there')
      return answerOf(await readBody(answer), answer.status, answer.headers)
    }
    const store = await openHttpStore(URL_OF, { fetch, link: testLink })
    const appending = store.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'x'))
    expect(await failure(appending)).toEqual(['read-only'])
  })
})

describe('lines', () => {
  it('are read as they are written, and not without the last line feed', () => {
    const lines = [Uint8Array.of(0, 255), new Uint8Array(0), Uint8Array.of(13)]
    expect(decodeLines(encodeLines(lines))).toEqual(lines)
    expect(decodeLines(encodeLines(lines).slice(0, -1))).toBeNull()
    expect(decodeLines(new Uint8Array(0))).toEqual([])
  })
})
