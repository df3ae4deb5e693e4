/**
 * A store for the core's own tests: an array, and a plan of what goes wrong. It checks nothing but the
 * expected head, and knows a repeated append; the stores that people use are in adapters.
 */
import { leafHash } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { NO_HASH, storeFailure } from '../ledger/store.ts'
import type { Head, Store, StoreCaps, Stored } from '../ledger/store.ts'

/** What one call of `append` does: its work; fails before or after it; or meets another writer's entries. */
export type Deed = 'work' | 'unavailable' | 'ambiguous-lost' | 'ambiguous-stored' | 'conflict'

export interface TestStore extends Store {
  /** The entries: a test may put in what it likes. */
  readonly log: Uint8Array[]
  /** What the next appends do; where it ends, their work. */
  readonly plan: Deed[]
  /** The sizes of the batches that were appended, failed ones too. */
  readonly batches: number[]
  /** Throws when the entry at this index is read; null: never. */
  badSector: number | null
  /** A test may put another in its place. */
  head: Store['head']
}

export function testStore(caps: Partial<StoreCaps> = {}): TestStore {
  const log: Uint8Array[] = []
  const plan: Deed[] = []
  const batches: number[] = []
  const hashAt = (index: number): string => {
    const bytes = log[index]
    return bytes === undefined ? NO_HASH : encodeHex(leafHash(bytes))
  }
  const headAt = (size: number): Head => ({ size, hash: hashAt(size - 1) })
  const head = (): Head => headAt(log.length)
  const stands = (expected: Head, entries: readonly Uint8Array[]): boolean =>
    entries.length > 0 &&
    headAt(expected.size).hash === expected.hash &&
    entries.every((bytes, i) => hashAt(expected.size + i) === encodeHex(leafHash(bytes)))

  const store: TestStore = {
    caps: {
      ack: 'memory',
      writers: 'many',
      maxEntryBytes: 65_535,
      maxBatch: 1024,
      follow: 'poll',
      ...caps,
    },
    log,
    plan,
    batches,
    badSector: null,
    head: async () => head(),
    append: async (expected, entries) => {
      batches.push(entries.length)
      const deed = plan.shift() ?? 'work'
      if (deed === 'unavailable') throw storeFailure('unavailable', 'no connection')
      if (deed === 'ambiguous-lost') throw storeFailure('ambiguous', 'no answer')
      const { size, hash } = head()
      if (deed !== 'conflict' && stands(expected, entries)) {
        if (deed === 'ambiguous-stored') throw storeFailure('ambiguous', 'no answer')
        return { ok: true, head: headAt(expected.size + entries.length), replayed: true }
      }
      if (deed === 'conflict' || expected.size !== size || expected.hash !== hash) {
        return { ok: false, reason: 'conflict', head: head() }
      }
      log.push(...entries.map((bytes) => bytes.slice()))
      if (deed === 'ambiguous-stored') throw storeFailure('ambiguous', 'no answer')
      return { ok: true, head: head(), replayed: false }
    },
    async *read(from, to = log.length): AsyncIterable<Stored> {
      for (let index = from; index < to; index++) {
        if (index === store.badSector) throw storeFailure('damaged', 'a bad sector', { at: index })
        yield { index, bytes: log[index]?.slice() ?? new Uint8Array(0), hash: hashAt(index) }
      }
    },
    follow: () => {
      throw new Error('no test follows')
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
  return store
}
