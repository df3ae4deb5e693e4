/** The laws of handles: docs/design/store.md §2, laws 11, 20 and 22. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, entriesAfter, headAfter, textEntriesAfter } from './entries.ts'
import { appendTexts, disposed, insist, LEDGER } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, collect, equal, failsWith, holds, wholeLog } from './outcome.ts'

/** Laws 11, 20 and 22. */
export const lawsOfHandles: readonly StoreLaw[] = [
  law({
    number: 11,
    claim: 'the size never shrinks, whatever is called, and a refused call does not change it',
    protects: 'whoever builds on a head that it was shown',
    covers: ['an append', 'a refused append', 'a replay', 'a read'],
    cases: fc.array(
      fc.tuple(fc.constantFrom('an append', 'a refused append', 'a replay', 'a read'), aBatch),
      { minLength: 3, maxLength: 10 },
    ),
    check: async (ground, calls) => {
      const store = await ground.open()
      let last = { expected: EMPTY_HEAD, entries: textEntriesAfter(EMPTY_HEAD, 'first') }
      let known = await insist(store, EMPTY_HEAD, last.entries)
      for (const [call, batch] of calls) {
        const before = known
        if (call === 'an append') {
          last = { expected: known, entries: entriesAfter(known, batch) }
          known = await insist(store, known, last.entries)
        }
        if (call === 'a refused append')
          await failsWith('invalid', () => store.append(known, [new Uint8Array(0)]))
        if (call === 'a replay') await insist(store, last.expected, last.entries)
        if (call === 'a read') equal((await collect(store.read(0))).length, known.size, 'the size')
        equal(await store.head(), known, `the head after ${call}`)
        holds(known.size >= before.size, 'the log shrank')
        ground.met(call)
      }
    },
  }),
  law({
    number: 11,
    claim: 'a log that is opened again is the log that was closed, and is appended to as before',
    protects: 'every entry, over a restart',
    needs: ['a persistent store'],
    covers: ['a log with entries, opened again'],
    cases: fc.array(aBatch, { minLength: 1, maxLength: 5 }),
    check: async (ground, sessions) => {
      const whole: Uint8Array[] = []
      let before = EMPTY_HEAD
      for (const bodies of sessions) {
        const store = await ground.open()
        equal(await store.head(), before, 'the head after opening')
        const entries = entriesAfter(before, bodies)
        before = await insist(store, before, entries)
        whole.push(...entries)
        equal(bytesOf(await wholeLog(store)), whole, 'the log')
        await ground.dispose(store)
      }
      for (const mode of ['read', 'write'] as const) {
        const store = await ground.open(mode)
        equal(bytesOf(await wholeLog(store)), whole, `the log, opened to ${mode}`)
        await ground.dispose(store)
      }
      ground.met('a log with entries, opened again')
    },
  }),
  law({
    number: 20,
    claim: 'with one writer, a second opening for writing is locked at once, until the first ends',
    protects: 'the log from two writers',
    needs: ['a persistent store', 'one writer'],
    covers: ['a second writer, refused', 'a writer after the first one'],
    share: 0.5,
    cases: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })),
    check: async (ground, [tries, entries]) => {
      const first = await ground.open()
      for (let i = 0; i < entries; i++) await appendTexts(first, `${i}`)
      for (let i = 0; i < tries; i++) {
        const second = failsWith('locked', () => ground.open())
        await ground.within(A_SECOND, 'being told that the ledger is locked', second)
        ground.met('a second writer, refused')
      }
      // Who was refused has not taken the lock away from who has it.
      await appendTexts(first, 'still the writer')
      await ground.dispose(first)
      const next = await ground.open()
      await appendTexts(next, 'after')
      equal((await wholeLog(next)).length, entries + 2, 'the size')
      ground.met('a writer after the first one')
    },
  }),
  law({
    number: 20,
    claim:
      'opening for reading always works, beside a writer too, and such a handle writes nothing',
    protects: 'readers from waiting for writers, and the log from readers',
    needs: ['a persistent store'],
    covers: ['a reader beside a writer', 'a reader after the writer'],
    share: 0.5,
    cases: fc.tuple(fc.integer({ min: 1, max: 3 }), aBatch),
    check: async (ground, [readers, batch]) => {
      const writer = await ground.open()
      const log = entriesAfter(EMPTY_HEAD, batch)
      const head = await insist(writer, EMPTY_HEAD, log)
      for (const when of ['beside a', 'after the'] as const) {
        if (when === 'after the') await ground.dispose(writer)
        for (let i = 0; i < readers; i++) {
          const reader = await ground.open('read')
          equal(bytesOf(await wholeLog(reader)), log, 'the log')
          await failsWith('read-only', () => reader.append(head, textEntriesAfter(head, 'x')))
          equal(await reader.head(), head, 'the head')
          await ground.dispose(reader)
        }
        ground.met(`a reader ${when} writer`)
      }
    },
  }),
  law({
    number: 22,
    claim: 'disposing twice is as once, and every call on a disposed handle ends with closed',
    protects: 'programs from waiting on a handle that is gone',
    covers: ['calls after disposing', 'a reading that was under way', 'a following that waited'],
    share: 0.3,
    cases: fc.tuple(aBatch, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 10 })),
    check: async (ground, [batch, times, wait]) => {
      const store = await ground.open()
      const head = await insist(
        store,
        EMPTY_HEAD,
        entriesAfter(EMPTY_HEAD, [...batch, new Uint8Array(0)]),
      )
      const reading = store.read(0)[Symbol.asyncIterator]()
      await reading.next()
      const { signal } = new AbortController()
      const following = failsWith('closed', () => collect(store.follow(0, { signal })))
      following.catch(() => {})
      await ground.pause(wait)
      await Promise.all(Array.from({ length: times }, () => disposed(store)))
      await disposed(store)
      await ground.within(A_SECOND, 'the end of following', following)
      ground.met('a following that waited')
      await failsWith('closed', () => reading.next())
      ground.met('a reading that was under way')
      await failsWith('closed', () => store.head())
      await failsWith('closed', () => store.append(head, textEntriesAfter(head, 'x')))
      await failsWith('closed', () => collect(store.read(0)))
      await failsWith('closed', () => collect(store.follow(0, { signal })))
      ground.met('calls after disposing')
    },
  }),
  law({
    number: 22,
    claim: 'appends that wait when the handle is disposed end with their true outcome',
    protects: 'an author from an answer that is not true',
    needs: ['a persistent store'],
    covers: ['appends that waited'],
    share: 0.5,
    cases: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 3 })),
    check: async (ground, [count, wait]) => {
      const store = await ground.open()
      let head = EMPTY_HEAD
      const appends = Array.from({ length: count }, (_, i) => {
        const entries = textEntriesAfter(head, `entry ${i}`)
        const appending = store.append(head, entries).then(
          (result) => result.ok,
          () => false,
        )
        head = headAfter(head, entries)
        return appending
      })
      for (let i = 0; i < wait; i++) await Promise.resolve()
      await ground.dispose(store)
      const acknowledged = (await Promise.all(appends)).filter(Boolean).length
      const again = await ground.open()
      equal((await wholeLog(again)).length, acknowledged, 'the size')
      ground.met('appends that waited')
    },
  }),
  law({
    number: 22,
    claim: 'a disposed handle holds nothing any more',
    protects: 'a process that opens many ledgers, one after another',
    needs: ['held'],
    covers: ['a handle that held something'],
    share: 0.2,
    cases: fc.tuple(aBatch, fc.boolean()),
    check: async (ground, [batch, reading]) => {
      const before = ground.backend.held?.() ?? 0
      const store = await ground.open('write', LEDGER)
      await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, [...batch, ...batch]))
      const iterator = store.read(0)[Symbol.asyncIterator]()
      if (reading) await iterator.next()
      await ground.dispose(store)
      // Who stopped in the middle says so, and only then can the page be given back.
      if (reading) await iterator.next().catch(() => {})
      equal(ground.backend.held?.() ?? 0, before, 'what is held')
      ground.met('a handle that held something')
    },
  }),
  law({
    number: 22,
    claim: 'a handle that is forgotten does not keep its process alive',
    protects: 'scripts that just end',
    needs: ['forget'],
    covers: ['a process that ended by itself'],
    share: 0.01,
    cases: fc.constant(null),
    check: async (ground) => {
      await ground.within(
        30_000,
        'the end of the process',
        ground.backend.forget?.() ?? Promise.resolve(),
      )
      ground.met('a process that ended by itself')
    },
  }),
]

/** In milliseconds. */
const A_SECOND = 1_000
