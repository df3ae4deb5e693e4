/** The routes of a store: what they answer to whom. */
import { asStoreError, EMPTY_HEAD } from '@accord-ledger/core'
import type { Store } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { plainRequest, readBody } from '../http/http-message.ts'
import { decodePage, encodeLines, formatEtag, parseEtag } from '../http/store-wire.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { TOKEN } from '../test-support/http-subject.ts'
import { appendTexts, testLink, textEntriesAfter } from '../test-support/ledger-under-test.ts'
import { storeRoutes } from './store-routes.ts'
import type { StoreRoutesOptions } from './store-routes.ts'

interface Said {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly body: Uint8Array
}

type Ask = (
  line: string,
  more?: Parameters<typeof plainRequest>[0] extends infer R ? Partial<R> : never,
) => Promise<Said>

/** The answers of a store of these entries. */
async function serving(
  texts: readonly string[],
  more: Partial<StoreRoutesOptions> = {},
): Promise<{ readonly ask: Ask; readonly store: Store }> {
  const store = memoryStore({ link: testLink })
  if (texts.length > 0) await appendTexts(store, ...texts)
  const routes = storeRoutes({ store, token: TOKEN, ...more })
  return {
    store,
    ask: async (line, given = {}) => {
      const [method = '', target = ''] = line.split(' ')
      const [path = '', query = ''] = target.split('?')
      const answer = await routes(plainRequest({ method, path, query, ...given }))
      if (answer === null) return { status: 0, headers: {}, text: '', body: new Uint8Array(0) }
      const body = await readBody(answer)
      const { status, headers } = answer
      return { status, headers, text: Buffer.from(body).toString(), body }
    },
  }
}

const appending = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/x-ndjson',
  'if-match': formatEtag(EMPTY_HEAD),
}
const first = textEntriesAfter(EMPTY_HEAD, 'first')
const buggy: Store['head'] = () => Promise.reject(new TypeError('a bug'))

