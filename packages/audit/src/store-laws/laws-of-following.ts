/** The laws of following: docs/design/store.md §2, law 16. */
import type { Store, Stored } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, entriesAfter } from './entries.ts'
import { appendTexts, insist } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { collect, equal, wholeLog } from './outcome.ts'

const someBatches = fc.array(aBatch, { minLength: 1, maxLength: 4 })

/** Law 16. */
export const lawsOfFollowing: readonly StoreLaw[] = [
  law({
    number: 16,
    claim: 'following gives every entry once, in order, those that exist and those that come',
    protects: 'a mirror from gaps and repetitions',
    covers: ['entries that existed', 'entries that came', 'several followers'],
    share: 0.7,
    cases: fc.tuple(
      fc.scheduler(),
      aBatch,
      someBatches,
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    ),
    check: async (ground, [scheduler, before, all, starts]) => {
      const store = await ground.open()
      await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, before))
      const reader = await ground.readerOr(store)
      const size = before.length + all.reduce((sum, batch) => sum + batch.length, 0)
      const write = async (): Promise<void> => {
        for (const bodies of all) {
          await scheduler.schedule(Promise.resolve(), 'write')
          const head = await store.head()
          await insist(store, head, entriesAfter(head, bodies))
        }
      }
      const follow = async (from: number, source: Store): Promise<readonly Stored[]> => {
        await scheduler.schedule(Promise.resolve(), 'follow')
        return ground.within(FOLLOWED, `following from ${from}`, followUntil(source, from, size))
      }
      const froms = starts.map((start) => start % (before.length + 1))
      const following = froms.map((from, i) => follow(from, i % 2 === 0 ? reader : store))
      const [, ...seen] = await scheduler.waitFor(Promise.all([write(), ...following]))
      const log = await wholeLog(store)
      for (const [i, from] of froms.entries()) {
        equal(seen[i], log.slice(from), `what was followed from ${from}`)
        if (from < before.length) ground.met('entries that existed')
      }
      ground.met('entries that came')
      if (froms.length > 1) ground.met('several followers')
    },
  }),
  law({
    number: 16,
    claim: 'an abort ends following within a second, also while nothing comes',
    protects: 'programs that want to stop',
    covers: [
      'an abort while nothing comes',
      'an abort before it began',
      'an abort on an empty log',
    ],
    share: 0.3,
    cases: fc.tuple(fc.array(fc.string(), { maxLength: 3 }), fc.integer({ min: 0, max: 15 })),
    check: async (ground, [texts, wait]) => {
      const store = await ground.open()
      if (texts.length > 0)
        await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, texts.map(utf8)))
      const size = texts.length
      const stop = new AbortController()
      const following = collect(store.follow(0, { signal: stop.signal }))
      // Waited for below, and not before.
      following.catch(() => {})
      await ground.pause(wait)
      stop.abort()
      const followed = await ground.within(A_SECOND, 'the end after an abort', following)
      equal(followed.length <= size, true, 'what was followed ends with the log')
      ground.met('an abort while nothing comes')
      if (size === 0) ground.met('an abort on an empty log')
      const late = collect(store.follow(0, { signal: stop.signal }))
      equal(await ground.within(A_SECOND, 'the end', late), [], 'what an aborted signal follows')
      ground.met('an abort before it began')
    },
  }),
  law({
    number: 16,
    claim: 'an abort of following leaves no timer, socket, file or lock behind',
    protects: 'a process that follows many logs, one after another',
    needs: ['held'],
    covers: ['resources held while following'],
    share: 0.2,
    cases: fc.integer({ min: 1, max: 4 }),
    check: async (ground, followers) => {
      const held = (): number => ground.backend.held?.() ?? 0
      const store = await ground.open()
      await appendTexts(store, 'first')
      const before = held()
      const stops = Array.from({ length: followers }, () => new AbortController())
      const following = stops.map(({ signal }) => collect(store.follow(0, { signal })))
      await ground.pause(10)
      ground.met('resources held while following')
      for (const stop of stops) stop.abort()
      await ground.within(A_SECOND, 'the end after an abort', Promise.all(following))
      await ground.pause(5)
      equal(held(), before, 'what the handle holds')
    },
  }),
  law({
    number: 16,
    claim: 'following goes on over a lost connection, without a gap and without a repetition',
    protects: 'a mirror behind a bad line',
    needs: ['disconnect'],
    covers: ['a connection lost while following'],
    share: 0.3,
    cases: fc.tuple(aBatch, someBatches),
    check: async (ground, [before, all]) => {
      const store = await ground.open()
      await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, before))
      const size = before.length + all.reduce((sum, batch) => sum + batch.length, 0)
      const following = followUntil(store, 0, size)
      following.catch(() => {})
      for (const bodies of all) {
        await ground.pause(5)
        ground.note('the connections are cut')
        await ground.backend.disconnect?.()
        ground.met('a connection lost while following')
        const head = await store.head()
        await insist(store, head, entriesAfter(head, bodies))
      }
      const seen = await ground.within(FOLLOWED, 'following', following)
      equal(seen, await wholeLog(store), 'what was followed')
    },
  }),
]

/** In milliseconds. */
const A_SECOND = 1_000
/** In milliseconds: a follower that polls has its time, one that never comes to the end is found. */
const FOLLOWED = 5_000

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text.replaceAll('\n', ' '))
}

async function followUntil(store: Store, from: number, size: number): Promise<readonly Stored[]> {
  const stop = new AbortController()
  const seen: Stored[] = []
  for await (const stored of store.follow(from, { signal: stop.signal })) {
    seen.push(stored)
    if (stored.index >= size - 1) stop.abort()
  }
  return seen
}
