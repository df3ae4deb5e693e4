/** Submitting: the bytes as they are, once in the log whatever is retried, and no receipt believed that does not stand. */
import {
  encodeEvent,
  encodeSignedEvent,
  nobleVerifier,
  noteKey,
  parseReceipt,
} from '@accord-ledger/core'
import type { SignedEvent } from '@accord-ledger/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fetch, FetchAnswer } from '../http/ask-bounded.ts'
import { left, right } from '../test-support/checkpoints.ts'
import { aNetworkFault, faultProxy } from '../test-support/fault-proxy.ts'
import type { FaultProxy, NetworkFault } from '../test-support/fault-proxy.ts'
import type { LedgerServer } from '../http-server/serve-ledger.ts'
import {
  admitting,
  endAll,
  endorsing,
  entriesOf,
  NOW,
  operator,
  ORIGIN,
  served,
  signerOf,
  submit,
  written,
} from '../test-support/served.ts'
import { runsOf, SEED } from '../test-support/store-subjects.ts'
import { answerOf } from '../test-support/tiled-host.ts'
import { submitEvent } from './submit-event.ts'
import type { SubmitOptions } from './submit-event.ts'

/** What must not be asked. */
const never: Fetch = () => Promise.reject(new Error('asked'))

const keys = [noteKey(ORIGIN, operator)]
const options: SubmitOptions = {
  fetch,
  keys,
  verifier: nobleVerifier,
  clock: () => NOW,
  timeoutMs: 5_000,
  delayMs: 1,
}

let server: LedgerServer
let proxy: FaultProxy
let party = 0

/** An event that nobody has submitted yet: a party joins. */
const fresh = (): Promise<SignedEvent> => written(server.url, endorsing(party++))

/** How often the log holds this event. */
async function timesLogged({ event }: SignedEvent): Promise<number> {
  const text = Buffer.from(encodeEvent(event)).toString()
  const log = await entriesOf(server.url)
  return log.filter((entry) => Buffer.from(entry).toString().includes(text)).length
}

beforeAll(async () => {
  server = await served(120, {}, { limits: { maxRequestsPerSocket: 1 } })
  proxy = await faultProxy(server.url)
}, 60_000)

afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await endAll()
})

describe('a submission', () => {
  it('gives a receipt of the event; the same bytes again give one too, and no entry', async () => {
    const signed = await fresh()
    const bytes = encodeSignedEvent(signed)
    const first = right(await submitEvent(server.url, bytes, options)())
    expect([first.replayed, first.attempts]).toEqual([false, 1])
    expect(first.logged.entry.event).toEqual(signed.event)
    expect(right(parseReceipt(first.receipt)).proof.index).toBe(first.logged.entry.index)
    const again = right(await submitEvent(server.url, Uint8Array.of(...bytes, 0x0a), options)())
    expect([again.replayed, again.logged.entry.index]).toEqual([true, first.logged.entry.index])
    expect(await timesLogged(signed)).toBe(1)
  })

  it('sends the bytes that it was given, and no others', async () => {
    const bytes = encodeSignedEvent(await fresh())
    const sent: unknown[] = []
    const watching: Fetch = (url, init) => {
      sent.push([url, init.method, init.headers['content-type'], init.body])
      return fetch(url, init)
    }
    right(await submitEvent(`${server.url}/`, bytes, { ...options, fetch: watching })())
    expect(sent).toEqual([[`${server.url}/v1/events`, 'POST', 'application/json', bytes]])
  })

  it.each([
    ['no JSON', Buffer.from('x')],
    ['an entry', Buffer.from('{"event":{},"index":0}')],
    ['nothing', new Uint8Array(0)],
  ])('of %s is not sent', async (_, bytes) => {
    const error = left(await submitEvent(server.url, bytes, { ...options, fetch: never })())
    expect(error._tag).toBe('NotSubmittable')
  })

  it('to an address that is none, or with a password, is not sent', async () => {
    const bytes = encodeSignedEvent(await fresh())
    for (const url of ['file:///etc', 'https://me:secret@log.example']) {
      const error = left(await submitEvent(url, bytes, options)())
      expect(error._tag).toBe('NotSubmittable')
      expect(JSON.stringify(error)).not.toContain('secret')
    }
  })

  it('that is refused says why, with the code and the members of the problem', async () => {
    const first = encodeSignedEvent(await written(server.url, admitting(500, 'Renamed')))
    const other = encodeSignedEvent(await written(server.url, admitting(500, 'Otherwise')))
    right(await submitEvent(server.url, first, options)())
    const error = left(await submitEvent(server.url, other, options)())
    if (error._tag !== 'SubmissionRefused') throw new Error(error._tag)
    expect([error.status, error.code]).toEqual([409, 'stale-previous'])
    expect(error.members['previous']).toMatch(/^[0-9a-f]{64}$/)
  })

  it('is ended by an abort: before it was sent with its reason, afterwards in doubt', async () => {
    const bytes = encodeSignedEvent(await fresh())
    const early = submitEvent(server.url, bytes, { ...options, signal: AbortSignal.abort() })
    await expect(early()).rejects.toMatchObject({ name: 'AbortError' })
    const stop = new AbortController()
    const sent = submitEvent(server.url, bytes, {
      ...options,
      signal: stop.signal,
      fetch: () => {
        stop.abort()
        return new Promise(() => {})
      },
    })
    expect(left(await sent())._tag).toBe('SubmissionAmbiguous')
  })
})

