import { describe, expect, it } from 'vitest'
import { encodeHex } from '../values/hex.ts'
import { openLedger } from './open.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import { right, left } from '../test-support/either.ts'
import {
  acme,
  blocks,
  logOf,
  NOW,
  opened,
  operator,
  registrar,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { testStore } from '../test-support/test-store.ts'
import { rootOf } from '../tree/tree.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { verifyLog } from '../replay/verify.ts'

const story = await logOf(STORY) // the last entry's time is three minutes after NOW
const MINUTE = 60_000

describe('opening', () => {
  it('an empty store gives an empty ledger', async () => {
    const view = (await opened(testStore())).view()
    expect(view).toMatchObject({
      size: 0,
      head: '0'.repeat(64),
      log: null,
      time: null,
      founding: null,
    })
  })

  it('replays what the store holds, and stands where verification ends', async () => {
    const store = testStore()
    store.log.push(...story)
    const heard: VerifiedEntry[] = []
    const ledger = await opened(store, { onEntry: (entry) => heard.push(entry) })
    const verified = await verifyLog(blocks(story), { verifier: nobleVerifier })
    const view = ledger.view()
    expect(verified.verdict).toBe('sound')
    expect([view.size, view.head]).toEqual([4, verified.head])
    expect(encodeHex(rootOf(view.tree))).toBe(verified.root)
    expect(heard.map(({ index, bytes }) => [index, bytes])).toEqual([...story.entries()])
    expect([operator, registrar, acme].map(({ key }) => view.keys.get(key))).toEqual([0, 0, 2])
  })

  it.each([
    [0, true],
    [3 * MINUTE, true],
    [-2 * MINUTE, true],
    [-2 * MINUTE - 1, false],
    [-2 * MINUTE - 1000, false],
    [-3 * MINUTE, false],
  ])(
    'at %i ms from the story: is the clock within five minutes of the last entry?',
    async (ms, within) => {
      const store = testStore()
      store.log.push(...story)
      const answer = await openLedger({ store, verifier: nobleVerifier, clock: () => NOW + ms })()
      if (within) expect(right(answer).view().size).toBe(4)
      else expect(left(answer)).toMatchObject({ _tag: 'ClockBehind', last: '2026-11-22T09:03:00Z' })
    },
  )

  it('goes on from a saved state, and stands where a whole replay ends', async () => {
    const whole = testStore()
    whole.log.push(...story)
    const expected = (await opened(whole)).view()
    for (let size = 0; size <= story.length; size++) {
      const store = testStore()
      store.log.push(...story)
      const { state } = await verifyLog(blocks(story.slice(0, size)), { verifier: nobleVerifier })
      const heard: number[] = []
      const ledger = await opened(store, {
        resume: state,
        onEntry: ({ index }) => heard.push(index),
      })
      expect(heard).toEqual(story.map((_, i) => i).slice(size))
      const { size: reached, head, tree } = ledger.view()
      expect([reached, head, tree]).toEqual([expected.size, expected.head, expected.tree])
      right(await ledger.appendEach([withdrawing])())
      const all = await verifyLog(blocks(store.log), { verifier: nobleVerifier })
      expect([all.verdict, all.size]).toEqual(['sound', 5])
    }
  })

  it('refuses to go on from a state of other entries, or of more than there are', async () => {
    const { state } = await verifyLog(blocks(story), { verifier: nobleVerifier })
    const shorter = testStore()
    shorter.log.push(...story.slice(0, 3))
    const other = testStore()
    other.log.push(...story.slice(0, 3), story[0] ?? new Uint8Array(0))
    for (const [store, at] of [
      [shorter, 3],
      [other, 3],
    ] as const) {
      const options = { store, verifier: nobleVerifier, clock: () => NOW, resume: state }
      expect(left(await openLedger(options)())).toMatchObject({ code: 'damaged', at })
    }
  })

  it('stops at the first bad entry, and says which', async () => {
    const store = testStore()
    store.log.push(...story.slice(0, 3), ...story.slice(2))
    const answer = await openLedger({ store, verifier: nobleVerifier, clock: () => NOW })()
    expect(left(answer)).toMatchObject({ _tag: 'Violation', rule: 'index', index: 3 })
  })

  it('says what the store says', async () => {
    const store = testStore()
    store.log.push(...story)
    store.badSector = 2
    const answer = await openLedger({ store, verifier: nobleVerifier, clock: () => NOW })()
    expect(left(answer)).toMatchObject({ _tag: 'StoreError', code: 'damaged', at: 2 })
  })

  it('ends with the reason of its signal', async () => {
    const store = testStore()
    store.log.push(...story)
    const options = { store, verifier: nobleVerifier, clock: () => NOW }
    const opening = openLedger({ ...options, signal: AbortSignal.abort(new Error('enough')) })
    await expect(opening()).rejects.toThrow('enough')
  })

  it('begins nothing where its signal was aborted before', async () => {
    const options = { store: testStore(), verifier: nobleVerifier, clock: () => NOW }
    const opening = openLedger({ ...options, signal: AbortSignal.abort(new Error('enough')) })
    await expect(opening()).rejects.toThrow('enough')
  })

  it('throws for what is nobody else’s fault: a store or a verifier with a bug', async () => {
    const store = testStore()
    store.log.push(...story)
    const broken = { ...store, head: () => Promise.reject(new TypeError('a bug')) }
    await expect(
      openLedger({ store: broken, verifier: nobleVerifier, clock: () => NOW })(),
    ).rejects.toThrow('a bug')
    const mute = { name: 'mute', verify: async () => [] }
    await expect(openLedger({ store, verifier: mute, clock: () => NOW })()).rejects.toThrow(
      'mute gave 0 verdicts for 6 checks',
    )
  })
})
