/** Hostile input against a live server: each is answered with a clear problem, nothing is stored, and the process goes on. */
import { readFileSync } from 'node:fs'
import { signerFromSeed } from '@accord-ledger/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graft, pathsIn, readBadInput, sorted, text } from './support/badinput.ts'
import type { BadInput } from './support/badinput.ts'
import { serveProcess, signedBytes } from './support/served-process.ts'
import type { Answer, ServedProcess } from './support/served-process.ts'

const documents = readBadInput('json-documents')
const strings = readBadInput('strings')
const requests = readBadInput('http-raw')
const party = signerFromSeed(new Uint8Array(32).fill(77))

let server: ServedProcess
let head: string
/** A valid event, signed, that would be logged. */
let signed: object

beforeAll(async () => {
  server = await serveProcess()
  head = await server.head()
  const profile = { name: 'N', category: 'company', country: 'FR', effective: '2026-11-22' }
  const intent = { type: 'signatory', signatory: 'acme', key: party.key, ...profile } as const
  signed = JSON.parse(text(await signedBytes(server.view, intent, [server.registrar, party])))
})
afterAll(async () => {
  const after = await server.head()
  await server.end()
  expect(after).toBe(head)
})

/** A clear refusal, and nothing stored. */
async function expectRefused(answer: Answer, statuses: readonly number[]): Promise<void> {
  expect(statuses).toContain(answer.status)
  expectClear(answer.text)
  if (answer.text !== '') {
    expect(answer.type).toBe('application/problem+json')
    expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status })
  }
  expect(await server.head()).toBe(head)
}

/** Nothing of the server's own, in few words. */
function expectClear(answer: string): void {
  expect(answer).not.toMatch(/node_modules|\.js:|\.ts:|\/tmp\/|accord-ledger-command|\bat \w+ \(/)
  expect(answer.length).toBeLessThan(2_000)
}

describe('a hostile document', () => {
  it.each(documents)('$id ($name) as the body of a submission is refused', async ({ bytes }) => {
    await expectRefused(await server.submit(bytes), bytes.length > 65_536 ? [413] : [400])
  })

  it.each(documents)('$id ($name) grafted into a valid event is refused', async (row) => {
    const whole = Buffer.from(JSON.stringify(sorted(signed)))
    for (const value of valuesOf(row))
      for (const path of pathsIn(signed)) {
        const bytes = graft(signed, path, value)
        // A null where null stood already.
        if (Buffer.compare(bytes, whole) === 0) continue
        const answer = await server.submit(bytes)
        // What is malformed to the decoder, too long, breaks a rule, or is not signed so.
        expect([path, [400, 403, 409, 413, 422].includes(answer.status)]).toEqual([path, true])
        expectClear(answer.text)
      }
    expect(await server.head()).toBe(head)
  })
})

/** A document, and the value of its only member. One that is too long is sent once. */
function valuesOf({ bytes }: BadInput): readonly Uint8Array[] {
  const [, member] = /^\{"([a-z]+)":/.exec(text(bytes.subarray(0, 40))) ?? []
  if (member === undefined || bytes.at(-1) !== 0x7d) return [bytes]
  return [bytes.subarray(member.length + 4, -1)]
}

describe('a hostile key or signature', () => {
  const rows = readFileSync(new URL('badinput/ed25519.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')

  it.each(rows)('%s in place of a key or a signature is refused', async (line) => {
    const row: Readonly<Record<string, string>> = JSON.parse(line)
    for (const member of ['b64', 'key_b64', 'sig_b64'])
      for (const path of [
        'event.key',
        'signatures.0.key',
        'signatures.0.sig',
        'signatures.1.sig',
      ]) {
        const hex = Buffer.from(row[member] ?? '', 'base64').toString('hex')
        const answer = await server.submit(graft(signed, path, Buffer.from(`"${hex}"`)))
        await expectRefused(answer, [400, 422])
      }
  })
})

describe('a hostile string', () => {
  const places: readonly [string, (string: string) => string][] = [
    ['a path', (string) => `/${string}`],
    ['a path below /v1/', (string) => `/v1/${string}`],
    ['a tile', (string) => `/tile/${string}`],
    ['an entry bundle', (string) => `/tile/entries/${string}`],
    ['a problem', (string) => `/v1/problems/${string}`],
    ['a query', (string) => `/v1/entries?${string}`],
    ['where to begin', (string) => `/v1/entries?from=${string}`],
    ['a limit', (string) => `/v1/entries?from=0&limit=${string}`],
    ['a time to wait', (string) => `/v1/entries?from=0&wait=${string}`],
    ['the query of the head', (string) => `/v1/head?${string}`],
  ]

  it.each(places)(
    'as %s is refused',
    async (where, pathOf) => {
      for (const { id, bytes } of strings) {
        for (const string of new Set([encoded(bytes), text(bytes)])) {
          const path = pathOf(string)
          // What is sent as it is must be one word of ASCII, for Node's client; raw bytes are sent below.
          if (!/^[!-~]+$/.test(path)) continue
          const heard = await server.raw(
            Buffer.from(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
          )
          const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1])
          const due = path === '/v1/head?' ? [200] : [400, 404, 405, 416]
          expect([id, where, due.includes(status) || status]).toEqual([id, where, true])
          expectClear(heard)
        }
      }
      expect(await server.head()).toBe(head)
    },
    300_000,
  )

  const headers = [
    'if-none-match',
    'if-match',
    'authorization',
    'x-forwarded-for',
    'accept',
    'range',
  ]

  it('as raw bytes of a path or a header makes no answer but one, and none of the server’s own fault', async () => {
    for (const { id, bytes } of strings) {
      const sent = [
        ['GET /', bytes, ' HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
        ['GET /v1/entries?from=0&', bytes, ' HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
        ['GET /v1/head HTTP/1.1\r\nHost: ', bytes, '\r\nConnection: close\r\n\r\n'],
        ...headers.map(
          (name) =>
            [
              `GET /v1/head HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${name}: `,
              bytes,
              '\r\n\r\n',
            ] as const,
        ),
      ].map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))))
      for (const heard of await Promise.all(sent.map((each) => server.raw(each, 2_000)))) {
        expect([id, answersIn(heard)]).toEqual([id, heard === '' ? 0 : 1])
        expect(heard).not.toMatch(/^HTTP\/1\.1 5/)
        expect(heard).not.toMatch(/^set-cookie/im)
        expectClear(heard)
      }
    }
    expect(await server.head()).toBe(head)
  }, 300_000)
})

