/** Fuzzing what strangers send to our servers: paths, queries, headers and bodies. Every request has an answer that the spec knows. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import {
  ledgerHandler,
  metrics,
  openServedLedger,
  plainRequest,
  PROBLEM_TYPE,
  PROBLEMS,
  readBody,
  type HttpAnswer,
  type HttpHandler,
} from '@accord-ledger/adapters/http-server'
import { memoryStore } from '@accord-ledger/adapters/memory'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { witnessHandler } from '@accord-ledger/adapters/witness'
import {
  authorEvent,
  authorFounding,
  EMPTY_HEAD,
  encodeSignedEvent,
  entryLink,
  leafHash,
  encodeHex,
  openLedger,
  parseVerifierKey,
  signerFromSeed,
  type Witnessed,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { utf8 } from '../support/corpus.ts'
import { goodVectors, keysOfVectors, validLogs } from './support/samples.ts'
import { accepted, fuzz, refused, type Verdict } from './support/target.ts'

const NOW = Date.UTC(2026, 10, 22, 9)
const DAY = '2026-11-22'
const [operator, registrar, party] = [1, 2, 3].map((n) =>
  signerFromSeed(new Uint8Array(32).fill(n)),
)
if (operator === undefined || registrar === undefined || party === undefined)
  throw new Error('three signers')
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

const wording = { title: 'Call', text: 'b'.repeat(64), uri: null, open: true }
const accord = authorEvent({ type: 'accord', accord: 'call', ...wording, effective: DAY }, [
  registrar,
])
const profile = { name: 'Acme', category: 'company', country: null, key: party.key }
const admission = authorEvent(
  { type: 'signatory', signatory: 'acme', ...profile, effective: DAY },
  [registrar, party],
)
const joining = authorEvent(
  { type: 'endorse', accord: 'call', text: wording.text, signatory: 'acme', effective: DAY },
  [party],
)

const ask = (): Promise<never> => Promise.reject(new Error('there is no witness'))
const notOpen: HttpHandler = () => Promise.reject(new Error('it is not open yet'))

const STATUSES = new Set([200, 201, 304, ...Object.values(PROBLEMS).map(([status]) => status)])

/** The answer is one that the spec knows, and no excuse of the server's. */
async function judged(answer: HttpAnswer): Promise<Verdict> {
  expect(STATUSES).toContain(answer.status)
  expect(answer.status).not.toBe(500)
  const body = text(await readBody(answer))
  if (answer.status < 400) return accepted(null)
  expect(answer.headers['content-type']).toBe(PROBLEM_TYPE)
  expect(JSON.parse(body)).toMatchObject({ status: answer.status, code: expect.any(String) })
  expect(body).not.toMatch(/node_modules|\.ts:\d/)
  return refused
}

describe('fuzzing the server of a ledger', () => {
  const closing: (() => Promise<unknown>)[] = []
  let handle: HttpHandler = notOpen
  const submissions: Uint8Array[] = []

  beforeAll(async () => {
    const root = await mkdtemp(join(tmpdir(), 'accord-fuzz-'))
    closing.push(() => rm(root, { recursive: true }))
    const directory = join(root, 'ledger')
    const verifier = nativeVerifier()
    const store = await openFileStore(directory, { link: entryLink, mode: 'write', create: true })
    const ledger = await openLedger({ store, verifier, clock: () => NOW })()
    if (E.isLeft(ledger)) throw new Error('a new ledger opens')
    const keys = { log: 'accords.example/1', operator: operator.key, registrars: [registrar.key] }
    const founding = authorFounding(keys, [operator, registrar])
    await ledger.right.appendEach([founding, accord, admission])()
    for (const author of [joining, accord]) {
      const signed = await author(ledger.right.view())
      if (E.isRight(signed)) submissions.push(encodeSignedEvent(signed.right))
    }
    await store[Symbol.asyncDispose]()
    const plenty = { burst: 1e9, perSecond: 1e9 }
    const limits = { sender: plenty, key: plenty }
    const served = await openServedLedger(directory, {
      clock: () => NOW,
      operator: { signers: [operator], ask, verifier, publishEvery: 3_600, limits },
    })()
    if (E.isLeft(served)) throw new Error('the ledger is served')
    served.right.beginClosing()
    handle = served.right.handle
    closing.push(served.right.close)
  })
  afterAll(async () => {
    for (const end of closing.toReversed()) await end()
  })

  fuzz({
    name: 'submitted event',
    samples: submissions,
    parse: async (body) => {
      const headers = { 'content-type': 'application/json' }
      return judged(
        await handle(plainRequest({ method: 'POST', path: '/v1/events', headers, body })),
      )
    },
  })
  fuzz({
    name: 'path',
    samples: [
      '/checkpoint',
      '/tile/0/000.p/3',
      '/tile/entries/000.p/3',
      '/v1/head',
      '/v1/openapi.json',
      '/metrics',
      '/',
    ].map(utf8),
    parse: async (bytes) =>
      judged(await handle(plainRequest({ method: 'GET', path: `/${text(bytes).slice(1)}` }))),
  })
  fuzz({
    name: 'query',
    samples: ['from=0', 'from=0&limit=1', 'from=2&limit=1000&wait=20', 'wait=0&from=3'].map(utf8),
    parse: async (bytes) => {
      const query = text(bytes)
      return judged(await handle(plainRequest({ method: 'GET', path: '/v1/entries', query })))
    },
  })
})

