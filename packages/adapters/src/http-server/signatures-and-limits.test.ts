import { encodeSignedEvent, signEvent } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  admitting,
  endAll,
  endorsing,
  entriesOf,
  operating,
  partyKey,
  served,
  signerOf,
  submit,
  withdrawing,
  written,
} from '../test-support/served.ts'
import { flipped, changed, counting } from '../test-support/submitted.ts'

afterEach(endAll)

describe('signatures', () => {
  it('of strangers, of stale events and of what is malformed are never checked', async () => {
    const { verifier, asked } = counting()
    const { url } = await served(1, { verifier })
    const signed = await written(url, endorsing(0))
    const bodies = [
      await signEvent(signed.event, [signerOf(55)]),
      await signEvent(signed.event, [partyKey(0), signerOf(55)]),
      await signEvent(changed(signed.event, { previous: 'a'.repeat(64) }), [partyKey(0)]),
      await signEvent(changed(signed.event, { signatory: 'nobody' }), [partyKey(0)]),
      '{}',
    ]
    const before = asked()
    for (const body of bodies) expect([400, 409, 422]).toContain((await submit(url, body)).status)
    expect(asked()).toBe(before)
    expect((await submit(url, flipped(signed))).status).toBe(422)
    expect(asked()).toBe(before + 1)
  })

  it('that stood in the queue are not checked on the curve again when they are appended', async () => {
    const { verifier, asked } = counting()
    const { url } = await served(1, { verifier })
    const signed = await written(url, endorsing(0))
    const before = asked()
    expect((await submit(url, signed)).status).toBe(201)
    expect(asked() - before).toBe(1)
  })
})

describe('how much is taken', () => {
  it('from one address has its limit, and says when to come again', async () => {
    const limits = { sender: { burst: 2, perSecond: 0.5 }, key: { burst: 9, perSecond: 9 } }
    const { url } = await served(5, { limits })
    const statuses: number[] = []
    for (let n = 0; n < 3; n++) {
      const answer = await submit(url, await written(url, endorsing(n)))
      statuses.push(answer.status)
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('2')
    }
    expect(statuses).toEqual([201, 201, 429])
    // What is logged already costs nothing.
    const again = (await entriesOf(url)).at(-1) ?? new Uint8Array(0)
    const { event, signatures } = JSON.parse(new TextDecoder().decode(again))
    expect((await submit(url, encodeSignedEvent({ event, signatures }))).status).toBe(200)
  })

  it('by one key has its limit, which forged events in its name do not use up', async () => {
    const limits = { key: { burst: 1, perSecond: 0.001 }, forgeryCost: 0 }
    const { url } = await served(1, { limits: { ...operating.limits, ...limits } })
    const signed = await written(url, endorsing(0))
    for (let i = 0; i < 5; i++) expect((await submit(url, flipped(signed))).status).toBe(422)
    expect((await submit(url, signed)).status).toBe(201)
    expect((await submit(url, await written(url, withdrawing(0)))).status).toBe(429)
  })

  it('is told apart by the address that a trusted proxy names', async () => {
    const limits = { sender: { burst: 1, perSecond: 0.001 } }
    const { url } = await served(
      9,
      { limits: { ...operating.limits, ...limits } },
      { trustProxy: true },
    )
    const from = async (n: number, address: string): Promise<number> =>
      (await submit(url, await written(url, endorsing(n)), { 'x-forwarded-for': address })).status
    expect(await from(0, '192.0.2.1')).toBe(201)
    expect(await from(1, '192.0.2.1')).toBe(429)
    expect(await from(1, '192.0.2.9, 192.0.2.1')).toBe(429)
    expect(await from(1, '192.0.2.1, 192.0.2.9')).toBe(201)
  })

  it('of forged signatures costs their sender more', async () => {
    const limits = { sender: { burst: 12, perSecond: 0.001 }, forgeryCost: 10 }
    const { url } = await served(1, { limits: { ...operating.limits, ...limits } })
    const signed = await written(url, endorsing(0))
    expect((await submit(url, flipped(signed))).status).toBe(422)
    expect((await submit(url, flipped(signed))).status).toBe(422)
    expect((await submit(url, signed)).status).toBe(429)
  })

  it('of forged signatures does not silence other keys of the log at the same address', async () => {
    const limits = { sender: { burst: 2, perSecond: 0.001 } }
    const { url } = await served(9, { limits: { ...operating.limits, ...limits } })
    const first = await written(url, endorsing(0))
    expect((await submit(url, first)).status).toBe(201)
    const second = await written(url, endorsing(1))
    expect((await submit(url, flipped(second))).status).toBe(422)
    // The address has no token left. The key that was forged has none either; another one has, and not without end.
    expect((await submit(url, second)).status).toBe(429)
    const [joined, left] = [endorsing(2), withdrawing(2)]
    for (const author of [joined, left, joined, left])
      expect((await submit(url, await written(url, author))).status).toBe(201)
    expect((await submit(url, await written(url, joined))).status).toBe(429)
    // Keys that are new to the log do not count: anybody has them.
    expect((await submit(url, await written(url, admitting(20)))).status).toBe(429)
  })
})