/** The bytes as a part of a path can hold them. */
function encoded(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) =>
      /[\w.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')
}

describe('hostile bytes on a socket', () => {
  it.each(requests)('$id ($name): $expect', async ({ id, expect: due, bytes }) => {
    const own = Buffer.from(bytes)
      .toString('latin1')
      .replaceAll('/log/entries', '/v1/events')
      .replaceAll('/healthz', '/v1/health')
    const heard = await server.raw(Buffer.from(own, 'latin1'), 1_500)
    expect([id, answersIn(heard) <= 1]).toEqual([id, true])
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0)
    expect([id, DUE[id]?.includes(status) ? status : `${status}, due: ${due}`]).toEqual([
      id,
      status,
    ])
    expect(heard).not.toMatch(/access-control-allow-origin: null|access-control-allow-credentials/i)
    expectClear(heard)
    expect(await server.head()).toBe(head)
  })

  it('leave the server as it was', async () => {
    expect((await fetch(`${server.url}/v1/health`)).status).toBe(200)
  })
})

/** What each may be answered with; 0 where the connection is closed, or nothing is said. */
const DUE: Readonly<Record<string, readonly number[]>> = {
  ht001: [400, 0],
  ht003: [400],
  ht005: [400],
  ht007: [413],
  ht009: [400, 501],
  ht011: [400, 413, 0],
  ht013: [400, 413, 0],
  ht015: [400, 200],
  ht017: [400],
  ht019: [400, 0],
  ht021: [400, 0],
  ht023: [400, 404, 405, 0],
  ht025: [400, 405, 501],
  ht027: [431],
  ht029: [400, 404],
  ht031: [400, 404],
  ht033: [400, 404],
  ht035: [415],
  ht037: [415],
  // Submitting names no head: what is refused here is the body.
  ht039: [400],
  ht041: [400],
  ht043: [200, 206],
  ht045: [100],
  ht047: [405],
}

const answersIn = (heard: string): number => heard.split(/^HTTP\/1\.1 (?!100)\d{3} /m).length - 1
