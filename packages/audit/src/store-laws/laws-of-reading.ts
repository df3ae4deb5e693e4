/** The laws of reading: docs/design/store.md §2, laws 1, 8, 17, 23 and 24. */
import type { Store } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, aBody, entriesAfter, textEntriesAfter } from './entries.ts'
import { appendTexts, insist, LEDGER } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { storeWith } from './laws-of-appending.ts'
import { naiveLog } from './naive-log.ts'
import { bytesOf, collect, equal, holds, wholeLog } from './outcome.ts'

const bodies = fc.array(aBody, { minLength: 1, maxLength: 20 })

/** Laws 1, 8, 17, 23 and 24. */
export const lawsOfReading: readonly StoreLaw[] = [
  law({
    number: 1,
    claim: 'a new log has the empty head, and reading it gives nothing, however it is looked at',
    protects: 'what is built on the first head',
    covers: ['head', 'read', 'a range'],
    share: 0.3,
    cases: fc.array(fc.constantFrom('head', 'read', 'a range'), { minLength: 1, maxLength: 6 }),
    check: async (ground, looks) => {
      const store = await ground.open()
      for (const look of looks) {
        if (look === 'head') equal(await store.head(), EMPTY_HEAD, 'the head')
        if (look === 'read') equal(await collect(store.read(0)), [], 'the log')
        if (look === 'a range') equal(await collect(store.read(0, 0)), [], 'the range')
        ground.met(look)
      }
    },
  }),
  law({
    number: 8,
    claim: 'any range read at any time is that part of the log, for ever',
    protects: 'readers from being shown two logs',
    covers: [
      'a range that ends early',
      'a range up to the head',
      'a range read before and after an append',
    ],
    cases: fc.tuple(
      bodies,
      aBatch,
      fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 6 }),
    ),
    check: async (ground, [some, more, ranges]) => {
      const [store, entries] = await storeWith(ground, some)
      for (const round of ['before', 'after']) {
        for (const [a, b] of ranges) {
          const from = a % (entries.length + 1)
          const to = from + (b % (entries.length + 1 - from))
          equal(bytesOf(await collect(store.read(from, to))), entries.slice(from, to), 'a range')
          if (to < entries.length) ground.met('a range that ends early')
          else ground.met('a range up to the head')
        }
        if (round === 'before') {
          const head = await store.head()
          await insist(store, head, entriesAfter(head, more))
        } else ground.met('a range read before and after an append')
      }
    },
  }),
  law({
    number: 8,
    claim: 'a read without an end ends at the head of the moment it was asked for',
    protects: 'a reader from never coming to an end',
    covers: ['an append between the call and the first step'],
    share: 0.5,
    cases: fc.tuple(aBatch, aBatch),
    check: async (ground, [some, more]) => {
      const [store, entries] = await storeWith(ground, some)
      const head = await store.head()
      const reading = store.read(0)
      await insist(store, head, entriesAfter(head, more))
      ground.met('an append between the call and the first step')
      equal(bytesOf(await collect(reading)), entries, 'what was read')
    },
  }),
  law({
    number: 17,
    claim: 'who reads slowly is not overtaken, and who stops reading is let go',
    protects: 'memory, and files left open',
    covers: ['a reading that was left', 'an append during a reading'],
    share: 0.3,
    cases: fc.tuple(bodies, fc.nat(), fc.integer({ min: 1, max: 10 })),
    check: async (ground, [some, pick, times]) => {
      const [store, entries] = await storeWith(ground, some)
      const at = pick % entries.length
      const before = ground.backend.held?.() ?? 0
      for (let i = 0; i < times; i++)
        for await (const { index } of store.read(0)) if (index === at) break
      ground.met('a reading that was left')
      equal(ground.backend.held?.() ?? 0, before, 'what the handle holds')
      const slow: Uint8Array[] = []
      for await (const { index, bytes } of store.read(0)) {
        slow.push(bytes)
        if (index === at) await appendTexts(store, 'meanwhile')
        ground.met('an append during a reading')
      }
      equal(slow, entries, 'what was read slowly')
    },
  }),
  law({
    number: 17,
    claim:
      'reading takes a page at a time, however long the log: what nobody asked for is not fetched',
    protects: 'memory, on a log of a million entries',
    needs: ['pulled'],
    covers: ['a long log of which little was read'],
    share: 0.02,
    cases: fc.integer({ min: 1, max: 20 }),
    check: async (ground, taken) => {
      const pulled = (): number => ground.backend.pulled?.() ?? 0
      const store = await ground.open()
      const batch = Math.min(ground.caps.maxBatch, 1_000)
      while ((await store.head()).size < LONG_LOG)
        await appendTexts(store, ...Array.from({ length: batch }, (_, i) => `entry ${i}`))
      const before = pulled()
      let read = 0
      for await (const { index } of store.read(0)) {
        read = index + 1
        if (read === taken) break
      }
      equal(read, taken, 'entries read')
      const fetched = pulled() - before
      holds(fetched >= taken, `${taken} entries were read, and ${fetched} fetched`)
      holds(fetched <= LONG_LOG / 2, `${fetched} entries were fetched for the first ${taken}`)
      ground.met('a long log of which little was read')
    },
  }),
  law({
    number: 23,
    claim: 'two ledgers in one backend never mix, whatever their names',
    protects: 'each ledger of an operator with several',
    covers: ['names that are alike', 'appends in turn'],
    share: 0.5,
    cases: fc.tuple(
      fc.constantFrom(...NAMES()),
      fc.array(fc.tuple(fc.boolean(), aBatch), { minLength: 2, maxLength: 6 }),
    ),
    check: async (ground, [[a, b], turns]) => {
      const stores: readonly [Store, Store] = [
        await ground.open('write', a),
        await ground.open('write', b),
      ]
      const logs: readonly [Uint8Array[], Uint8Array[]] = [[], []]
      for (const [first, batch] of turns) {
        const [store, log] = first ? [stores[0], logs[0]] : [stores[1], logs[1]]
        const head = await store.head()
        const entries = entriesAfter(head, batch)
        await insist(store, head, entries)
        log.push(...entries)
      }
      for (const i of [0, 1] as const) {
        equal(bytesOf(await wholeLog(stores[i])), logs[i], `the log of ${[a, b][i]}`)
        if (logs[i].length > 0 && logs[1 - i]?.length !== 0) ground.met('appends in turn')
      }
      ground.met('names that are alike')
    },
  }),
  law({
    number: 24,
    claim:
      'what is read from one ledger and appended to another gives the same bytes and the same head',
    protects: 'a ledger that moves',
    covers: ['a copy in other batches', 'a copy by way of another kind of store'],
    share: 0.5,
    cases: fc.tuple(bodies, fc.integer({ min: 1, max: 5 })),
    check: async (ground, [some, length]) => {
      const [from] = await storeWith(ground, some)
      const other = naiveLog(ground.caps)
      for await (const { bytes } of from.read(0)) other.append(other.head(), [bytes])
      ground.met('a copy by way of another kind of store')
      const to = await ground.open('write', `${LEDGER}, copied`)
      for (let at = 0; at < other.entries.length; at += length) {
        const before = await to.head()
        await insist(to, before, other.entries.slice(at, at + length))
      }
      ground.met('a copy in other batches')
      equal(await wholeLog(to), await wholeLog(from), 'the copy')
      equal(await to.head(), other.head(), 'the head')
      equal(
        await to.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'not there yet')),
        {
          ok: false,
          reason: 'conflict',
          head: await from.head(),
        },
        'a stale append to the copy',
      )
    },
  }),
]

/** In entries: more than a page of any store. */
const LONG_LOG = 4_000

/** Pairs of names that a careless store takes for one. */
function NAMES(): [string, string][] {
  return [
    ['a', 'b'],
    ['a', 'A'],
    ['a', 'a '],
    ['a/b', 'a'],
    ['a/b', 'a_b'],
    ['a', '../a'],
    ['.', '..'],
    ['a%2Fb', 'a/b'],
    ['log', 'log1'],
    ["'; drop table entries; --", "'"],
    ['\u00e9', 'e\u0301'],
    ['%', '_'],
  ]
}
