/** A store that is an array, for laws of the ledger above it. It compares the expected head, and nothing fails. */
import { encodeHex, leafHash, NO_HASH } from '@accord-ledger/core'
import type { Head, Store, Stored } from '@accord-ledger/core'

/** The store, and what it holds. */
export interface ArrayStore extends Store {
  readonly log: readonly Uint8Array[]
}

/** A store that begins with `entries`. */
export function arrayStore(entries: readonly Uint8Array[] = []): ArrayStore {
  const log: Uint8Array[] = [...entries]
  const hashAt = (index: number): string => {
    const bytes = log[index]
    return bytes === undefined ? NO_HASH : encodeHex(leafHash(bytes))
  }
  const head = (): Head => ({ size: log.length, hash: hashAt(log.length - 1) })
  return {
    caps: { ack: 'memory', writers: 'one', maxEntryBytes: 65_535, maxBatch: 64, follow: 'poll' },
    log,
    head: async () => head(),
    append: async (expected, batch) => {
      const { size, hash } = head()
      if (expected.size !== size || expected.hash !== hash) {
        return { ok: false, reason: 'conflict', head: head() }
      }
      log.push(...batch.map((bytes) => bytes.slice()))
      return { ok: true, head: head(), replayed: false }
    },
    async *read(from, to = log.length): AsyncIterable<Stored> {
      for (let index = from; index < to; index++) {
        yield { index, bytes: log[index]?.slice() ?? new Uint8Array(0), hash: hashAt(index) }
      }
    },
    follow: () => {
      throw new Error('no law of the ledger follows')
    },
    [Symbol.asyncDispose]: async () => undefined,
  }
}
