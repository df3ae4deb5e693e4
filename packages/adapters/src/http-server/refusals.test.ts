import { authorEvent, authorFounding, signEvent } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  admitting,
  endAll,
  endorsing,
  entriesOf,
  jsonOf,
  operator,
  ORIGIN,
  partyKey,
  registrar,
  served,
  signerOf,
  submit,
  viewOf,
  withdrawing,
  written,
} from '../test-support/served.ts'
import { flipped, changed } from '../test-support/submitted.ts'

afterEach(endAll)

describe('an event that is refused', () => {
  it('as stale is answered with what came last', async () => {
    const { url } = await served(1)
    const first = await written(url, endorsing(0))
    await submit(url, first)
    const withdrawal = await written(url, withdrawing(0))
    await submit(url, withdrawal)
    const view = await viewOf(url)
    const again = await signEvent(changed(first.event, { until: '2027-01-01T00:00:00Z' }), [
      partyKey(0),
    ])
    const answer = await submit(url, again)
    expect(answer.status).toBe(409)
    expect(await jsonOf(answer)).toMatchObject({
      code: 'stale-previous',
      type: '/v1/problems/stale-previous',
      rule: 'previous',
      previous: view.head,
    })
  })

  it('for what its signer had seen names the head, where that is all', async () => {
    const { url } = await served(1)
    const { event } = await written(url, endorsing(0))
    const { head } = await viewOf(url)
    const ahead = changed(event, { seen: { index: 7, hash: head } })
    const answer = await submit(url, await signEvent(ahead, [partyKey(0)]))
    expect(answer.status).toBe(409)
    expect(await jsonOf(answer)).toMatchObject({
      code: 'stale-seen',
      seen: { index: 2, hash: head },
    })
    const elsewhere = changed(event, { seen: { index: 1, hash: 'a'.repeat(64) } })
    const other = await submit(url, await signEvent(elsewhere, [partyKey(0)]))
    expect(other.status).toBe(422)
    expect(await jsonOf(other)).toMatchObject({ rule: 'seen-hash', ruleNumber: 12 })
  })

  it('by a rule is told which, and where', async () => {
    const { url } = await served(1)
    const { event } = await written(url, endorsing(0))
    const textual = changed(event, { text: 'c'.repeat(64) })
    for (const [of, rule, number] of [
      [textual, 'text-current', 23],
      [changed(event, { log: 'accords.example/2' }), 'log', 10],
      [changed(event, { until: '2026-01-01T00:00:00Z' }), 'until', 13],
    ] as const) {
      const answer = await submit(url, await signEvent(of, [partyKey(0)]))
      expect(answer.status).toBe(422)
      expect(await jsonOf(answer)).toMatchObject({ code: 'invalid', rule, ruleNumber: number })
    }
    const forgery = await submit(url, flipped(await written(url, endorsing(0))))
    expect(forgery.status).toBe(422)
    expect(await jsonOf(forgery)).toMatchObject({ rule: 'signature', ruleNumber: 32 })
    expect(await entriesOf(url)).toHaveLength(3)
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['an array', '[]'],
    ['an entry', '{"event":{},"index":0}'],
    ['another spelling', '{ "event":{},"signatures":[] }'],
    ['bytes', '\u0000\u0001'],
  ])('as malformed: %s', async (_, body) => {
    const { url } = await served(1)
    const answer = await submit(url, body)
    expect(answer.status).toBe(400)
    expect(await jsonOf(answer)).toMatchObject({ code: 'malformed' })
  })

  it('in a body of another type, or with a coding', async () => {
    const { url } = await served(1)
    const signed = await written(url, endorsing(0))
    for (const type of ['text/plain', 'application/json; charset=latin1', 'application/jsonx'])
      expect((await submit(url, signed, { 'content-type': type })).status).toBe(415)
    const coded = await submit(url, signed, { 'content-encoding': 'gzip' })
    expect(coded.status).toBe(415)
    expect(coded.headers.get('content-type')).toBe('application/problem+json')
    const type = 'Application/JSON; charset=UTF-8'
    expect((await submit(url, signed, { 'content-type': type })).status).toBe(201)
  })

  it('by the operator’s admission', async () => {
    const { url } = await served(2, {
      admit: ({ event }) => (event.type === 'endorse' ? 'not on a Sunday' : null),
    })
    const answer = await submit(url, await written(url, endorsing(0)))
    expect(answer.status).toBe(403)
    expect(await jsonOf(answer)).toMatchObject({ code: 'refused', detail: 'not on a Sunday' })
    expect((await submit(url, await written(url, admitting(7)))).status).toBe(201)
    const odd = await submit(url, await written(url, admitting(8, 'Jose\u0301')))
    expect(odd.status).toBe(403)
    expect(await jsonOf(odd)).toMatchObject({ code: 'refused', why: 'not-nfc' })
  })

  it('where it would change the operator’s key, or found the log', async () => {
    const { url } = await served(1)
    const next = signerOf(9)
    const intent = { type: 'authority', operator: next.key, registrars: [registrar.key] } as const
    const rotation = await submit(url, await written(url, authorEvent(intent, [operator, next])))
    expect(rotation.status).toBe(403)
    const founding = authorFounding(
      { log: ORIGIN, operator: next.key, registrars: [registrar.key] },
      [next, registrar],
    )
    expect((await submit(url, await written(url, founding))).status).toBe(403)
    const more = { ...intent, operator: operator.key, registrars: [registrar.key, next.key] }
    const grown = await submit(url, await written(url, authorEvent(more, [operator, next])))
    expect(grown.status).toBe(201)
  })
})
