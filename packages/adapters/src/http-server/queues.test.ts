import { decodeSignedEvent, encodeCanonical } from '@accord-ledger/core'
import type { SignedEvent, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rememberSignatures } from './remembered-signatures.ts'
import { signatureQueue } from './signature-queue.ts'
import type { SignatureVerdict } from './signature-queue.ts'

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0')

/** An event of party `party` that claims to be signed by `key`; `mark` tells it from others. */
function eventOf(key: number, party: number, mark: number = 0): SignedEvent {
  const event = {
    type: 'withdraw',
    log: 'accords.example/1',
    seen: { index: 0, hash: hex(0, 64) },
    until: null,
    accord: 'call',
    signatory: `party-${party}`,
    effective: '2026-11-22',
    reason: null,
    previous: null,
  }
  const signatures = [{ key: hex(key, 64), sig: hex(mark, 128) }]
  const signed = decodeSignedEvent(encodeCanonical({ event, signatures }))
  if (E.isLeft(signed)) throw new Error(JSON.stringify(signed.left))
  return signed.right
}

/** A verifier that answers when it is let, and says yes to even marks. */
function gated(): { readonly verifier: Verifier; readonly open: () => Promise<number> } {
  const waiting: (() => void)[] = []
  const verifier: Verifier = {
    name: 'gated',
    verify: async (batch) => {
      await new Promise<void>((resolve) => waiting.push(resolve))
      return batch.map(({ signature }) => (signature.at(-1) ?? 1) % 2 === 0)
    },
  }
  const open = async (): Promise<number> => {
    const count = waiting.length
    for (const each of waiting.splice(0)) each()
    await new Promise((resolve) => setImmediate(resolve))
    return count
  }
  return { verifier, open }
}

describe('the queue before the curve', () => {
  it('gives each the verdict on its own signatures', async () => {
    const { verifier, open } = gated()
    const queue = signatureQueue(verifier)
    const verdicts = Promise.all([0, 1, 2, 3].map((m) => queue.check(eventOf(1, m, m), 'a')))
    while ((await open()) > 0);
    expect(await verdicts).toEqual(['valid', 'forged', 'valid', 'forged'])
  })

  it('answers a sender that comes late within two rounds, whatever another one has waiting', async () => {
    const { verifier, open } = gated()
    const queue = signatureQueue(verifier)
    const done: string[] = []
    const check = (sender: string, key: number): void => {
      void queue.check(eventOf(key, 0), sender).then(() => done.push(sender))
    }
    // A flood that claims the keys of all.
    for (let i = 0; i < 200; i++) check('flood', i)
    check('good', 1)
    await open()
    await open()
    expect(done).toContain('good')
    expect(done.length).toBeLessThan(40)
    while ((await open()) > 0);
  })

  it('takes turns between the keys that one sender’s events claim', async () => {
    const { verifier, open } = gated()
    const queue = signatureQueue(verifier)
    const done: number[] = []
    for (const key of [...Array.from({ length: 100 }, () => 1), 2])
      void queue.check(eventOf(key, 0), 'proxy').then(() => done.push(key))
    await open()
    await open()
    expect(done).toContain(2)
    expect(done.length).toBeLessThan(40)
    while ((await open()) > 0);
  })

  it('is bounded, and makes room for who has less by what who has most sent last', async () => {
    const { verifier, open } = gated()
    const queue = signatureQueue(verifier, { maxWaiting: 50, maxOfSender: 40 })
    const verdicts = new Map<string, SignatureVerdict[]>()
    const check = (sender: string): void => {
      void queue
        .check(eventOf(1, 0), sender)
        .then((verdict) => verdicts.set(sender, [...(verdicts.get(sender) ?? []), verdict]))
    }
    for (let i = 0; i < 200; i++) check('flood')
    for (let i = 0; i < 30; i++) check(`guest ${i}`)
    expect(queue.waiting).toBeLessThanOrEqual(50)
    while ((await open()) > 0);
    for (let i = 0; i < 30; i++) expect(verdicts.get(`guest ${i}`)).toEqual(['valid'])
    const flood = verdicts.get('flood') ?? []
    expect(flood).toHaveLength(200)
    expect(flood.filter((verdict) => verdict === 'crowded').length).toBeGreaterThan(150)
    expect(queue.waiting).toBe(0)
  })

  it('answers everything once, in whatever order it came', async () => {
    const job = fc.record({ sender: fc.nat(5), key: fc.nat(3), mark: fc.nat(200) })
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 80 }), async (jobs) => {
        const { verifier, open } = gated()
        const queue = signatureQueue(verifier, { maxWaiting: 40, maxOfSender: 20 })
        const answers = jobs.map(({ sender, key, mark }) =>
          queue.check(eventOf(key, 0, mark), `s${sender}`),
        )
        while ((await open()) > 0);
        for (const [i, verdict] of (await Promise.all(answers)).entries()) {
          const right = (jobs[i]?.mark ?? 0) % 2 === 0 ? 'valid' : 'forged'
          expect(['crowded', right]).toContain(verdict)
        }
        expect(queue.waiting).toBe(0)
      }),
      { numRuns: 50 },
    )
  })

  it('rejects what its verifier failed on, and goes on', async () => {
    let fails = true
    const queue = signatureQueue({
      name: 'failing',
      verify: (batch) =>
        fails ? Promise.reject(new Error('no curve')) : Promise.resolve(batch.map(() => true)),
    })
    await expect(queue.check(eventOf(1, 0), 'a')).rejects.toThrow('no curve')
    fails = false
    expect(await queue.check(eventOf(1, 0), 'a')).toBe('valid')
  })
})

const checkOf = (n: number): Parameters<Verifier['verify']>[0][number] => ({
  key: new Uint8Array(32),
  message: Uint8Array.of(n),
  signature: new Uint8Array(64),
})

describe('remembered signatures', () => {
  it('answer only what stood, once, and nothing that differs in a byte', async () => {
    const asked: number[] = []
    const { checking, appending } = rememberSignatures({
      name: 'even',
      verify: (batch) => {
        for (const { message } of batch) asked.push(message[0] ?? 0)
        return Promise.resolve(batch.map(({ message }) => (message[0] ?? 1) % 2 === 0))
      },
    })
    expect(await checking.verify([checkOf(1), checkOf(2), checkOf(4)])).toEqual([false, true, true])
    asked.length = 0
    const moved = { ...checkOf(4), key: new Uint8Array(33), signature: new Uint8Array(63) }
    expect(await appending.verify([checkOf(2), checkOf(1), moved, checkOf(6)])).toEqual([
      true,
      false,
      true,
      true,
    ])
    expect(asked).toEqual([1, 4, 6])
    asked.length = 0
    expect(await appending.verify([checkOf(2), checkOf(4)])).toEqual([true, true])
    expect(asked).toEqual([2])
  })

  it('are few', async () => {
    let asked = 0
    const yes: Verifier = {
      name: 'yes',
      verify: (batch) => {
        asked += batch.length
        return Promise.resolve(batch.map(() => true))
      },
    }
    const { checking, appending } = rememberSignatures(yes, 10)
    await checking.verify(Array.from({ length: 100 }, (_, n) => checkOf(n)))
    asked = 0
    await appending.verify(Array.from({ length: 100 }, (_, n) => checkOf(n)))
    expect(asked).toBe(90)
  })
})
