/** One after the other, in the order of the calls. */
import { linkSignals } from './linked-signal.ts'
import { waiters } from '../port/waiters.ts'

export interface Turns {
  /**
   * Runs `work` when all that was asked for before has ended, whatever came of it. Rejects with the reason of a signal that is aborted
   * before; `work` is not run then.
   */
  take<A>(signal: AbortSignal | undefined, work: () => Promise<A>): Promise<A>
  /** Resolves when all that was asked for has ended. */
  end(): Promise<void>
}

/** Nobody is waiting. */
export function takingTurns(): Turns {
  let line: Promise<unknown> = Promise.resolve()
  return {
    take: <A>(signal: AbortSignal | undefined, work: () => Promise<A>): Promise<A> => {
      const before = line
      const waited = async (): Promise<A> => {
        await (signal === undefined ? before : untilAborted(before, signal))
        signal?.throwIfAborted()
        return work()
      }
      const outcome = waited()
      line = Promise.allSettled([before, outcome])
      return outcome
    },
    end: async () => {
      await line
    },
  }
}

/** Waits for `before`; an abort is heard at once, while those before go on. */
async function untilAborted(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const over = linkSignals(signal)
  await Promise.race([before, waiters().wait(over.signal)])
  over.release()
}
