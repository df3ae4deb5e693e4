import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  endAll,
  jsonOf,
  endorsing,
  newDirectory,
  found,
  served,
  serveAt,
  written,
} from '../test-support/served.ts'
import { encodeSignedEvent } from '@accord-ledger/core'
import { OPENAPI } from './openapi.ts'
import { PROBLEMS } from './problem.ts'

afterEach(endAll)

const SPEC = readFileSync(new URL('../../../../docs/spec/http.md', import.meta.url), 'utf8')
const TOKEN = 'a-token-of-some-length'

interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

async function ask(url: string, { method, path, headers = {}, body }: Asked): Promise<Response> {
  const sent =
    body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }
  return fetch(`${url}${path}`, { method, headers, ...sent, redirect: 'manual' })
}

/** The template of the document that a path is of; null for a path that it has not. */
function templateOf(path: string): string | null {
  const [bare = ''] = path.split('?')
  if (Object.hasOwn(OPENAPI.paths, bare)) return bare
  if (bare.startsWith('/tile/')) return '/tile/{tile}'
  return /^\/v1\/problems\/[^/]*$/.test(bare) ? '/v1/problems/{code}' : null
}

/** Says what is wrong with an answer by the document, or null. */
async function undocumented(asked: Asked, answer: Response): Promise<string | null> {
  const template = templateOf(asked.path)
  const { status } = answer
  const type = answer.headers.get('content-type')
  const text = await answer.text()
  const told = `${asked.method} ${asked.path} ${status} ${type} ${text.slice(0, 200)}`
  if (status >= 400 && type === 'application/problem+json' && asked.method !== 'HEAD') {
    const { code } = JSON.parse(text)
    if (PROBLEMS[code as keyof typeof PROBLEMS]?.[0] !== status) return `another code: ${told}`
  }
  const operation =
    template === null ? undefined : OPENAPI.paths[template]?.[asked.method.toLowerCase()]
  if (operation === undefined) return [404, 405, 413, 415].includes(status) ? null : told
  const documented = operation.responses[String(status)]
  if (documented === undefined) return told
  const types = Object.keys(documented.content ?? {})
  return types.length === 0 || (type !== null && types.includes(type)) ? null : told
}

const reading = [
  '/checkpoint',
  '/tile/0/000.p/3',
  '/tile/entries/000.p/3',
  '/v1/head',
  '/v1/entries?from=0',
].concat(['/v1/health', '/v1/metrics', '/v1/openapi.json', '/v1/problems/range'])

