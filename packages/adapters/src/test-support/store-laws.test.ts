/** The laws can fail: each of these stores breaks one, and is caught. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import type { Store } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import { collect, testLink } from './ledger-under-test.ts'
import type { StoreSubject } from './ledger-under-test.ts'
import { storeLaws } from './store-laws.ts'

const newStore = (): Store => memoryStore({ link: testLink })

const subjectOf = (make: () => Store): StoreSubject => ({
  create: async () => ({
    open: async () => make(),
    openForReading: async () => null,
    remove: async () => {},
  }),
  reopens: false,
  numRuns: 30,
})

/** A memory store with some of its operations spoiled. */
const spoiled = (spoil: (store: Store) => Partial<Store>) => (): Store => {
  const store = newStore()
  return { ...store, ...spoil(store) }
}

const BROKEN: readonly {
  readonly what: string
  readonly breaks: number
  readonly make: () => Store
}[] = [
  {
    what: 'starts with an entry',
    breaks: 1,
    make: spoiled((store) => ({ head: async () => ({ ...(await store.head()), size: 1 }) })),
  },
  {
    what: 'loses the last byte of an entry',
    breaks: 2,
    make: spoiled((store) => ({
      read: async function* (from, to, options) {
        for await (const stored of store.read(from, to, options))
          yield { ...stored, bytes: stored.bytes.slice(0, -1) }
      },
    })),
  },
  {
    what: 'appends at any head',
    breaks: 4,
    make: spoiled((store) => ({
      append: async (expected, entries) => {
        const result = await store.append(expected, entries)
        return result.ok ? result : { ok: true, head: result.head, replayed: false }
      },
    })),
  },
  {
    what: 'forgets appends that are older than the last one',
    breaks: 5,
    make: spoiled((store) => ({
      append: async (expected, entries) => {
        const head = await store.head()
        return expected.size + entries.length < head.size
          ? { ok: false, reason: 'conflict', head }
          : store.append(expected, entries)
      },
    })),
  },
  {
    what: 'answers every concurrent append with success',
    breaks: 6,
    make: spoiled((store) => ({
      append: async (expected, entries) => {
        const result = await store.append(expected, entries)
        return result.ok || result.head.size !== 2
          ? result
          : { ok: true, head: result.head, replayed: false }
      },
    })),
  },
  {
    what: 'reads to the end of the log, not to the head at the call',
    breaks: 8,
    make: spoiled((store) => ({
      read: async function* (from, to, options) {
        yield* store.read(from, to, options)
      },
    })),
  },
  {
    what: 'ignores an abort',
    breaks: 15,
    make: spoiled((store) => ({ append: (expected, entries) => store.append(expected, entries) })),
  },
  {
    what: 'follows what exists and then ends',
    breaks: 16,
    make: spoiled((store) => ({ follow: (from) => store.read(from) })),
  },
  {
    what: 'makes one line of two',
    breaks: 18,
    make: spoiled((store) => ({
      append: (expected, entries, options) =>
        store.append(
          expected,
          entries.map((entry) => entry.map((byte) => (byte === 0x0a ? 0x20 : byte))),
          options,
        ),
    })),
  },
  {
    what: 'takes an empty batch',
    breaks: 19,
    make: spoiled((store) => ({
      append: async (expected, entries, options) =>
        entries.length === 0
          ? { ok: true, head: await store.head(), replayed: true }
          : store.append(expected, entries, options),
    })),
  },
  {
    what: 'promises one writer and lets a second one in',
    breaks: 20,
    make: spoiled((store) => ({ caps: { ...store.caps, writers: 'one' } })),
  },
  {
    what: 'keeps the caller’s array',
    breaks: 21,
    make: spoiled((store) => ({
      append: async (expected, entries, options) => {
        await Promise.resolve()
        return store.append(expected, entries, options)
      },
    })),
  },
  {
    what: 'answers after it was disposed',
    breaks: 22,
    make: spoiled(() => ({ [Symbol.asyncDispose]: async () => {} })),
  },
  {
    what: 'shares one log between two ledgers',
    breaks: 23,
    make: (() => {
      const one = newStore()
      return () => ({ ...one, [Symbol.asyncDispose]: async () => {} })
    })(),
  },
  {
    what: 'says replayed where it appended',
    breaks: 25,
    make: spoiled((store) => ({
      append: async (expected, entries, options) => {
        const result = await store.append(expected, entries, options)
        return result.ok && entries.length === 4 ? { ...result, replayed: true } : result
      },
    })),
  },
]

describe('the laws of the store', () => {
  for (const { what, breaks, make } of BROKEN)
    it(`${breaks} catches a store that ${what}`, async () => {
      const laws = storeLaws(subjectOf(make), newStore).filter((law) => law.number === breaks)
      const outcomes = await Promise.allSettled(laws.map((law) => law.check()))
      expect(outcomes.map((outcome) => outcome.status)).toContain('rejected')
    })

  it('have a number, a claim and a reason, and no claim twice', () => {
    const laws = storeLaws(subjectOf(newStore), newStore)
    expect(new Set(laws.map((law) => law.claim)).size).toBe(laws.length)
    expect(laws.every((law) => law.number > 0 && law.protects !== '')).toBe(true)
  })

  it('a memory store in one piece passes the harness that catches the broken ones', async () => {
    for (const law of storeLaws(subjectOf(newStore), newStore)) await law.check()
    const store = newStore()
    expect(await store.head()).toEqual(EMPTY_HEAD)
    expect(await collect(store.read(0))).toEqual([])
  })
})