/** How it is submitted to a server that answers so. */
const answering = (answer: () => FetchAnswer): SubmitOptions => ({
  ...options,
  attempts: 2,
  fetch: async () => answer(),
})

describe('an answer that is no receipt of the event', () => {
  it('is not believed: of another event, another operator, or changed', async () => {
    const other = right(await submitEvent(server.url, encodeSignedEvent(await fresh()), options)())
    const bytes = encodeSignedEvent(await fresh())
    const foreign = left(
      await submitEvent(
        server.url,
        bytes,
        answering(() => answerOf(other.receipt)),
      )(),
    )
    expect([foreign._tag, 'reason' in foreign && foreign.reason]).toEqual(['BadReceipt', null])
    const own = await submit(server.url, bytes)
    const receipt = new Uint8Array(await own.arrayBuffer())
    const stranger = { ...answering(() => answerOf(receipt)), keys: [noteKey(ORIGIN, signerOf(9))] }
    expect(left(await submitEvent(server.url, bytes, stranger)())._tag).toBe('BadReceipt')
    for (const at of [30, 200, receipt.length - 20]) {
      const changed = receipt.with(at, receipt[at] === 0x41 ? 0x42 : 0x41)
      const error = left(
        await submitEvent(
          server.url,
          bytes,
          answering(() => answerOf(changed)),
        )(),
      )
      expect(error._tag).toBe('BadReceipt')
    }
    right(
      await submitEvent(
        server.url,
        bytes,
        answering(() => answerOf(receipt)),
      )(),
    )
  })

  it.each([
    ['a page', () => answerOf('<html>'), 'BadReceipt'],
    ['500', () => answerOf('broken', 500), 'SubmissionAmbiguous'],
    ['502', () => answerOf('proxy', 502), 'SubmissionAmbiguous'],
    ['503 of a proxy', () => answerOf('busy', 503), 'SubmissionAmbiguous'],
    ['503 that is sure', () => problemOf(503, 'unavailable'), 'SubmissionUnavailable'],
    ['503 in doubt', () => problemOf(503, 'ambiguous'), 'SubmissionAmbiguous'],
    ['429', () => problemOf(429, 'slow-down'), 'SubmissionUnavailable'],
    ['403', () => problemOf(403, 'refused'), 'SubmissionRefused'],
    ['507', () => problemOf(507, 'full'), 'SubmissionRefused'],
    ['a redirect', () => answerOf('', 307), 'SubmissionAmbiguous'],
    ['404', () => answerOf(null), 'SubmissionRefused'],
  ])('is told apart: %s', async (_, answer, tag) => {
    const bytes = encodeSignedEvent(await fresh())
    expect(left(await submitEvent(server.url, bytes, answering(answer))())._tag).toBe(tag)
  })

  it('leaves in doubt what once was, whatever is answered later', async () => {
    const bytes = encodeSignedEvent(await fresh())
    const answers = [answerOf('broken', 500), problemOf(429, 'slow-down')]
    const error = left(
      await submitEvent(
        server.url,
        bytes,
        answering(() => answers.shift() ?? answerOf(null)),
      )(),
    )
    expect(error._tag).toBe('SubmissionAmbiguous')
  })
})

describe('a submission over a bad network', () => {
  it.each<NetworkFault>([
    { kind: 'lost-reply' },
    { kind: 'reset-reply', bytes: 100 },
    { kind: 'truncated', bytes: 300 },
    { kind: 'reset-request', bytes: 300 },
    { kind: 'twice' },
  ])('is logged once, and has its receipt, after %j', async (fault) => {
    const signed = await fresh()
    proxy.plan([fault])
    right(await submitEvent(proxy.url, encodeSignedEvent(signed), options)())
    expect(await timesLogged(signed)).toBe(1)
  })

  it('is logged once for each event, whatever is retried', { timeout: 240_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(aNetworkFault, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 2 }),
        async (faults, parties) => {
          const events = await Promise.all(Array.from({ length: parties }, fresh))
          proxy.plan(faults)
          const impatient = { ...options, timeoutMs: 400, attempts: 10 }
          const done = await Promise.all(
            events.map((signed) => submitEvent(proxy.url, encodeSignedEvent(signed), impatient)()),
          )
          proxy.plan([])
          for (const [i, signed] of events.entries()) {
            const outcome = done[i]
            if (outcome === undefined) throw new Error('an event without an outcome')
            // Ten times in a row: then it may stay in doubt, and the caller sends it again.
            if (outcome._tag === 'Left')
              right(await submitEvent(server.url, encodeSignedEvent(signed), options)())
            expect(await timesLogged(signed)).toBe(1)
          }
        },
      ),
      { seed: SEED, numRuns: runsOf(12) },
    ),
  )
})

function problemOf(status: number, code: string): FetchAnswer {
  const headers = { 'content-type': 'application/problem+json' }
  return answerOf(JSON.stringify({ code, detail: 'because', status }), status, headers)
}
