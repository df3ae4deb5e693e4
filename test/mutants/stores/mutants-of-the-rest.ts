/** Broken stores. Each is the paper store with one thing changed, and breaks the law `breaks`. */
import { storeFailure } from '@accord-ledger/core'
import { appending, conflictAt, following, reading } from './changes.ts'
import type { StoreMutant } from './changes.ts'
import { SECRET } from './paper-subject.ts'

/** Mutants that break the laws 8 to 26. */
export const mutantsOfTheRest: readonly StoreMutant[] = [
  {
    what: 'reads to the end of the log and not to the head at the call',
    breaks: 8,
    spoil: (store) => ({
      read: async function* (from, to, options) {
        yield* store.read(from, to, options)
      },
    }),
  },
  {
    what: 'does not look at links',
    breaks: 9,
    steps: { follows: () => true },
  },
  {
    what: 'ends a log early where an entry is missing',
    breaks: 10,
    steps: { broken: 'ends' },
  },
  {
    what: 'shows a log that has shrunk',
    breaks: 11,
    steps: { remembersSize: false },
  },
  {
    what: 'loses the last entry when it is opened again',
    breaks: 11,
    opening: (disk) => {
      if (!disk.locked) disk.lines = disk.lines.slice(0, -1)
    },
  },
  { what: 'acknowledges before it stores', breaks: 12, steps: { hasty: true } },
  { what: 'forgets to sync the file', breaks: 12, steps: { sync: () => {} } },
  { what: 'forgets to sync the directory', breaks: 12, steps: { syncDirectory: () => {} } },
  {
    what: 'takes the retry of a failed append for a conflict',
    breaks: 13,
    spoil: (store, disk) => {
      const found = disk.lines.length
      return {
        append: async (expected, entries, options) =>
          expected.size < found
            ? conflictAt(await store.head())
            : store.append(expected, entries, options),
      }
    },
  },
  {
    what: 'calls what may have been stored unavailable',
    breaks: 14,
    steps: { aborted: 'unavailable' },
  },
  {
    what: 'ignores an abort',
    breaks: 15,
    spoil: (store) => ({ append: (expected, entries) => store.append(expected, entries) }),
  },
  {
    what: 'skips an entry when it follows',
    breaks: 16,
    spoil: following(({ index }) => (index === 2 ? 0 : 1)),
  },
  {
    what: 'follows an entry twice',
    breaks: 16,
    spoil: following(({ index }) => (index === 2 ? 2 : 1)),
  },
  {
    what: 'follows what exists and then ends',
    breaks: 16,
    spoil: (store) => ({ follow: (from) => store.read(from) }),
  },
  {
    what: 'follows on after an abort',
    breaks: 16,
    spoil: (store) => ({
      follow: (from) => store.follow(from, { signal: new AbortController().signal }),
    }),
  },
  {
    what: 'leaves something open when following was aborted',
    breaks: 16,
    spoil: (store, disk) => ({
      follow: (from, options) => {
        disk.held += 1
        return store.follow(from, options)
      },
    }),
  },
  { what: 'fetches all of the log for its first entry', breaks: 17, steps: { page: 100_000 } },
  {
    what: 'makes one line of two',
    breaks: 18,
    spoil: appending((store, expected, entries) =>
      store.append(
        expected,
        entries.map((entry) => entry.map((byte) => (byte === 0x0a ? 0x20 : byte))),
      ),
    ),
  },
  {
    what: 'ends an entry at its first NUL',
    breaks: 18,
    spoil: reading((stored) => {
      const end = stored.bytes.indexOf(0)
      return [{ ...stored, bytes: stored.bytes.slice(0, end < 0 ? undefined : end) }]
    }),
  },
  {
    what: 'takes an empty batch',
    breaks: 19,
    spoil: appending(async (store, expected, entries) =>
      entries.length === 0
        ? { ok: true, head: await store.head(), replayed: true }
        : store.append(expected, entries),
    ),
  },
  {
    what: 'reads past the head, as far as there is something',
    breaks: 19,
    spoil: (store) => ({
      read: async function* (from, to, options) {
        const { size } = await store.head(options)
        yield* store.read(
          Math.min(from, size),
          to === undefined ? size : Math.min(to, size),
          options,
        )
      },
    }),
  },
  { what: 'lets a second writer in', breaks: 20, steps: { locks: false } },
  {
    what: 'keeps the caller’s arrays',
    breaks: 21,
    spoil: (store) => ({
      append: async (expected, entries, options) => {
        await Promise.resolve()
        return store.append(expected, entries, options)
      },
    }),
  },
  {
    what: 'gives out its own arrays',
    breaks: 21,
    spoil: (store, disk) => ({
      read: async function* (from, to, options) {
        for await (const stored of store.read(from, to, options))
          yield { ...stored, bytes: disk.lines[stored.index] ?? stored.bytes }
      },
    }),
  },
  {
    what: 'answers after it was disposed',
    breaks: 22,
    spoil: () => ({ [Symbol.asyncDispose]: async () => {} }),
  },
  {
    what: 'takes names that differ in case for one ledger',
    breaks: 23,
    place: (name) => name.toLowerCase(),
  },
  {
    what: 'has a head that tells how its entries were batched',
    breaks: 24,
    spoil: (store) => {
      let batch = 1
      return {
        append: (expected, entries, options) => {
          batch = entries.length
          return store.append(expected, entries, options)
        },
        head: async (options) => {
          const head = await store.head(options)
          return batch < 4 ? head : { ...head, hash: 'c'.repeat(64) }
        },
      }
    },
  },
  {
    what: 'says replayed where it appended',
    breaks: 25,
    spoil: appending(async (store, expected, entries) => {
      const result = await store.append(expected, entries)
      return result.ok && entries.length === 4 ? { ...result, replayed: true } : result
    }),
  },
  {
    what: 'tells the password in an error',
    breaks: 26,
    steps: { message: `could not write to https://operator:${SECRET}@store.example` },
  },
  {
    what: 'does not say which entry was refused',
    breaks: 26,
    spoil: (store) => ({
      append: (expected, entries, options) =>
        store.append(expected, entries, options).catch((thrown: unknown) => {
          if (entries.some((entry) => entry.includes(0x0a)))
            throw storeFailure('invalid', 'something is wrong')
          throw thrown
        }),
    }),
  },
]
