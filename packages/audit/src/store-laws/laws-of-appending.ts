/** The laws of appending: docs/design/store.md §2, laws 2, 4 and 5. */
import type { Head, Store } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, aBody, batches, entriesAfter, headAfter } from './entries.ts'
import { insist } from './ground.ts'
import type { Ground } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, collect, equal, wholeLog } from './outcome.ts'

/** Laws 2, 4 and 5. */
export const lawsOfAppending: readonly StoreLaw[] = [
  law({
    number: 2,
    claim: 'what is appended is read back, byte for byte, at consecutive indexes',
    protects: 'entries from being lost, changed or reordered on the way in',
    covers: ['a batch of several entries', 'a second batch'],
    cases: batches,
    check: async (ground, all) => {
      const store = await ground.open()
      const appended: Uint8Array[] = []
      for (const bodies of all) {
        const head = await store.head()
        const entries = entriesAfter(head, bodies)
        const result = await store.append(head, entries)
        appended.push(...entries)
        equal(result, { ok: true, head: headAfter(head, entries), replayed: false }, 'the answer')
        equal(await store.head(), result.head, 'the head')
        const part = await collect(store.read(head.size, result.head.size))
        equal(bytesOf(part), entries, 'the batch')
        const indexes = entries.map((_, i) => head.size + i)
        equal(
          part.map(({ index }) => index),
          indexes,
          'the indexes of the batch',
        )
        if (bodies.length > 1) ground.met('a batch of several entries')
        if (head.size > 0) ground.met('a second batch')
      }
      equal(bytesOf(await wholeLog(store)), appended, 'the log')
    },
  }),
  law({
    number: 4,
    claim:
      'an append at a head that is not the log’s, in size or in hash, is a conflict and stores nothing',
    protects: 'a second author from building on a log that has moved on',
    covers: ['an older head', 'another hash', 'a head that is ahead', 'a shortened head'],
    cases: fc.tuple(batches, aBody, fc.nat()),
    check: async (ground, [all, body, pick]) => {
      const store = await ground.open()
      const heads = await appendAll(store, all)
      const before = await store.head()
      const stale: readonly (readonly [string, Head])[] = [
        ['an older head', heads[pick % (heads.length - 1)] ?? EMPTY_HEAD],
        ['another hash', { size: before.size, hash: 'f'.repeat(64) }],
        ['a head that is ahead', { size: before.size + 1 + (pick % 3), hash: before.hash }],
        ['a shortened head', { size: before.size - 1, hash: before.hash }],
      ]
      for (const [what, expected] of stale) {
        const entries = entriesAfter(expected, [withPrefix('not there yet ', body)])
        const result = await store.append(expected, entries)
        equal(result, { ok: false, reason: 'conflict', head: before }, 'the answer')
        ground.met(what)
      }
      equal((await wholeLog(store)).length, before.size, 'the size')
    },
  }),
  law({
    number: 4,
    claim:
      'a batch whose first entries stand in the log already, but not its next one, is a conflict',
    protects: 'an author from being told that a batch was stored of which only a part agrees',
    covers: ['a batch that parts from the log'],
    cases: fc.tuple(fc.array(aBody, { minLength: 2, maxLength: 5 }), aBatch, fc.nat()),
    check: async (ground, [bodies, more, pick]) => {
      const store = await ground.open()
      const entries = entriesAfter(EMPTY_HEAD, bodies)
      const head = await insist(store, EMPTY_HEAD, entries)
      const shared = entries.slice(0, 1 + (pick % (entries.length - 1)))
      const other = more.map((body) => withPrefix('not there yet ', body))
      const parting = [...shared, ...entriesAfter(headAfter(EMPTY_HEAD, shared), other)]
      const result = await store.append(EMPTY_HEAD, parting)
      equal(result, { ok: false, reason: 'conflict', head }, 'the answer')
      equal(bytesOf(await wholeLog(store)), entries, 'the log')
      ground.met('a batch that parts from the log')
    },
  }),
  law({
    number: 5,
    claim: 'repeating an append that succeeded says so, adds nothing, and does so for ever',
    protects: 'an author who never heard the answer and asks again, however late',
    covers: [
      'a replay of the last append',
      'a replay of an older append',
      'a replay after a while',
    ],
    share: 0.7,
    cases: fc.tuple(batches, fc.boolean()),
    check: async (ground, [all, again]) => {
      const first = await ground.open()
      const heads = await appendAll(first, all)
      if (again && ground.persistent) await ground.dispose(first)
      const store = again && ground.persistent ? await ground.open() : first
      await (ground.backend.elapse?.(A_YEAR) ?? ground.pause(A_WHILE))
      for (const [i, bodies] of all.entries()) {
        const expected = heads[i] ?? EMPTY_HEAD
        const result = await store.append(expected, entriesAfter(expected, bodies))
        equal(result, { ok: true, head: heads[i + 1], replayed: true }, 'the answer')
        ground.met(`a replay of ${i === all.length - 1 ? 'the last' : 'an older'} append`)
        ground.met('a replay after a while')
      }
      equal((await wholeLog(store)).length, heads[heads.length - 1]?.size, 'the size')
    },
  }),
  law({
    number: 5,
    claim: 'any run of entries that stands in the log can be repeated, across batches too',
    protects: 'an author that cuts its batches elsewhere the second time',
    covers: ['a replay across batches'],
    cases: fc.tuple(batches, fc.nat(), fc.nat()),
    check: async (ground, [all, start, length]) => {
      const store = await ground.open()
      await appendAll(store, all)
      const log = await wholeLog(store)
      const from = start % log.length
      const to = from + 1 + (length % (log.length - from))
      const before = log[from - 1]
      const expected = before === undefined ? EMPTY_HEAD : { size: from, hash: before.hash }
      const result = await store.append(expected, bytesOf(log.slice(from, to)))
      const head = { size: to, hash: log[to - 1]?.hash }
      equal(result, { ok: true, head, replayed: true }, 'the answer')
      if (!all.some((batch) => batch.length >= to - from)) ground.met('a replay across batches')
      equal((await wholeLog(store)).length, log.length, 'the size')
    },
  }),
  law({
    number: 5,
    claim: 'where the log ends with a first part of a batch, repeating the batch appends the rest',
    protects: 'an author whose batch a crash cut short',
    covers: ['a batch that was begun'],
    cases: fc.tuple(fc.array(aBody, { maxLength: 3 }), aBatch, aBatch),
    check: async (ground, [earlier, first, second]) => {
      const store = await ground.open()
      const before = entriesAfter(EMPTY_HEAD, earlier)
      if (before.length > 0) await insist(store, EMPTY_HEAD, before)
      const start = await store.head()
      const whole = entriesAfter(start, [...first, ...second])
      await insist(store, start, whole.slice(0, first.length))
      const result = await store.append(start, whole)
      equal(result, { ok: true, head: headAfter(start, whole), replayed: false }, 'the answer')
      equal(bytesOf(await wholeLog(store)), [...before, ...whole], 'the log')
      ground.met('a batch that was begun')
    },
  }),
]

/** In milliseconds: longer than a store that remembers answers for a moment remembers them. */
const A_WHILE = 30
const A_YEAR = 365 * 86_400_000

/** Appends batch by batch; the heads before, between and after. */
async function appendAll(
  store: Store,
  all: readonly (readonly Uint8Array[])[],
): Promise<readonly Head[]> {
  const heads = [await store.head()]
  for (const bodies of all) {
    const head = await store.head()
    heads.push(await insist(store, head, entriesAfter(head, bodies)))
  }
  return heads
}

function withPrefix(text: string, body: Uint8Array): Uint8Array {
  return new Uint8Array([...new TextEncoder().encode(text), ...body])
}

/** Kept together: a case that needs nothing but a store with a few entries. */
export async function storeWith(
  ground: Ground,
  bodies: readonly Uint8Array[],
): Promise<readonly [Store, readonly Uint8Array[]]> {
  const store = await ground.open()
  const entries = entriesAfter(EMPTY_HEAD, bodies)
  if (entries.length > 0) await insist(store, EMPTY_HEAD, entries)
  return [store, entries]
}
