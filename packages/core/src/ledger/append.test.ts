import { describe, expect, it } from 'vitest'
import type { SignedEvent } from '../events/entry.ts'
import type { Author } from './ledger.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import { left, right } from '../test-support/either.ts'
import { expectSound, written } from '../test-support/ledger-checks.ts'
import {
  admitting,
  credulous,
  founding,
  NOW,
  opened,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { testStore } from '../test-support/test-store.ts'

const throwing: Author<never> = () => Promise.reject(new Error('no key at hand'))

describe('appending', () => {
  it('logs events one by one, and what it logs verifies', async () => {
    const store = testStore()
    const heard: VerifiedEntry[] = []
    const ledger = await opened(store, { onEntry: (entry) => heard.push(entry) })
    for (const [i, author] of STORY.entries()) {
      const entries = right(await ledger.append([await written(author, ledger)])())
      expect(entries.map(({ index, bytes }) => [index, bytes])).toEqual([[i, store.log[i]]])
      await expectSound(store, ledger)
    }
    expect(heard.map(({ index }) => index)).toEqual([0, 1, 2, 3])
  })

  it('of nothing logs nothing', async () => {
    const store = testStore()
    const ledger = await opened(store)
    expect(right(await ledger.append([])())).toEqual([])
    expect(store.batches).toEqual([])
  })

  it.each([
    ['null', null],
    ['a number', 1.5],
    ['an object', { x: 1.5 }],
    ['a lone half of a pair', { event: { type: 'signatory', name: '\ud800' }, signatures: [] }],
    ['a field of another kind', { event: { type: 'signatory', name: 5 }, signatures: [] }],
    [
      'an unknown event that JSON cannot hold',
      { event: { type: 'later', x: 1.5 }, signatures: [] },
    ],
  ])('refuses what JSON.parse gave in the place of a signed event: %s', async (_, value) => {
    const store = testStore()
    const ledger = await opened(store)
    right(await ledger.appendEach(STORY)())
    // What a caller's `as SignedEvent` would hide.
    const events: SignedEvent[] = []
    Reflect.set(events, 0, value)
    expect(left(await ledger.append(events)())).toMatchObject({
      _tag: 'Violation',
      rule: 'schema',
      index: 4,
    })
    expect(store.log.length).toBe(4)
  })

  it('names a forged event before one that is none', async () => {
    const ledger = await opened(testStore())
    right(await ledger.appendEach(STORY.slice(0, -1))())
    const [last] = STORY.slice(-1)
    if (last === undefined) throw new Error('a story has an end')
    const { event, signatures } = right(await last(ledger.view()))
    const forged = signatures.map((each) => ({ ...each, sig: '0'.repeat(128) as typeof each.sig }))
    const events: SignedEvent[] = [{ event, signatures: forged }]
    Reflect.set(events, 1, null)
    expect(left(await ledger.append(events)())).toMatchObject({ rule: 'signature', index: 3 })
    expect(ledger.view().size).toBe(3)
  })

  it('takes an entry for the signed event that it is, and refuses it as stale', async () => {
    const ledger = await opened(testStore())
    const entries = right(await ledger.appendEach(STORY)())
    expect(left(await ledger.append(entries.slice(-1))())).toMatchObject({ rule: 'previous' })
  })

  it('gives all entries of a call one time, the clock’s', async () => {
    const ledger = await opened(testStore(), { clock: () => NOW + 999 })
    const entries = right(await ledger.appendEach(STORY)())
    expect(new Set(entries.map(({ time }) => time))).toEqual(new Set(['2026-11-22T09:00:00Z']))
  })

  it('never goes back in time, whatever the clock does', async () => {
    const store = testStore()
    let now = NOW
    const ledger = await opened(store, { clock: () => now })
    right(await ledger.appendEach(STORY)())
    now -= 3_600_000
    const [entry] = right(await ledger.appendEach([withdrawing])())
    expect(entry?.time).toBe('2026-11-22T09:00:00Z')
    await expectSound(store, ledger)
  })

  it('takes calls in their order, and those that come at once with one append of the store', async () => {
    const store = testStore()
    const ledger = await opened(store, { verifier: credulous })
    right(await ledger.appendEach(STORY)())
    const ids = Array.from({ length: 20 }, (_, i) => `party-${i}`)
    const answers = await Promise.all(ids.map((id) => ledger.appendEach([admitting(id)])()))
    expect(answers.map((answer) => right(answer)[0]?.index)).toEqual(ids.map((_, i) => i + 4))
    expect(store.batches).toEqual([4, 20])
  })

  it('passes no entry over where onEntry threw: what it threw ends the ledger', async () => {
    const store = testStore()
    const heard: number[] = []
    const onEntry = ({ index }: VerifiedEntry): void => {
      if (index === 1) throw new Error('no room')
      heard.push(index)
    }
    const ledger = await opened(store, { onEntry })
    await expect(ledger.appendEach(STORY)()).rejects.toThrow('no room')
    await expectSound(store, ledger)
    await expect(ledger.appendEach([admitting('b')])()).rejects.toThrow('no room')
    expect([heard, store.log.length]).toEqual([[0], 4])
  })

  it('goes on after a call that threw', async () => {
    const store = testStore()
    const ledger = await opened(store)
    const [thrown, logged] = await Promise.allSettled([
      ledger.appendEach([founding, throwing])(),
      ledger.appendEach([founding])(),
    ])
    expect(thrown).toMatchObject({ status: 'rejected', reason: new Error('no key at hand') })
    expect(logged).toMatchObject({ status: 'fulfilled' })
    await expectSound(store, ledger)
  })
})
