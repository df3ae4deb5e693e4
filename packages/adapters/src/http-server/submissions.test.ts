import { encodeSignedEvent, signEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, describe, expect, it } from 'vitest'
import {
  endAll,
  endorsing,
  entriesOf,
  newDirectory,
  operating,
  ORIGIN,
  partyKey,
  served,
  serveAt,
  found,
  submit,
  viewOf,
  written,
} from '../test-support/served.ts'
import { logged, flipped, changed } from '../test-support/submitted.ts'

afterEach(endAll)

describe('an event that is submitted', () => {
  it('is logged, and its receipt proves it under the operator’s signature', async () => {
    const { url } = await served(1)
    const signed = await written(url, endorsing(0))
    const answer = await submit(url, signed)
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe('/v1/entries?from=3&limit=1')
    expect(answer.headers.get('accord-index')).toBe('3')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    const receipt = await logged(answer)
    expect(receipt).toMatchObject({ origin: ORIGIN, size: 4 })
    expect(receipt.entry.event).toEqual(signed.event)
    const view = await viewOf(url)
    expect(view.size).toBe(4)
    expect(view.head).toBe(receipt.hash)
  })

  it('is logged once, however often and with whatever signatures it comes', async () => {
    const { url } = await served(1)
    const signed = await written(url, endorsing(0))
    expect((await submit(url, signed)).status).toBe(201)
    for (const body of [signed, flipped(signed), `${flipped(signed)}\n`]) {
      const answer = await submit(url, body)
      expect(answer.status).toBe(200)
      expect((await logged(answer)).entry.signatures).toEqual(signed.signatures)
    }
    expect(await entriesOf(url)).toHaveLength(4)
  })

  it('is logged once when it comes many times at once', async () => {
    const { url } = await served(1)
    const signed = await written(url, endorsing(0))
    const bytes = new TextDecoder().decode(encodeSignedEvent(signed))
    const copies = [signed, `${bytes}\n`, signed, signed, `${bytes}\n`]
    const answers = await Promise.all(copies.map((copy) => submit(url, copy)))
    for (const answer of answers) {
      expect([200, 201]).toContain(answer.status)
      expect((await logged(answer)).entry.index).toBe(3)
    }
    expect(await entriesOf(url)).toHaveLength(4)
  })

  it('finds its receipt again after the server was started anew', async () => {
    const directory = await newDirectory()
    await found(directory, 1)
    const first = await serveAt(directory, { operator: operating })
    const signed = await written(first.url, endorsing(0))
    expect((await submit(first.url, signed)).status).toBe(201)
    await first.close()
    const second = await serveAt(directory, { operator: operating })
    const answer = await submit(second.url, flipped(signed))
    expect(answer.status).toBe(200)
    expect((await logged(answer)).entry.index).toBe(3)
  })

  it('goes in with others that come at once, each with a receipt of its own', async () => {
    const { url } = await served(40)
    const events = await Promise.all(
      Array.from({ length: 40 }, (_, n) => written(url, endorsing(n))),
    )
    const answers = await Promise.all(events.map((event) => submit(url, event)))
    const receipts = await Promise.all(answers.map(logged))
    expect(answers.map(({ status }) => status)).toEqual(events.map(() => 201))
    for (const [n, { entry }] of receipts.entries()) expect(entry.event).toEqual(events[n]?.event)
    expect((await viewOf(url)).size).toBe(82)
  })

  it('is not failed by a neighbour that is refused', async () => {
    const { url } = await served(10)
    const view = await viewOf(url)
    const events = await Promise.all(
      Array.from({ length: 10 }, (_, n) => written(url, endorsing(n))),
    )
    // A second one of the same party: of the two, one is stale when the other is logged.
    const rival = await endorsing(0)({ ...view, time: null })
    if (E.isLeft(rival)) throw new Error('a rival')
    const other = changed(rival.right.event, { until: '2026-12-01T00:00:00Z' })
    const signed = await signEvent(other, [partyKey(0)])
    const answers = await Promise.all([...events, signed].map((event) => submit(url, event)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(10)
    expect(statuses.filter((status) => status === 409)).toHaveLength(1)
    expect((await viewOf(url)).size).toBe(22)
  })
})
