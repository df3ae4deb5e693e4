/** Fuzzing what hostile servers answer to our clients: nothing but errors of ours comes of it, and no entry that was not checked. */
import {
  openHttpStore,
  remoteLog,
  submitEvent,
  type RemoteLog,
  type SubmitError,
} from '@accord-ledger/adapters/http-client'
import { fetchCheckpoint } from '@accord-ledger/adapters/publication'
import { askWitness, type Fetch, type FetchAnswer } from '@accord-ledger/adapters/witness'
import { believing } from '@accord-ledger/audit'
import {
  asStoreError,
  encodeEntryBundle,
  encodeHex,
  encodeSignedEvent,
  entryLink,
  leafHash,
  parseAddCheckpoint,
  parseReceipt,
  parseVerifierKey,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect } from 'vitest'
import { utf8 } from '../support/corpus.ts'
import { goodVectors, keysOfVectors, validLogs } from './support/samples.ts'
import { accepted, fuzz, refused, type Verdict } from './support/target.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const patience = { attempts: 1, delayMs: 1, timeoutMs: 2_000 }
const URL = 'https://log.example'

/** Answers everything with these bytes. */
const answering =
  (body: Uint8Array, type: string, status = 200): Fetch =>
  () =>
    Promise.resolve(answerOf(body, type, status))

function answerOf(body: Uint8Array, type: string, status: number): FetchAnswer {
  const headers = new Map([['content-type', type]])
  return {
    status,
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
    body: (async function* () {
      yield body
    })(),
  }
}

/** Whatever is not a StoreError, or an abort of ours, is a bug. */
async function stored(read: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await read()
  } catch (thrown) {
    if (asStoreError(thrown) === null) throw thrown
    return refused
  }
}

const [log = []] = validLogs(60)
const last = log.at(-1) ?? new Uint8Array(0)
const head = { hash: encodeHex(leafHash(last)), size: log.length }
const headJson = utf8(
  JSON.stringify({ caps: { ack: 'disk', maxBatch: 256, maxEntryBytes: 65_535 }, ...head }),
)
const trailer = JSON.stringify({ head, next: log.length })
const page = utf8(`${log.map((line) => `${text(line)}\n`).join('')}${trailer}\n`)

/** A server whose head is right, and whose pages are these bytes. */
const servingPage =
  (bytes: Uint8Array): Fetch =>
  (url) =>
    Promise.resolve(
      url.includes('/v1/head')
        ? answerOf(headJson, 'application/json', 200)
        : answerOf(bytes, 'application/x-ndjson', 200),
    )

describe('fuzzing the answers to a store over HTTP', () => {
  fuzz({
    name: 'head of a store',
    samples: [headJson],
    parse: (bytes) =>
      stored(async () => {
        const fetch = answering(bytes, 'application/json')
        const store = await openHttpStore(URL, { fetch, link: entryLink, ...patience })
        expect(Number.isSafeInteger((await store.head()).size)).toBe(true)
        await store[Symbol.asyncDispose]()
        return accepted(null)
      }),
  })
  fuzz({
    name: 'page of entries',
    samples: [page],
    parse: (bytes) =>
      stored(async () => {
        const fetch = servingPage(bytes)
        const store = await openHttpStore(URL, { fetch, link: entryLink, ...patience })
        const read: string[] = []
        try {
          for await (const entry of store.read(0)) read.push(text(entry.bytes))
        } finally {
          await store[Symbol.asyncDispose]()
        }
        expect(read).toEqual(log.map(text))
        return accepted(null)
      }),
  })
})

/** A log on a host that answers everything with these bytes. */
function remote(bytes: Uint8Array, type: string): RemoteLog {
  const log = remoteLog(URL, { fetch: answering(bytes, type), ...patience })
  if (E.isLeft(log)) throw new Error(log.left)
  return log.right
}

describe('fuzzing the answers to a reader of a log', () => {
  fuzz({
    name: 'checkpoint of a host',
    samples: goodVectors('checkpoints').concat(goodVectors('notes')),
    parse: async (bytes) => {
      const got = await remote(bytes, 'text/plain').checkpoint()()
      return E.isLeft(got) ? refused : accepted(got.right.bytes)
    },
  })
  fuzz({
    name: 'bundle of a host',
    samples: [encodeEntryBundle(log)],
    parse: (bytes) =>
      stored(async () => {
        const host = remote(bytes, 'application/octet-stream')
        const read: Uint8Array[] = []
        for await (const block of host.entries(0, log.length)) read.push(...block)
        return accepted(encodeEntryBundle(read))
      }),
  })
  fuzz({
    name: 'hash tile of a host',
    samples: [Uint8Array.from(Buffer.concat(log.map((entry) => leafHash(entry))))],
    parse: (bytes) =>
      stored(async () => {
        const host = remote(bytes, 'application/octet-stream')
        const tile = { kind: 'hashes', level: 0, index: 0, width: log.length } as const
        const read = await host.readTile(tile)
        return read === null ? refused : accepted(read)
      }),
  })
  fuzz({
    name: 'checkpoint that is fetched to be compared',
    samples: goodVectors('notes'),
    parse: async (bytes) => {
      const got = await fetchCheckpoint(answering(bytes, 'text/plain'), URL, patience)
      return E.isLeft(got) ? refused : accepted(null)
    },
  })
})

/** It reads as a receipt, if not as one of this event. */
function isReceipt(error: SubmitError): boolean {
  return error._tag === 'BadReceipt' && E.isRight(parseReceipt(error.receipt))
}

describe('fuzzing the answers to who submits', () => {
  const [own] = keysOfVectors('notes')
  const key = parseVerifierKey(own ?? '')
  if (E.isLeft(key)) throw new Error('a key of the vectors')
  const keys = [key.right]
  const { event, signatures } = JSON.parse(text(last))
  const signed = encodeSignedEvent({ event, signatures })
  const problem = { type: '/v1/problems/stale-previous', title: 'T', status: 409, detail: 'D' }

  fuzz({
    name: 'receipt',
    samples: goodVectors('receipts'),
    parse: async (bytes) => {
      const options = {
        fetch: answering(bytes, 'text/plain', 201),
        keys,
        verifier: believing,
      }
      const got = await submitEvent(URL, signed, { ...options, ...patience })()
      if (E.isRight(got)) throw new Error('a receipt of another event is taken for this one')
      return isReceipt(got.left) ? accepted(null) : refused
    },
  })
  fuzz({
    name: 'problem',
    samples: [
      utf8(JSON.stringify({ ...problem, code: 'stale-previous', previous: 'a'.repeat(64) })),
    ],
    parse: async (bytes) => {
      const options = { keys, verifier: believing, ...patience }
      const fetch = answering(bytes, 'application/problem+json', 409)
      const got = await submitEvent(URL, signed, { ...options, fetch })()
      if (E.isRight(got)) throw new Error('a problem is taken for a receipt')
      return JSON.stringify(got.left).includes('stale-previous') ? accepted(null) : refused
    },
  })
})

describe('fuzzing the answers of a witness', () => {
  const [bytes = new Uint8Array(0)] = goodVectors('add-checkpoint')
  const request = parseAddCheckpoint(bytes)
  if (E.isLeft(request)) throw new Error('a request of the vectors')

  fuzz({
    name: 'cosignature lines',
    samples: goodVectors('cosignatures').map((note) => utf8(text(note).split('\n\n').at(-1) ?? '')),
    parse: async (bytes) => {
      const got = await askWitness(answering(bytes, 'text/plain'), URL, request.right, patience)
      return got.kind === 'cosigned' ? accepted(null) : refused
    },
  })
})
