/** The store of a live ledger, as routes see it: the one that is open now. */
import { storeFailure } from '@accord-ledger/core'
import type { Store, StoreCaps } from '@accord-ledger/core'
import type { LiveLedger } from './live-ledger.ts'

/** A store that leads to the open one; where none is open, every call rejects: `unavailable`. Disposing of it closes nothing. */
export function liveStore(live: LiveLedger, caps: StoreCaps): Store {
  const store = (): Store => {
    const open = live.current()
    if (open === null) throw storeFailure('unavailable', 'the ledger is not open now')
    return open.store
  }
  return {
    caps,
    head: async (options) => store().head(options),
    append: async (expected, entries, options) => store().append(expected, entries, options),
    read: async function* (from, to, options) {
      yield* store().read(from, to, options)
    },
    follow: async function* (from, options) {
      yield* store().follow(from, options)
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
