/** Opening a ledger: replay of all that its store holds. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { appendAuthored } from './append.ts'
import { secondsOf, timeFromMilliseconds } from '../values/calendar.ts'
import { catchUp } from './catch-up.ts'
import type { Ledger, LedgerOptions, Opened, OpenError } from './ledger.ts'
import { emptyState } from '../replay/state.ts'

/** How far ahead of the clock the last entry's time may lie, in seconds. */
export const MAX_CLOCK_LAG_SECONDS = 300

/**
 * Opens the ledger in a store, empty or not, by replaying all of it. A store of one writer (`caps.writers`) takes one
 * ledger: another over the same handle would not learn what the first one logs. Rejects with what the clock, the
 * verifier or `onEntry` throws (a clock that tells no time of the years 1600 to 9999: RangeError), and with the
 * signal's reason.
 */
export function openLedger(options: LedgerOptions): TE.TaskEither<OpenError, Ledger> {
  return async () => {
    const { signal, ...rest } = options
    signal?.throwIfAborted()
    const ledger: Opened = { ...rest, state: emptyState(), deaf: null }
    const caught = await catchUp(ledger, signal)
    if (E.isLeft(caught)) return caught
    const { time } = ledger.state
    const now = timeFromMilliseconds(options.clock())
    if (time !== null && secondsOf(time) - secondsOf(now) > MAX_CLOCK_LAG_SECONDS) {
      return E.left({ _tag: 'ClockBehind', last: time, now })
    }
    let tail: Promise<unknown> = Promise.resolve()
    const appendEach: Ledger['appendEach'] = (authors) => () => {
      const turn = tail.then(() => appendAuthored(ledger, authors))
      tail = turn.catch(() => undefined)
      return turn
    }
    return E.right({
      view: () => ledger.state,
      append: (events) => appendEach<never>(events.map((event) => async () => E.right(event))),
      appendEach,
    })
  }
}
