/** The laws of handles: docs/design/store.md §2, laws 11, 12, 20, 22, 23. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import fc from 'fast-check'
import {
  aBody,
  appendTexts,
  collect,
  entriesAfter,
  equal,
  failsWith,
  headAfter,
  textEntriesAfter,
  wholeLog,
  withinASecond,
  withLedger,
  withStore,
} from './ledger-under-test.ts'
import type { Law, StoreSubject } from './ledger-under-test.ts'

export function lawsOfHandles(subject: StoreSubject): readonly Law[] {
  return [
    {
      number: 11,
      claim: 'a log that is opened again is the log that was closed, and is appended to as before',
      protects: 'every entry, over a restart',
      check: () =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.array(aBody, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
            (sessions) =>
              withLedger(subject, async (ledger) => {
                if (!subject.reopens) return
                let before = EMPTY_HEAD
                for (const bodies of sessions) {
                  const store = await ledger.open()
                  equal(await store.head(), before, 'the head after opening')
                  before = (await store.append(before, entriesAfter(before, bodies))).head
                  equal((await wholeLog(store)).length, before.size, 'the size')
                  await store[Symbol.asyncDispose]()
                }
              }),
          ),
          { numRuns: subject.numRuns },
        ),
    },
    {
      number: 20,
      claim:
        'a store with one writer refuses the second one at once, and lets it in after the first',
      protects: 'the log from two writers',
      check: () =>
        withLedger(subject, async (ledger) => {
          const first = await ledger.open()
          if (first.caps.writers === 'one') {
            await failsWith('locked', () => ledger.open())
            const reader = await ledger.openForReading()
            if (reader !== null)
              await failsWith('read-only', () =>
                reader.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'x')),
              )
            await reader?.[Symbol.asyncDispose]()
          }
          await first[Symbol.asyncDispose]()
          const second = await ledger.open()
          await appendTexts(second, 'after')
          await second[Symbol.asyncDispose]()
        }),
    },
    {
      number: 22,
      claim: 'disposing twice is as once, and every call on a disposed handle ends with closed',
      protects: 'programs from waiting on a handle that is gone',
      check: () =>
        withStore(subject, async (store) => {
          const head = await appendTexts(store, 'a', 'b')
          const reading = store.read(0)[Symbol.asyncIterator]()
          await reading.next()
          const { signal } = new AbortController()
          const following = collect(store.follow(0, { signal }))
          const ended = failsWith('closed', () => following)
          await new Promise((resolve) => setTimeout(resolve, 10))
          await Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()])
          await store[Symbol.asyncDispose]()
          await withinASecond('the end of following', ended)
          await failsWith('closed', () => reading.next())
          await failsWith('closed', () => store.head())
          await failsWith('closed', () => store.append(head, textEntriesAfter(head, 'x')))
          await failsWith('closed', () => collect(store.read(0)))
          await failsWith('closed', () => collect(store.follow(0, { signal })))
        }),
    },
    {
      number: 22,
      claim:
        'appends that wait when the handle is disposed are stored and acknowledged, or neither',
      protects: 'an author from an answer that is not true',
      check: () =>
        withLedger(subject, async (ledger) => {
          if (!subject.reopens) return
          const store = await ledger.open()
          let head = EMPTY_HEAD
          const appends = Array.from({ length: 20 }, (_, i) => {
            const entries = textEntriesAfter(head, `entry ${i}`)
            const appending = store.append(head, entries).then(
              (result) => result.ok,
              () => false,
            )
            head = headAfter(head, entries)
            return appending
          })
          await store[Symbol.asyncDispose]()
          const acknowledged = (await Promise.all(appends)).filter(Boolean).length
          const again = await ledger.open()
          equal((await again.head()).size, acknowledged, 'the size')
          await wholeLog(again)
          await again[Symbol.asyncDispose]()
        }),
    },
    {
      number: 23,
      claim: 'two ledgers never mix',
      protects: 'each ledger of an operator with several',
      check: () =>
        withStore(subject, (one) =>
          withStore(subject, async (other) => {
            const a = await appendTexts(one, 'a')
            equal(await other.head(), EMPTY_HEAD, 'the other head')
            await appendTexts(other, 'b', 'c')
            equal(await one.head(), a, 'the one head')
            equal((await wholeLog(other)).length, 2, 'the other size')
          }),
        ),
    },
  ]
}
