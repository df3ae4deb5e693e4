/** Opening a ledger: replay of all that its store holds, or of what came after a saved state. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { appender } from './append.ts'
import { copySignedEvent } from '../events/make-entry.ts'
import { writerOf } from './try-authored.ts'
import { secondsOf, timeFromMilliseconds } from '../values/calendar.ts'
import { catchUp } from './catch-up.ts'
import type { Ledger, LedgerOptions, Opened, OpenError } from './ledger.ts'
import { emptyState } from '../replay/state.ts'
import type { LedgerState } from '../replay/state.ts'
import { liftStore, storeFailure } from './store.ts'
import type { Store } from './store.ts'

/** How far ahead of the clock the last entry's time may lie, in seconds. */
export const MAX_CLOCK_LAG_SECONDS = 300

/**
 * Opens the ledger in a store, empty or not, by replaying all of it, or what came after `resume`. A store of one writer (`caps.writers`) takes one
 * ledger: another over the same handle would not learn what the first one logs. Rejects with what the clock, the
 * verifier or `onEntry` throws (a clock that tells no time of the years 1600 to 9999: RangeError), and with the
 * signal's reason.
 */
export function openLedger(options: LedgerOptions): TE.TaskEither<OpenError, Ledger> {
  return async () => {
    const { signal, resume = emptyState(), ...rest } = options
    signal?.throwIfAborted()
    const ledger: Opened = { ...rest, state: resume, deaf: null }
    const same = await liftStore(() => requireEndOf(options.store, resume, signal))()
    if (E.isLeft(same)) return same
    const caught = await catchUp(ledger, signal)
    if (E.isLeft(caught)) return caught
    const { time } = ledger.state
    const now = timeFromMilliseconds(options.clock())
    if (time !== null && secondsOf(time) - secondsOf(now) > MAX_CLOCK_LAG_SECONDS) {
      return E.left({ _tag: 'ClockBehind', last: time, now })
    }
    const append = appender(ledger)
    return E.right({
      view: () => ledger.state,
      append: (events) => async () => {
        // As they are now: whoever calls may change them before it is their turn.
        const written = events.map(copySignedEvent)
        const [first, ...others] = written
        const writers = written.map((each) => async () => E.right(each))
        return append<never>(writers, others.length === 0 ? first : undefined)
      },
      appendEach: (authors) => () => append(authors.map(writerOf)),
    })
  }
}

/**
 * The last entry that `state` covers stands in the store. By its hash, which the chain hands on, so do all before it.
 * Rejects with a StoreFailure.
 */
async function requireEndOf(
  store: Store,
  { size, head }: LedgerState,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (size === 0) return
  const options = signal === undefined ? {} : { signal }
  const stored = await store.head(options)
  if (stored.size < size)
    throw storeFailure(
      'damaged',
      `the state to go on from covers ${size} entries, and the store holds ${stored.size}`,
      { at: stored.size },
    )
  for await (const { hash } of store.read(size - 1, size, options))
    if (hash !== head)
      throw storeFailure(
        'damaged',
        `entry ${size - 1}: the state to go on from ends with another one`,
        { at: size - 1 },
      )
}
