/**
 * The laws of several at once: docs/design/store.md §2, laws 3, 6 and 7. The scheduler of fast-check decides who goes next, before
 * each call and after it; what happens inside a call is the store's.
 */
import type { Head, Store } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, entriesAfter, textEntriesAfter } from './entries.ts'
import { appendTexts, insist } from './ground.ts'
import type { Ground } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, checkChain, collect, equal, holds, wholeLog } from './outcome.ts'

/** Laws 3, 6 and 7. */
export const lawsOfConcurrency: readonly StoreLaw[] = [
  law({
    number: 3,
    claim: 'while a batch is appended, whoever reads sees none of it, a first part, or all',
    protects: 'readers from half of what belongs together, with something behind it',
    covers: ['a look while a batch is appended'],
    cases: fc.tuple(fc.scheduler(), aBatch, fc.array(aBatch, { minLength: 1, maxLength: 3 })),
    check: async (ground, [scheduler, before, all]) => {
      const store = await ground.open()
      await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, before))
      const reader = await ground.readerOr(store)
      const whole: Uint8Array[] = [...entriesAfter(EMPTY_HEAD, before)]
      const state = { writing: true }
      const write = async (): Promise<void> => {
        for (const bodies of all) {
          await scheduler.schedule(Promise.resolve(), 'write')
          const head = await store.head()
          const entries = entriesAfter(head, bodies)
          whole.push(...entries)
          await insist(store, head, entries)
        }
        state.writing = false
      }
      const look = async (): Promise<void> => {
        while (state.writing) {
          await scheduler.schedule(Promise.resolve(), 'look')
          const during = state.writing
          const seen = await collect(reader.read(0))
          checkChain(seen)
          holds(seen.length >= before.length, 'entries that were acknowledged are not there')
          equal(bytesOf(seen), whole.slice(0, seen.length), 'what a reader sees')
          if (during) ground.met('a look while a batch is appended')
        }
      }
      await scheduler.waitFor(Promise.all([write(), look()]))
    },
  }),
  law({
    number: 6,
    claim: 'of many concurrent appends at one head exactly one is not a conflict',
    protects: 'the log from two entries at one index',
    covers: ['a race', 'a race of several entries each'],
    cases: fc.tuple(
      fc.scheduler(),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
    ),
    check: async (ground, [scheduler, racers, length, scheduled]) => {
      const store = await ground.open()
      const head = await appendTexts(store, 'before')
      await race(ground, () => store, head, { scheduler, racers, length, scheduled })
      equal((await wholeLog(store)).length, 1 + length, 'the size')
    },
  }),
  law({
    number: 6,
    claim: 'of concurrent appends by several writers exactly one is not a conflict',
    protects: 'the log of writers who do not know of each other',
    needs: ['a persistent store', 'many writers'],
    covers: ['a race', 'a race of several entries each'],
    cases: fc.tuple(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
    ),
    check: async (ground, [scheduler, racers, length, scheduled]) => {
      const stores: Store[] = []
      for (let i = 0; i < racers; i++) stores.push(await ground.open())
      const [store] = stores
      if (store === undefined) throw new Error('nobody races')
      const head = await appendTexts(store, 'before')
      await race(ground, (i) => stores[i] ?? store, head, { scheduler, racers, length, scheduled })
      for (const each of stores) equal((await wholeLog(each)).length, 1 + length, 'the size')
    },
  }),
  law({
    number: 7,
    claim: 'what was acknowledged is seen by every later head and read, of any handle',
    protects: 'a reader from a log that an author knows to be old',
    covers: ['a head after an acknowledgement', 'a read after an acknowledgement'],
    cases: fc.tuple(
      fc.scheduler(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.constantFrom('head', 'read'), { minLength: 2, maxLength: 6 }),
    ),
    check: async (ground, [scheduler, appends, looks]) => {
      const store = await ground.open()
      let acknowledged = await appendTexts(store, 'first')
      const readers = [store, await ground.readerOr(store)]
      const write = async (): Promise<void> => {
        for (let i = 0; i < appends; i++) {
          await scheduler.schedule(Promise.resolve(), 'write')
          acknowledged = await appendTexts(store, `${i}`)
        }
      }
      const look = async (reader: Store): Promise<void> => {
        for (const how of looks) {
          await scheduler.schedule(Promise.resolve(), how)
          const known = acknowledged
          if (how === 'head') showsHead(await reader.head(), known)
          else {
            const log = await collect(reader.read(0))
            checkChain(log)
            showsHead({ size: log.length, hash: log[log.length - 1]?.hash ?? '' }, known)
            equal(log[known.size - 1]?.hash, known.hash, 'an entry that was acknowledged')
          }
          ground.met(`a ${how} after an acknowledgement`)
        }
      }
      await scheduler.waitFor(Promise.all([write(), ...readers.map(look)]))
      for (const reader of readers) equal(await reader.head(), acknowledged, 'the head')
    },
  }),
]

interface Race {
  readonly scheduler: fc.Scheduler
  readonly racers: number
  /** Entries of each batch. */
  readonly length: number
  /** Whether the scheduler decides who starts when; otherwise all start at once. */
  readonly scheduled: boolean
}

async function race(
  ground: Ground,
  storeOf: (racer: number) => Store,
  head: Head,
  { scheduler, racers, length, scheduled }: Race,
): Promise<void> {
  const run = async (racer: number): Promise<boolean> => {
    const texts = Array.from({ length }, (_, i) => `racer ${racer}, ${i}`)
    if (scheduled) await scheduler.schedule(Promise.resolve(), `racer ${racer}`)
    const result = await storeOf(racer).append(head, textEntriesAfter(head, ...texts))
    if (!result.ok) holds(result.head.size > head.size, 'a conflict with the head itself')
    return result.ok
  }
  const racing = Array.from({ length: racers }, (_, i) => run(i))
  const results = await scheduler.waitFor(Promise.all(racing))
  equal(results.filter(Boolean).length, 1, 'winners')
  ground.met('a race')
  if (length > 1) ground.met('a race of several entries each')
}

/** Two looks at one log: the later one is as long, and where it is no longer, the same. */
function showsHead(seen: Head, known: Head): void {
  holds(
    seen.size > known.size || (seen.size === known.size && seen.hash === known.hash),
    `size ${known.size} was acknowledged, and then size ${seen.size} was shown`,
  )
}