describe('the document', () => {
  it('names every code of the specification with its status, and no other', () => {
    const rows = [...SPEC.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ])
    expect(Object.fromEntries(rows)).toEqual(
      Object.fromEntries(Object.entries(PROBLEMS).map(([code, [status]]) => [code, status])),
    )
  })

  it('is what the server gives, and every address in it is answered as it says', async () => {
    const { url } = await served(1)
    for (let tries = 0; (await fetch(`${url}/checkpoint`)).status !== 200 && tries < 300; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await (await fetch(`${url}/v1/openapi.json`)).json()).toEqual(
      JSON.parse(JSON.stringify(OPENAPI)),
    )
    for (const path of reading)
      for (const method of ['GET', 'HEAD']) {
        const answer = await ask(url, { method, path })
        expect(answer.status, path).toBe(200)
        expect(await undocumented({ method, path }, answer)).toBe(null)
      }
    for (const path of Object.keys(OPENAPI.paths)) expect(SPEC).toContain(path.split('{')[0])
    for (const code of Object.keys(PROBLEMS))
      expect((await fetch(`${url}/v1/problems/${code}`)).status).toBe(200)
  })

  it('has every status with which a request can be answered', async () => {
    const directory = await newDirectory()
    await found(directory, 0)
    const { url } = await serveAt(directory, { token: TOKEN })
    const hash = String((await jsonOf(await fetch(`${url}/v1/head`)))['hash'])
    const line = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${TOKEN}` }
    const post = { method: 'POST', path: '/v1/entries' }
    const body = `{"prev":"${hash}"}\n`
    const match = { 'if-match': `"2-${hash}"` }
    for (const [asked, status] of [
      [{ method: 'GET', path: '/v1/head', headers: { 'if-none-match': `"2-${hash}"` } }, 304],
      [{ method: 'GET', path: '/v1/head?x' }, 400],
      [{ method: 'GET', path: '/v1/entries' }, 400],
      [{ method: 'GET', path: '/v1/entries?from=3' }, 416],
      [{ ...post, body, headers: { ...line, authorization: '' } }, 401],
      [{ ...post, body, headers: { ...line, authorization: `Bearer ${TOKEN}x` } }, 403],
      [{ ...post, body, headers: line }, 428],
      [{ ...post, body, headers: { ...line, 'if-match': '"1"' } }, 400],
      [{ ...post, body: 'x', headers: { ...line, ...match } }, 400],
      [{ ...post, body: 'x\n', headers: { ...line, ...match } }, 422],
      [{ ...post, body: 'x', headers: { ...line, ...match, 'content-type': 'text/plain' } }, 415],
      [{ ...post, body: 'x'.repeat(1_048_577), headers: { ...line, ...match } }, 413],
      // What nobody is known to be allowed to send is not read to its end.
      [{ ...post, body: 'x'.repeat(65_537), headers: { ...line, authorization: '' } }, 413],
      [{ ...post, body: 'x'.repeat(65_537), headers: { ...line, ...match } }, 400],
      [{ ...post, body, headers: { ...line, 'if-match': `"1-${hash}"` } }, 412],
      [{ ...post, body, headers: { ...line, ...match } }, 201],
      [{ ...post, body, headers: { ...line, ...match } }, 200],
      [{ method: 'POST', path: '/v1/events', body }, 405],
      [{ method: 'PUT', path: '/v1/head' }, 405],
      [{ method: 'DELETE', path: '/checkpoint' }, 405],
      [{ method: 'POST', path: '/nowhere', body: '' }, 404],
      [{ method: 'GET', path: '/v1/problems/nothing' }, 404],
    ] as const) {
      const answer = await ask(url, asked)
      expect(answer.status, JSON.stringify(asked).slice(0, 200)).toBe(status)
      expect(await undocumented(asked, answer)).toBe(null)
    }
  })

  it('has every answer to whatever is asked', async () => {
    const { url } = await served(2, { limits: { sender: { burst: 200, perSecond: 5 } } })
    const event = new TextDecoder().decode(encodeSignedEvent(await written(url, endorsing(0))))
    const number = fc.oneof(
      fc.nat(1_100).map(String),
      fc.constantFrom('-1', '1.5', '01', '', '9007199254740993'),
    )
    const path = fc.oneof(
      fc.constantFrom(
        ...reading,
        ...Object.keys(OPENAPI.paths),
        '/',
        '/v1',
        '/v1/entries?from=0&from=1',
        '/v1/events/',
      ),
      number.map((n) => `/v1/entries?from=${n}`),
      fc.tuple(number, number).map(([n, m]) => `/v1/entries?from=${n}&limit=${m}`),
      fc.tuple(number, number).map(([n, m]) => `/tile/${n}/${m}`),
      fc.webPath(),
      fc.webPath().map((rest) => `/v1${rest}`),
    )
    const body = fc.oneof(
      fc.constantFrom('', '{}', event, `${event}\n`, `${event} `, '[]', 'null'),
      fc.nat(event.length - 1).map((at) => `${event.slice(0, at)}0${event.slice(at + 1)}`),
      fc.json(),
      fc.string(),
    )
    const headers = fc.record(
      {
        'content-type': fc.constantFrom('application/json', 'text/plain', 'application/x-ndjson'),
        'if-match': fc.constantFrom('"0-0"', '*', 'x'),
        'content-encoding': fc.constantFrom('gzip'),
        authorization: fc.constantFrom('Bearer x', 'Basic eDp5'),
      },
      { requiredKeys: ['content-type'] },
    )
    const plain = fc.record({ method: fc.constantFrom('GET', 'HEAD', 'DELETE'), path })
    const posting = fc.record({
      method: fc.constantFrom('POST', 'PUT'),
      path: fc.oneof(fc.constant('/v1/events'), path),
      body,
      headers,
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(plain, posting), async (asked) => {
        expect(await undocumented(asked, await ask(url, asked))).toBe(null)
      }),
      { numRuns: 300 },
    )
  })
})