describe('fuzzing the store over HTTP', () => {
  const token = 'a token nobody guesses'.replaceAll(' ', '-')
  const [log = []] = validLogs(60)
  const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` }
  const etag = (count: number): string =>
    count === 0
      ? `"0-${EMPTY_HEAD.hash}"`
      : `"${count}-${encodeHex(leafHash(log[count - 1] ?? new Uint8Array(0)))}"`
  const fresh = (): HttpHandler => {
    const store = memoryStore({ link: entryLink })
    const files = { checkpoint: () => Promise.resolve(null), readTile: () => Promise.resolve(null) }
    return ledgerHandler({ store, files, token, metrics: metrics(), clock: () => NOW }).handle
  }
  const body = utf8(log.map((line) => `${text(line)}\n`).join(''))

  fuzz({
    name: 'appended entries',
    samples: [body, log[0] === undefined ? body : utf8(`${text(log[0])}\n`)],
    parse: async (bytes) => {
      const request = { method: 'POST', path: '/v1/entries', body: bytes }
      return judged(
        await fresh()(plainRequest({ ...request, headers: { ...headers, 'if-match': etag(0) } })),
      )
    },
  })
  fuzz({
    name: 'expected head',
    samples: [etag(0), etag(1), etag(log.length)].map(utf8),
    parse: async (bytes) => {
      const request = { method: 'POST', path: '/v1/entries', body }
      return judged(
        await fresh()(
          plainRequest({ ...request, headers: { ...headers, 'if-match': text(bytes) } }),
        ),
      )
    },
  })
  fuzz({
    name: 'token',
    samples: [utf8(`Bearer ${token}`), utf8('Bearer another-token-of-some-length')],
    parse: async (bytes) => {
      const request = { method: 'POST', path: '/v1/entries', body }
      const given = { ...headers, authorization: text(bytes), 'if-match': etag(0) }
      const verdict = await judged(await fresh()(plainRequest({ ...request, headers: given })))
      expect(verdict.accepted).toBe(text(bytes) === `Bearer ${token}`)
      return verdict
    },
  })
})

describe('fuzzing a witness', () => {
  const known = keysOfVectors('add-checkpoint')
    .map(parseVerifierKey)
    .flatMap((key) => (E.isRight(key) ? [key.right] : []))
  const handler = (): HttpHandler => {
    const kept = new Map<string, Witnessed>()
    return witnessHandler({
      origins: known.map(({ name }) => name),
      witness: {
        name: 'witness.example/w1',
        signer: signerFromSeed(new Uint8Array(32).fill(9)),
        keysOf: (origin) => known.filter(({ name }) => name === origin),
        store: {
          latest: (origin) => Promise.resolve(kept.get(origin) ?? null),
          compareAndStore: (origin, _, next) => {
            kept.set(origin, next)
            return Promise.resolve(true)
          },
        },
        clock: () => NOW,
        verifier: nativeVerifier(),
      },
    })
  }

  fuzz({
    name: 'checkpoint to be cosigned',
    samples: goodVectors('add-checkpoint'),
    parse: async (body) => {
      const { status } = await handler()(
        plainRequest({ method: 'POST', path: '/add-checkpoint', body }),
      )
      expect([200, 400, 403, 404, 409, 422]).toContain(status)
      return status === 200 ? accepted(null) : refused
    },
  })
})
