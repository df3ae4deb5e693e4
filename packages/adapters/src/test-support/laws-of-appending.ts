/** The laws of appending: docs/design/store.md §2, laws 2 to 6, 13, 15, 18, 19, 21. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import type { Head, Store } from '@accord-ledger/core'
import fc from 'fast-check'
import {
  aBody,
  appendTexts,
  entriesAfter,
  equal,
  failsWith,
  textEntriesAfter,
  throwsError,
  wholeLog,
  withStore,
} from './ledger-under-test.ts'
import type { Law, StoreSubject } from './ledger-under-test.ts'

/** Batches of one to four entries. */
const aBatch = fc.array(aBody, { minLength: 1, maxLength: 4 })
const batches = fc.array(aBatch, { minLength: 1, maxLength: 5 })

export function lawsOfAppending(subject: StoreSubject): readonly Law[] {
  const always = <A>(
    arbitrary: fc.Arbitrary<A>,
    holds: (store: Store, value: A) => Promise<void>,
  ): Promise<void> =>
    fc.assert(
      fc.asyncProperty(arbitrary, (value) =>
        withStore(subject, async (store) => {
          await holds(store, value)
          await wholeLog(store)
        }),
      ),
      { numRuns: subject.numRuns },
    )

  return [
    {
      number: 2,
      claim: 'what is appended is read back, byte for byte, at consecutive indexes',
      protects: 'entries from being lost, changed or reordered on the way in',
      check: () =>
        always(batches, async (store, all) => {
          const appended: Uint8Array[] = []
          for (const bodies of all) {
            const head = await store.head()
            const entries = entriesAfter(head, bodies)
            const result = await store.append(head, entries)
            appended.push(...entries)
            equal(result.ok && !result.replayed, true, 'a new append')
            equal(result.head, await store.head(), 'the head that the append gives')
          }
          const log = await wholeLog(store)
          equal(
            log.map((stored) => stored.bytes),
            appended,
            'the log',
          )
        }),
    },
    {
      number: 4,
      claim:
        'an append at a head that is not the log’s, in size or in hash, is a conflict and stores nothing',
      protects: 'a second author from building on a log that has moved on',
      check: () =>
        always(fc.tuple(batches, aBody, fc.nat()), async (store, [all, body, pick]) => {
          const heads = await appendAll(store, all)
          const before = await store.head()
          const stale: readonly Head[] = [
            heads[pick % (heads.length - 1)] ?? EMPTY_HEAD,
            { size: before.size, hash: 'f'.repeat(64) },
            { size: before.size + 1, hash: before.hash },
            { size: before.size - 1, hash: before.hash },
          ]
          for (const expected of stale) {
            const fresh = Buffer.concat([Buffer.from('not there yet '), body])
            const result = await store.append(expected, entriesAfter(expected, [fresh]))
            equal(result, { ok: false, reason: 'conflict', head: before }, 'the result')
          }
          equal(await store.head(), before, 'the head')
        }),
    },
    {
      number: 5,
      claim: 'repeating an append that succeeded says so, adds nothing, and does so for ever',
      protects: 'an author who never heard the answer and asks again',
      check: () =>
        always(batches, async (store, all) => {
          const heads = await appendAll(store, all)
          for (const [i, bodies] of all.entries()) {
            const expected = heads[i] ?? EMPTY_HEAD
            const result = await store.append(expected, entriesAfter(expected, bodies))
            equal(result, { ok: true, head: heads[i + 1], replayed: true }, `append ${i} again`)
          }
          equal(await store.head(), heads[heads.length - 1], 'the head')
        }),
    },
    {
      number: 5,
      claim:
        'where the log ends with a first part of a batch, repeating the batch appends the rest',
      protects: 'an author whose batch a crash cut short',
      check: () =>
        always(fc.tuple(aBatch, aBatch), async (store, [first, second]) => {
          const whole = entriesAfter(EMPTY_HEAD, [...first, ...second])
          await store.append(EMPTY_HEAD, whole.slice(0, first.length))
          const result = await store.append(EMPTY_HEAD, whole)
          equal(result, { ok: true, head: await store.head(), replayed: false }, 'the result')
          equal(
            (await wholeLog(store)).map((stored) => stored.bytes),
            whole,
            'the log',
          )
        }),
    },
    {
      number: 6,
      claim: 'of many concurrent appends at one head exactly one is not a conflict',
      protects: 'the log from two entries at one index',
      check: () =>
        fc.assert(
          fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 6 }), (scheduler, k) =>
            withStore(subject, async (store) => {
              const head = await appendTexts(store, 'before')
              const append = scheduler.scheduleFunction((name: string) =>
                store.append(head, textEntriesAfter(head, name)),
              )
              const racing = Array.from({ length: k }, (_, i) => append(`racer ${i}`))
              await scheduler.waitIdle()
              const results = await Promise.all(racing)
              equal(results.filter((result) => result.ok).length, 1, 'winners')
              equal((await wholeLog(store)).length, 2, 'the size')
            }),
          ),
          { numRuns: subject.numRuns },
        ),
    },
    {
      number: 15,
      claim: 'an append aborted before it is sent is an AbortError and stores nothing',
      protects: 'a caller who changed its mind',
      check: () =>
        withStore(subject, async (store) => {
          const signal = AbortSignal.abort()
          await throwsError('AbortError', () =>
            store.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'no'), { signal }),
          )
          await throwsError('AbortError', () => store.head({ signal }))
          equal(await store.head(), EMPTY_HEAD, 'the head')
        }),
    },
    {
      number: 18,
      claim: 'an entry is any bytes but a line feed, up to the limit, behind its link',
      protects: 'ledgers whose entries the store does not understand',
      check: () =>
        withStore(subject, async (store) => {
          const room = store.caps.maxEntryBytes - 64
          const odd = [
            new Uint8Array(0),
            Uint8Array.of(0, 0, 0),
            Uint8Array.of(0xff, 0xfe, 0xc0),
            Uint8Array.of(0x0d),
            new Uint8Array(room),
          ]
          const entries = entriesAfter(EMPTY_HEAD, odd)
          equal((await store.append(EMPTY_HEAD, entries)).ok, true, 'the append')
          const log = await wholeLog(store)
          equal(
            log.map((stored) => stored.bytes),
            entries,
            'the log',
          )
        }),
    },
    {
      number: 18,
      claim:
        'an entry that is empty, too long, more than one line or linked wrongly is refused, and nothing is stored',
      protects: 'the log from what no reader could tell apart again',
      check: () =>
        withStore(subject, async (store) => {
          const head = await appendTexts(store, 'first')
          const [good] = textEntriesAfter(head, 'good')
          const [big] = entriesAfter(head, [new Uint8Array(store.caps.maxEntryBytes - 63)])
          const twoLines = textEntriesAfter(head, 'a\nb')
          const wrong = textEntriesAfter(EMPTY_HEAD, 'linked to another')
          if (good === undefined || big === undefined) throw new Error('no entries')
          await failsWith('invalid', () => store.append(head, [new Uint8Array(0)]))
          await failsWith('invalid', () => store.append(head, [Buffer.from('short')]))
          await failsWith('invalid', () => store.append(head, twoLines))
          await failsWith('invalid', () => store.append(head, wrong))
          await failsWith('invalid', () => store.append(head, [good, good]))
          await failsWith('too-large', () => store.append(head, [big]))
          const many = Array.from({ length: store.caps.maxBatch + 1 }, () => new Uint8Array(0))
          await failsWith('too-large', () => store.append(head, entriesAfter(head, many)))
          equal(await store.head(), head, 'the head')
        }),
    },
    {
      number: 18,
      claim: 'a batch with one bad entry stores none of it',
      protects: 'what belongs together',
      check: () =>
        always(fc.tuple(aBatch, fc.nat()), async (store, [bodies, pick]) => {
          const entries = entriesAfter(EMPTY_HEAD, bodies)
          const bad = entries.map((entry, i) =>
            i === pick % entries.length ? Buffer.concat([entry, Buffer.from('\n')]) : entry,
          )
          await failsWith('invalid', () => store.append(EMPTY_HEAD, bad))
          equal(await store.head(), EMPTY_HEAD, 'the head')
        }),
    },
    {
      number: 19,
      claim: 'an empty batch or a size that is no count is a RangeError',
      protects: 'programs with an arithmetic bug from a silent success',
      check: () =>
        withStore(subject, async (store) => {
          await throwsError('RangeError', () => store.append(EMPTY_HEAD, []))
          for (const size of [-1, NaN, 1.5, 2 ** 53, Infinity])
            await throwsError('RangeError', () =>
              store.append({ ...EMPTY_HEAD, size }, textEntriesAfter(EMPTY_HEAD, 'x')),
            )
          equal(await store.head(), EMPTY_HEAD, 'the head')
        }),
    },
    {
      number: 21,
      claim: 'bytes passed in are copied, bytes given out are not shared',
      protects: 'the log from a caller that reuses its buffers',
      check: () =>
        withStore(subject, async (store) => {
          const [entry] = textEntriesAfter(EMPTY_HEAD, 'original')
          if (entry === undefined) throw new Error('no entry')
          const pooled = Buffer.from(entry)
          const appending = store.append(EMPTY_HEAD, [pooled])
          pooled.fill(0x78)
          await appending
          pooled.fill(0x79)
          const [first] = await wholeLog(store)
          equal(first?.bytes, entry, 'the entry')
          first?.bytes.fill(0x7a)
          equal((await wholeLog(store))[0]?.bytes, entry, 'the entry, read again')
        }),
    },
  ]
}

/** Appends batch by batch; the heads before, between and after. */
async function appendAll(
  store: Store,
  all: readonly (readonly Uint8Array[])[],
): Promise<readonly Head[]> {
  const heads = [await store.head()]
  for (const bodies of all) {
    const head = await store.head()
    heads.push((await store.append(head, entriesAfter(head, bodies))).head)
  }
  return heads
}
