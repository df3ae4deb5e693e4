/** The laws of what a store is handed and hands out: docs/design/store.md §2, laws 15, 18, 19 and 21. */
import type { Head, Store } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, aBody, entriesAfter, textEntriesAfter } from './entries.ts'
import { storeWith } from './laws-of-appending.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, collect, equal, failsWith, outcome, throwsError, wholeLog } from './outcome.ts'

const bodies = fc.array(aBody, { maxLength: 5 })

/** What is no count of anything. */
const noCount = fc.constantFrom(-1, NaN, 1.5, 2 ** 53, Infinity, -Infinity, -0.5)

/** Laws 15, 18, 19 and 21. */
export const lawsOfArguments: readonly StoreLaw[] = [
  law({
    number: 15,
    claim: 'a call aborted before it is sent gives the reason of its signal, and stores nothing',
    protects: 'a caller who changed its mind',
    covers: ['append', 'head', 'read', 'a reason of the caller’s own'],
    share: 0.5,
    cases: fc.tuple(bodies, aBatch, fc.boolean()),
    check: async (ground, [before, batch, own]) => {
      const [store, entries] = await storeWith(ground, before)
      const stop = new AbortController()
      if (own) stop.abort(new TypeError('enough'))
      else stop.abort()
      const { signal } = stop
      const name = own ? 'TypeError' : 'AbortError'
      const head = await store.head()
      await throwsError(name, () => store.append(head, entriesAfter(head, batch), { signal }))
      ground.met('append')
      await throwsError(name, () => store.head({ signal }))
      ground.met('head')
      await throwsError(name, () => collect(store.read(0, entries.length, { signal })))
      ground.met('read')
      if (own) ground.met('a reason of the caller’s own')
      equal(bytesOf(await wholeLog(store)), entries, 'the log')
    },
  }),
  law({
    number: 18,
    claim: 'an entry is any bytes but a line feed, up to the limit, behind its link',
    protects: 'ledgers whose entries the store does not understand',
    covers: ['NUL', 'ill-formed UTF-8', 'carriage return', 'nothing but the link', 'the longest'],
    share: 0.3,
    cases: fc.shuffledSubarray(ODD_BODIES(), { minLength: 4 }),
    check: async (ground, odd) => {
      const store = await ground.open()
      const room = ground.caps.maxEntryBytes - 64
      const entries = entriesAfter(
        EMPTY_HEAD,
        odd.map(([, body]) => body ?? new Uint8Array(room).fill(0xfe)),
      )
      equal((await store.append(EMPTY_HEAD, entries)).ok, true, 'the append')
      equal(bytesOf(await wholeLog(store)), entries, 'the log')
      for (const [what] of odd) ground.met(what)
    },
  }),
  law({
    number: 18,
    claim:
      'an entry that is empty, too long, more than one line or linked wrongly is refused, and nothing of its batch is stored',
    protects: 'the log from what no reader could tell apart again, and what belongs together',
    covers: ['empty', 'too long', 'a line feed', 'no link', 'another link', 'too many entries'],
    cases: fc.tuple(
      bodies,
      aBatch,
      fc.nat(),
      fc.constantFrom(
        'empty',
        'too long',
        'a line feed',
        'no link',
        'another link',
        'too many entries',
      ),
    ),
    check: async (ground, [before, batch, pick, how]) => {
      const [store, log] = await storeWith(ground, before)
      const head = await store.head()
      const { maxBatch, maxEntryBytes } = ground.caps
      const good = entriesAfter(head, batch)
      const at = pick % good.length
      const spoil = (): readonly Uint8Array[] => {
        if (how === 'too many entries')
          return entriesAfter(
            head,
            Array.from({ length: maxBatch + 1 }, () => new Uint8Array(0)),
          )
        const [bad = new Uint8Array(0)] = {
          empty: [new Uint8Array(0)],
          'too long': entriesAfter(head, [new Uint8Array(maxEntryBytes - 63)]),
          'a line feed': textEntriesAfter(head, 'a\nb'),
          'no link': [new TextEncoder().encode('no link')],
          'another link': textEntriesAfter({ size: 0, hash: 'e'.repeat(64) }, 'astray'),
        }[how]
        return [...good.slice(0, at), bad, ...good.slice(at + 1)]
      }
      const spoiled = spoil()
      // An entry that is wrongly linked and too long besides may be refused for either.
      const code = how.startsWith('too') ? (['too-large', 'invalid'] as const) : 'invalid'
      const found = await failsWith(code, () => store.append(head, spoiled))
      if (how === 'too many entries') equal(found, 'too-large', 'the code')
      equal(bytesOf(await wholeLog(store)), log, 'the log')
      ground.met(how)
    },
  }),
  law({
    number: 19,
    claim: 'an empty batch, or a size that is no count, is a RangeError, and nothing is stored',
    protects: 'programs with an arithmetic bug from a silent success',
    covers: ['an empty batch', 'a size that is no count'],
    share: 0.5,
    cases: fc.tuple(bodies, aBatch, noCount),
    check: async (ground, [before, batch, size]) => {
      const [store, log] = await storeWith(ground, before)
      const head = await store.head()
      await throwsError('RangeError', () => store.append(head, []))
      ground.met('an empty batch')
      const nowhere: Head = { ...head, size }
      await throwsError('RangeError', () => store.append(nowhere, entriesAfter(head, batch)))
      ground.met('a size that is no count')
      equal(bytesOf(await wholeLog(store)), log, 'the log')
    },
  }),
  law({
    number: 19,
    claim: 'a range outside the log, or of no counts, is a RangeError',
    protects: 'programs with an arithmetic bug from an empty answer',
    covers: ['no count', 'past the end', 'ends before it starts', 'the empty range at the end'],
    share: 0.5,
    cases: fc.tuple(aBatch, noCount, fc.integer({ min: 1, max: 5 })),
    check: async (ground, [some, odd, past]) => {
      const [store] = await storeWith(ground, some)
      const size = some.length
      await rangeError(store, odd)
      await rangeError(store, 0, odd)
      ground.met('no count')
      await rangeError(store, size + past)
      await rangeError(store, 0, size + past)
      ground.met('past the end')
      await rangeError(store, size, size - 1)
      ground.met('ends before it starts')
      const { signal } = new AbortController()
      await throwsError('RangeError', () => first(store.follow(size + past, { signal })))
      await throwsError('RangeError', () => first(store.follow(odd, { signal })))
      equal(await collect(store.read(size)), [], 'the range at the end')
      equal(await collect(store.read(0, 0)), [], 'the range at the start')
      ground.met('the empty range at the end')
    },
  }),
  law({
    number: 21,
    claim: 'bytes passed in are copied, and what is given out is not shared',
    protects: 'the log from a caller that reuses its buffers',
    covers: ['arrays changed while appending', 'arrays changed after reading'],
    share: 0.5,
    cases: fc.tuple(aBatch, fc.integer({ min: 0, max: 255 })),
    check: async (ground, [batch, filling]) => {
      const store = await ground.open()
      const entries = entriesAfter(EMPTY_HEAD, batch)
      const pooled = entries.map((entry) => entry.slice())
      const list = [...pooled]
      const appending = outcome(() => store.append(EMPTY_HEAD, list))
      for (const bytes of pooled) bytes.fill(filling)
      list.length = 0
      equal('ok' in (await appending), true, 'the append')
      for (const bytes of pooled) bytes.fill(filling)
      const log = await wholeLog(store)
      equal(bytesOf(log), entries, 'the log')
      ground.met('arrays changed while appending')
      for (const { bytes } of log) bytes.fill(filling)
      equal(bytesOf(await wholeLog(store)), entries, 'the log, read again')
      ground.met('arrays changed after reading')
    },
  }),
]

/** Each odd body with what is odd about it; null for one that fills an entry. */
function ODD_BODIES(): [string, Uint8Array | null][] {
  return [
    ['nothing but the link', new Uint8Array(0)],
    ['NUL', Uint8Array.of(0, 0, 0)],
    ['ill-formed UTF-8', Uint8Array.of(0xff, 0xfe, 0xc0)],
    ['carriage return', Uint8Array.of(0x0d)],
    ['the longest', null],
  ]
}

function rangeError(store: Store, from: number, to?: number): Promise<void> {
  return throwsError('RangeError', () => collect(store.read(from, to)))
}

/** The first step of an iteration. */
async function first(iterable: AsyncIterable<unknown>): Promise<unknown> {
  for await (const one of iterable) return one
  return null
}