describe('reading a store', () => {
  it('gives the head with its tag, and nothing new to who has it', async () => {
    const { ask, store } = await serving(['a', 'b'])
    const head = await store.head()
    const said = await ask('GET /v1/head')
    expect(said.text).toBe(
      `{"caps":{"ack":"memory","maxBatch":256,"maxEntryBytes":65535},"hash":"${head.hash}","size":2}`,
    )
    expect(said.headers).toMatchObject({
      etag: `"2-${head.hash}"`,
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
    })
    const again = await ask('GET /v1/head', { headers: { 'if-none-match': `"2-${head.hash}"` } })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('gives entries a page at a time, each closed by its trailer', async () => {
    const { ask } = await serving(['a', 'b', 'c'])
    const page = decodePage((await ask('GET /v1/entries?from=1&limit=1')).body)
    expect([page?.entries.length, page?.next, page?.head.size]).toEqual([1, 2, 3])
    expect(decodePage((await ask('GET /v1/entries?from=3')).body)?.entries).toEqual([])
    expect((await ask('GET /v1/entries?from=4')).status).toBe(416)
  })

  it('ends a page at about a megabyte, and goes on behind it', async () => {
    const big = Array.from({ length: 40 }, () => Buffer.alloc(60_000, 'a').toString())
    const { ask } = await serving(big)
    const page = decodePage((await ask('GET /v1/entries?from=0')).body)
    expect([page?.next, page?.head.size]).toEqual([18, 40])
  })

  it('waits for an entry, until it comes, the time is up, or the server closes', async () => {
    const closing = new AbortController()
    const { ask, store } = await serving(['a'], { closing: closing.signal })
    const waiting = ask('GET /v1/entries?from=1&wait=20')
    await appendTexts(store, 'b')
    expect(decodePage((await waiting).body)?.next).toBe(2)
    const shortly = await ask('GET /v1/entries?from=2&wait=1')
    expect(decodePage(shortly.body)?.next).toBe(2)
    const long = ask('GET /v1/entries?from=2&wait=20')
    closing.abort()
    expect((await long).status).toBe(200)
    expect((await ask('GET /v1/entries?from=2&wait=20')).status).toBe(200)
  })

  it('lets only so many wait', async () => {
    const closing = new AbortController()
    const { ask } = await serving(['a'], { closing: closing.signal, maxWaiting: 1 })
    const waiting = ask('GET /v1/entries?from=1&wait=20')
    expect((await ask('GET /v1/entries?from=1&wait=20')).status).toBe(200)
    closing.abort()
    await waiting
  })

  it.each([
    '',
    '?from=',
    '?from=-1',
    '?from=01',
    '?from=1.5',
    '?from=0x1',
    '?from=9007199254740992',
    '?from=0&from=1',
    '?from=0&limit=0',
    '?from=0&limit=1001',
    '?from=0&wait=21',
    '?from=0&other=1',
    '?from=%30',
    '?limit=1',
  ])('is malformed with the query %j', async (query) => {
    const { ask } = await serving(['a'])
    const said = await ask(`GET /v1/entries${query}`)
    expect([said.status, said.headers['content-type']]).toEqual([400, 'application/problem+json'])
  })

  it('says how a store failed, without what it says of itself', async () => {
    const { ask, store } = await serving(['a'])
    await store[Symbol.asyncDispose]()
    const said = await ask('GET /v1/head')
    expect([said.status, said.text]).toEqual([503, expect.stringContaining('"store":"closed"')])
  })

  it('is nothing at other paths, and takes no other methods', async () => {
    const { ask } = await serving([])
    for (const path of ['/', '/v1/entries/', '/v1/heads', '/constructor', '__proto__'])
      expect((await ask(`GET ${path}`)).status).toBe(0)
    const said = await ask('DELETE /v1/entries')
    expect([said.status, said.headers['allow']]).toEqual([405, 'GET, HEAD, POST'])
    expect((await ask('constructor /v1/head')).status).toBe(405)
  })
})

describe('appending to a store', () => {
  it('stores what follows the expected head, says so again, and tells the head of a conflict', async () => {
    const { ask, store } = await serving([])
    const post = { headers: appending, body: encodeLines(first) }
    const once = await ask('POST /v1/entries', post)
    expect([once.status, parseEtag(once.headers['etag'] ?? '')]).toEqual([201, await store.head()])
    const again = await ask('POST /v1/entries', post)
    expect([again.status, again.text]).toEqual([200, expect.stringContaining('"replayed":true')])
    const other = encodeLines(textEntriesAfter(EMPTY_HEAD, 'other'))
    const conflict = await ask('POST /v1/entries', { headers: appending, body: other })
    expect(conflict.status).toBe(412)
    expect(JSON.parse(conflict.text)).toMatchObject({ head: await store.head() })
  })

  it.each<[number, string, Readonly<Record<string, string | undefined>>, Uint8Array]>([
    [401, 'no token', { authorization: undefined }, encodeLines(first)],
    [401, 'another scheme', { authorization: `Basic ${TOKEN}` }, encodeLines(first)],
    [403, 'another token', { authorization: `Bearer ${TOKEN}x` }, encodeLines(first)],
    [415, 'another type', { 'content-type': 'application/json' }, encodeLines(first)],
    [428, 'no head', { 'if-match': undefined }, encodeLines(first)],
    [400, 'any head', { 'if-match': '*' }, encodeLines(first)],
    [400, 'a weak tag', { 'if-match': `W/${formatEtag(EMPTY_HEAD)}` }, encodeLines(first)],
    [
      400,
      'a head past counting',
      { 'if-match': `"9007199254740991-${'a'.repeat(64)}"` },
      encodeLines(first),
    ],
    [400, 'nothing', {}, new Uint8Array(0)],
    [400, 'no last line feed', {}, encodeLines(first).slice(0, -1)],
    [413, 'too many entries', {}, encodeLines(Array.from({ length: 257 }, () => Buffer.from('x')))],
    [413, 'too many bytes', {}, Buffer.alloc(1_048_577, 0x0a)],
    [413, 'an entry that is too long', {}, encodeLines([Buffer.alloc(65_536, '0')])],
    [422, 'an empty entry', {}, encodeLines([new Uint8Array(0)])],
    [422, 'an entry without a link', {}, encodeLines([Buffer.from('x')])],
  ])('is %i with %s, and stores nothing', async (status, _, headers, body) => {
    const { ask, store } = await serving([])
    const given = Object.fromEntries(
      Object.entries({ ...appending, ...headers }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    )
    const said = await ask('POST /v1/entries', { headers: given, body })
    expect([said.status, said.headers['content-type']]).toEqual([
      status,
      'application/problem+json',
    ])
    expect(said.text).not.toContain(TOKEN)
    expect(await store.head()).toEqual(EMPTY_HEAD)
  })

  it('is for nobody where there is no token', async () => {
    const store = memoryStore({ link: testLink })
    const routes = storeRoutes({ store })
    const request = plainRequest({
      method: 'POST',
      path: '/v1/entries',
      headers: appending,
      body: encodeLines(first),
    })
    expect((await routes(request))?.status).toBe(405)
    expect(() => storeRoutes({ store, token: 'short' })).toThrow(RangeError)
  })

  it('throws what is a bug', async () => {
    const store = memoryStore({ link: testLink })
    const routes = storeRoutes({ store: { ...store, head: buggy } })
    const asking = routes(plainRequest({ method: 'GET', path: '/v1/head' }))
    await expect(asking).rejects.toThrow('a bug')
    expect(asStoreError(await asking.catch((thrown: unknown) => thrown))).toBeNull()
  })
})
