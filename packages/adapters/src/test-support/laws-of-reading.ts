/** The laws of reading and following: docs/design/store.md §2, laws 1, 7, 8, 16, 17, 19, 24. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import type { Store, Stored } from '@accord-ledger/core'
import fc from 'fast-check'
import {
  aBody,
  appendTexts,
  collect,
  entriesAfter,
  equal,
  throwsError,
  wholeLog,
  withinASecond,
  withLedger,
  withStore,
} from './ledger-under-test.ts'
import type { Law, StoreSubject } from './ledger-under-test.ts'

export function lawsOfReading(subject: StoreSubject): readonly Law[] {
  return [
    {
      number: 1,
      claim: 'a new log is empty',
      protects: 'what is built on the first head',
      check: () =>
        withStore(subject, async (store) => {
          equal(await store.head(), EMPTY_HEAD, 'the head')
          equal(await collect(store.read(0)), [], 'the log')
        }),
    },
    {
      number: 7,
      claim: 'what was acknowledged is seen by every later head and read, of any handle',
      protects: 'a reader from a log that an author knows to be old',
      check: () =>
        withLedger(subject, async (ledger) => {
          const store = await ledger.open()
          const reader = await ledger.openForReading()
          for (let i = 0; i < 10; i++) {
            const head = await appendTexts(store, `entry ${i}`)
            equal(await store.head(), head, 'the head of the writer')
            if (reader === null) continue
            equal(await reader.head(), head, 'the head of a reader')
            equal((await wholeLog(reader)).length, head.size, 'the log of a reader')
          }
          await reader?.[Symbol.asyncDispose]()
          await store[Symbol.asyncDispose]()
        }),
    },
    {
      number: 8,
      claim: 'any range read at any time is that part of the log, for ever',
      protects: 'readers from being shown two logs',
      check: () =>
        fc.assert(
          fc.asyncProperty(
            fc.array(aBody, { minLength: 1, maxLength: 20 }),
            fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 8 }),
            (bodies, ranges) =>
              withStore(subject, async (store) => {
                const entries = entriesAfter(EMPTY_HEAD, bodies)
                for (const entry of entries) await store.append(await store.head(), [entry])
                for (const [at, ...ends] of ranges) {
                  const [from = 0, to = 0] = ends
                    .map((end) => Math.min(end, entries.length))
                    .toSorted((a, b) => a - b)
                  const part = await collect(store.read(from, to))
                  equal(
                    part.map((stored) => stored.bytes),
                    entries.slice(from, to),
                    `[${from}, ${to})`,
                  )
                  const start = Math.min(at, entries.length)
                  equal((await collect(store.read(start))).length, entries.length - start, 'a rest')
                }
              }),
          ),
          { numRuns: subject.numRuns },
        ),
    },
    {
      number: 8,
      claim: 'a read ends at the head of the moment it was asked for',
      protects: 'a reader from never coming to an end',
      check: () =>
        withStore(subject, async (store) => {
          await appendTexts(store, 'a', 'b')
          const reading = store.read(0)
          await appendTexts(store, 'c')
          equal((await collect(reading)).length, 2, 'entries read')
        }),
    },
    {
      number: 16,
      claim:
        'following gives every entry once, in order, those that exist and those that come, and ends with an abort',
      protects: 'a mirror from gaps and repetitions',
      check: () =>
        withLedger(subject, async (ledger) => {
          const store = await ledger.open()
          await appendTexts(store, '0', '1', '2')
          const reader = await ledger.openForReading()
          for (const source of [store, ...(reader === null ? [] : [reader])]) {
            const size = (await store.head()).size
            const seen = followUntil(source, 1, size + 4)
            await appendTexts(store, 'x')
            await appendTexts(store, 'y', 'z')
            await appendTexts(store, 'last')
            const log = await wholeLog(store)
            equal(await seen, log.slice(1), 'what was followed')
          }
          await reader?.[Symbol.asyncDispose]()
          await store[Symbol.asyncDispose]()
        }),
    },
    {
      number: 16,
      claim: 'an abort ends following within a second, also while nothing comes',
      protects: 'programs that want to stop',
      check: () =>
        withStore(subject, async (store) => {
          await appendTexts(store, 'one')
          const stop = new AbortController()
          const following = collect(store.follow(0, { signal: stop.signal }))
          await new Promise((resolve) => setTimeout(resolve, 20))
          stop.abort()
          const followed = await withinASecond('the end after an abort', following)
          equal(followed.length, 1, 'entries followed')
          const none = await collect(store.follow(0, { signal: stop.signal }))
          equal(none, [], 'what an aborted signal follows')
        }),
    },
    {
      number: 17,
      claim: 'who reads slowly is not overtaken, and who stops reading is let go',
      protects: 'memory, and files left open',
      check: () =>
        withStore(subject, async (store) => {
          await appendTexts(store, 'a', 'b', 'c')
          for (let i = 0; i < 50; i++)
            for await (const { index } of store.read(0)) if (index === 1) break
          equal((await wholeLog(store)).length, 3, 'the size')
        }),
    },
    {
      number: 19,
      claim: 'a range outside the log, or of no counts, is a RangeError',
      protects: 'programs with an arithmetic bug from an empty answer',
      check: () =>
        withStore(subject, async (store) => {
          await appendTexts(store, 'a', 'b')
          for (const from of [3, -1, NaN, 1.5, 2 ** 53])
            await throwsError('RangeError', () => collect(store.read(from)))
          for (const to of [3, 0, -1, NaN, 1.5, 2 ** 53])
            await throwsError('RangeError', () => collect(store.read(1, to)))
          const { signal } = new AbortController()
          await throwsError('RangeError', () => collect(store.follow(3, { signal })))
          equal(await collect(store.read(2)), [], 'the range at the head')
        }),
    },
    {
      number: 24,
      claim:
        'what is read from one ledger and appended to another gives the same bytes and the same head',
      protects: 'a ledger that moves',
      check: () =>
        fc.assert(
          fc.asyncProperty(fc.array(aBody, { minLength: 1, maxLength: 10 }), (bodies) =>
            withStore(subject, (from) =>
              withStore(subject, async (to) => {
                await from.append(EMPTY_HEAD, entriesAfter(EMPTY_HEAD, bodies))
                for await (const { bytes } of from.read(0))
                  await to.append(await to.head(), [bytes])
                equal(await wholeLog(to), await wholeLog(from), 'the copy')
              }),
            ),
          ),
          { numRuns: Math.ceil(subject.numRuns / 2) },
        ),
    },
  ]
}

async function followUntil(store: Store, from: number, size: number): Promise<readonly Stored[]> {
  const stop = new AbortController()
  const seen: Stored[] = []
  for await (const stored of store.follow(from, { signal: stop.signal })) {
    seen.push(stored)
    if (stored.index === size - 1) stop.abort()
  }
  return seen
}
