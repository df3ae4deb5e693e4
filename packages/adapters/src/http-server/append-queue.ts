/**
 * Events on their way into the log. What comes while the last append is being made durable is appended together, so that one sync
 * serves all; each is answered once it is durable itself. One event that is refused fails no neighbour.
 */
import type { AppendError, LedgerEvent, SignedEvent, VerifiedEntry } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** Logs all of `events`, or none, as `Ledger.append`. */
export type AppendAll = (
  events: readonly SignedEvent[],
) => Promise<E.Either<AppendError, readonly VerifiedEntry[]>>

export interface AppendQueue {
  /** Logs one event. Rejects where `append` does. */
  append(signed: SignedEvent): Promise<E.Either<AppendError, VerifiedEntry>>
  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void>
}

/** A queue before `append`, which is given at most `maxBatch` events at once. */
export function appendQueue(append: AppendAll, maxBatch: number): AppendQueue {
  let waiting: Job[] = []
  let working: Promise<void> | null = null
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const { batch, rest } = batchOf(waiting, maxBatch)
      waiting = rest
      await appendBatch(append, batch)
    }
    working = null
  }
  return {
    append: (signed) =>
      new Promise((done, failed) => {
        waiting.push({ signed, done, failed })
        // What comes in one turn of the loop goes together.
        working ??= Promise.resolve().then(work)
      }),
    idle: () => working ?? Promise.resolve(),
  }
}

interface Job {
  readonly signed: SignedEvent
  readonly done: (result: E.Either<AppendError, VerifiedEntry>) => void
  readonly failed: (thrown: unknown) => void
}

/** At most one event of each little chain: the second would be stale, and send all of them into single file. */
function batchOf(
  waiting: readonly Job[],
  maxBatch: number,
): { readonly batch: readonly Job[]; readonly rest: Job[] } {
  const chains = new Set<string>()
  const [batch, rest]: [Job[], Job[]] = [[], []]
  for (const job of waiting) {
    const chain = chainOf(job.signed.event)
    if (batch.length >= maxBatch || chains.has(chain)) rest.push(job)
    else batch.push(job)
    chains.add(chain)
  }
  return { batch, rest }
}

/** Names the little chain that an event continues. */
function chainOf(event: LedgerEvent): string {
  switch (event.type) {
    case 'authority':
      return 'authority'
    case 'accord':
      return `accord ${event.accord}`
    case 'signatory':
    case 'rotate':
      return `signatory ${event.signatory}`
    default:
      return `act ${event.accord}/${event.signatory}`
  }
}

/** Never rejects. */
async function appendBatch(append: AppendAll, batch: readonly Job[]): Promise<void> {
  try {
    const appended = await append(batch.map(({ signed }) => signed))
    // Where a rule was broken nothing was logged, by whomever: each is then asked for alone.
    if (E.isLeft(appended) && appended.left._tag !== 'StoreError' && batch.length > 1) {
      for (const job of batch) await appendBatch(append, [job])
      return
    }
    for (const [i, { done, failed }] of batch.entries()) {
      if (E.isLeft(appended)) done(appended)
      else {
        const entry = appended.right[i]
        if (entry === undefined) failed(new Error('an append answers every event'))
        else done(E.right(entry))
      }
    }
  } catch (thrown) {
    for (const { failed } of batch) failed(thrown)
  }
}
