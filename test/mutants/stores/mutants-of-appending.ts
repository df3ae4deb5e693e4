/** Broken stores. Each is the paper store with one thing changed, and breaks the law `breaks`. */
import { NO_HASH } from '@accord-ledger/core'
import type { Head } from '@accord-ledger/core'
import { appending, backwards, conflictAt, reading } from './changes.ts'
import type { StoreMutant } from './changes.ts'

/** Mutants that break the laws 1 to 7. */
export const mutantsOfAppending: readonly StoreMutant[] = [
  {
    what: 'starts with an entry',
    breaks: 1,
    spoil: (store) => ({ head: async () => ({ ...(await store.head()), size: 1 }) }),
  },
  {
    what: 'loses the last byte of an entry',
    breaks: 2,
    spoil: reading((stored) => [{ ...stored, bytes: stored.bytes.slice(0, -1) }]),
  },
  {
    what: 'counts indexes from the start of the range',
    breaks: 2,
    spoil: (store) => ({
      read: async function* (from, to, options) {
        for await (const stored of store.read(from, to, options))
          yield { ...stored, index: stored.index - from }
      },
    }),
  },
  {
    what: 'gives the entries of a range out of order',
    breaks: 2,
    spoil: (store) => ({
      read: (from, to, options) => backwards(store.read(from, to, options)),
    }),
  },
  {
    what: 'gives an append the head before it',
    breaks: 2,
    spoil: appending(async (store, expected, entries) => {
      const before = await store.head()
      const result = await store.append(expected, entries)
      return result.ok ? { ...result, head: before } : result
    }),
  },
  {
    what: 'tears a batch: writes its last entries first',
    breaks: 3,
    steps: { order: (batch) => batch.toReversed(), follows: () => true },
  },
  {
    what: 'accepts a stale expected head',
    breaks: 4,
    spoil: appending(async (store, expected, entries) => {
      const result = await store.append(expected, entries)
      return result.ok ? result : { ok: true, head: result.head, replayed: false }
    }),
  },
  {
    what: 'stores an entry of an append that is a conflict',
    breaks: 4,
    spoil: (store, disk) => ({
      append: async (expected, entries, options) => {
        const result = await store.append(expected, entries, options)
        if (!result.ok) disk.lines = [...disk.lines, ...entries.slice(0, 1)]
        return result
      },
      head: async (options) => ({ ...(await store.head(options)), size: disk.lines.length }),
    }),
  },
  {
    what: 'compares the size of the expected head and not its hash',
    breaks: 4,
    spoil: appending(async (store, expected, entries) => {
      const result = await store.append(expected, entries)
      if (result.ok || result.head.size !== expected.size) return result
      return { ok: true, head: result.head, replayed: false }
    }),
  },
  {
    what: 'takes a replay for a conflict',
    breaks: 5,
    spoil: appending(async (store, expected, entries) => {
      const result = await store.append(expected, entries)
      return result.ok && result.replayed ? conflictAt(await store.head()) : result
    }),
  },
  {
    what: 'knows a replay for ten minutes',
    breaks: 5,
    spoil: (store, disk) => ({
      append: async (expected, entries, options) => {
        const result = await store.append(expected, entries, options)
        const late = result.ok && result.replayed && disk.now > 600_000
        return late ? conflictAt(await store.head()) : result
      },
    }),
  },
  {
    what: 'forgets appends that are older than the last one',
    breaks: 5,
    spoil: appending(async (store, expected, entries) => {
      const head = await store.head()
      const old = expected.size + entries.length < head.size
      return old ? conflictAt(head) : store.append(expected, entries)
    }),
  },
  {
    what: 'takes a batch for stored where a first part of it stands',
    breaks: 5,
    spoil: appending(async (store, expected, entries) => {
      const { size } = await store.head()
      const present = entries.slice(0, Math.max(0, size - expected.size))
      if (present.length === 0 || present.length === entries.length)
        return store.append(expected, entries)
      return store.append(expected, present)
    }),
  },
  {
    what: 'does not let appends wait for each other',
    breaks: 6,
    steps: { queues: false },
  },
  {
    what: 'shows a reader the head of when it was opened',
    breaks: 7,
    spoil: (store, _, mode) => {
      if (mode === 'write') return {}
      const first = store.head()
      return { head: () => first }
    },
  },
  {
    what: 'tells of a head before its entries can be read',
    breaks: 7,
    spoil: (store) => {
      let before: Head = { size: 0, hash: NO_HASH }
      return {
        append: async (expected, entries, options) => {
          const result = await store.append(expected, entries, options)
          if (result.ok && !result.replayed) before = expected
          return result
        },
        read: (from, to, options) => store.read(from, to ?? before.size, options),
      }
    },
  },
]
