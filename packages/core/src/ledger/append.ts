/**
 * Appending: an entry is stored only once the replay that a verifier runs has accepted it (try-authored.ts).
 *
 * Calls that wait while a store is busy are logged together next: each is tried on the log as the calls before
 * it leave it, those that are refused are left out, and the others share one append of the store, and so one sync
 * of its disk. Each hears only once its own entries are as durable as the store promises.
 */
import * as E from 'fp-ts/lib/Either.js'
import { catchUp, tell } from './catch-up.ts'
import type { Failure } from '../replay/failure.ts'
import type { AppendError, Opened } from './ledger.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import { liftStore } from './store.ts'
import type { AppendResult, Head, Store, StoreError } from './store.ts'
import { tryAuthored } from './try-authored.ts'
import type { Writer, Written } from './try-authored.ts'
import { tryTogether } from './try-together.ts'
import type { Call } from './try-together.ts'

// A store of many writers can be ahead of us at each try, but only by somebody's progress.
const MAX_TRIES = 16

type Appended<X> = E.Either<AppendError | X, readonly VerifiedEntry[]>

/** Appends to `ledger`, as `Ledger.appendEach` says. `written`: the event of a lone writer, where it is there already. */
export type Append = <X>(writers: readonly Writer<X>[], written?: Written) => Promise<Appended<X>>

/** The one way into the store of `ledger`. */
export function appender(ledger: Opened): Append {
  const waiting: Call[] = []
  let busy = false
  const work = async (): Promise<void> => {
    busy = true
    await Promise.resolve() // for calls that come in the same breath
    while (waiting.length > 0) {
      const calls = takeTogether(waiting, ledger.store.caps.maxBatch)
      try {
        await logTogether(ledger, calls)
      } catch (thrown) {
        for (const call of calls) call.threw(thrown)
      }
    }
    busy = false
  }
  return (writers, written) =>
    new Promise((resolve, reject) => {
      waiting.push(callOf(ledger, writers, written, resolve, reject))
      if (!busy) void work()
    })
}

function callOf<X>(
  ledger: Opened,
  writers: readonly Writer<X>[],
  written: Written | undefined,
  answer: (answer: Appended<X>) => void,
  threw: (thrown: unknown) => void,
): Call {
  // Boxed: what an author answers may be anything.
  let refused: { readonly why: AppendError | X } | null = null
  return {
    length: writers.length,
    written,
    tryOn: async (state) => {
      const tried = await tryAuthored(ledger, state, writers)
      if (E.isRight(tried)) return tried.right
      refused = { why: tried.left }
      return null
    },
    foundWrong: (why) => (refused = { why }),
    refuse: () => {
      if (refused === null) throw new Error('a call is refused for a reason')
      answer(E.left(refused.why))
    },
    logged: (entries) => answer(E.right(entries)),
    lost: (error) => answer(E.left(error)),
    threw,
  }
}

/** The first of `waiting`, and those behind it that fit into one append of the store with it. */
function takeTogether(waiting: Call[], maxBatch: number): readonly Call[] {
  let events = 0
  const more = waiting.findIndex((call, i) => (events += call.length) > maxBatch && i > 0)
  return waiting.splice(0, more === -1 ? waiting.length : more)
}

/** Answers every one of `calls`. What it throws, they have not been told. */
async function logTogether(ledger: Opened, calls: readonly Call[]): Promise<void> {
  let open = calls
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (ledger.deaf !== null) throw ledger.deaf.thrown
    const { accepted, verified, refused, untold, commit } = await tryTogether(ledger, open)
    if (accepted.length === 0 && (refused.length === 0 || !(await wasBehind(ledger)))) {
      for (const call of refused) call.refuse()
      return
    }
    open = untold
    if (accepted.length === 0) continue
    const stored = await storeAll(ledger, verified)
    if (E.isRight(stored) && stored.right) {
      ledger.state = commit()
      tell(ledger, verified)
      for (const { call, verified: own } of accepted) call.logged(own)
      for (const call of refused) call.refuse()
      return
    }
    if (E.isRight(stored)) continue
    if (isTooLarge(stored.left) && accepted.length > 1) return logInHalves(ledger, open)
    for (const { call } of accepted) call.lost(stored.left)
    // What stands behind one of these may have been refused for its sake; what stands before them was not.
    const firstLost = untold.findIndex((call) => call === accepted[0]?.call)
    const isRefused = new Set(refused)
    for (const call of untold.slice(0, firstLost)) call.refuse()
    open = untold.slice(firstLost).filter((call) => isRefused.has(call))
  }
  for (const call of open) call.lost(outpaced)
}

const outpaced: StoreError = {
  _tag: 'StoreError',
  code: 'unavailable',
  message: `other writers were first ${MAX_TRIES} times in a row`,
}

function isTooLarge(error: StoreError | Failure): boolean {
  return error._tag === 'StoreError' && error.code === 'too-large'
}

async function logInHalves(ledger: Opened, calls: readonly Call[]): Promise<void> {
  const half = Math.ceil(calls.length / 2)
  await logTogether(ledger, calls.slice(0, half))
  await logTogether(ledger, calls.slice(half))
}

/** Whether the store holds more than the state did, which has then caught up. A failure here is met again when it matters. */
async function wasBehind(ledger: Opened): Promise<boolean> {
  if (ledger.store.caps.writers === 'one') return false
  const { size } = ledger.state
  await catchUp(ledger)
  return ledger.state.size > size
}

/** Stores `verified`. False where another writer was first; the state has then caught up. Left: what the store said; the state holds what it stored. */
async function storeAll(
  ledger: Opened,
  verified: readonly VerifiedEntry[],
): Promise<E.Either<StoreError | Failure, boolean>> {
  const { store, state } = ledger
  let expected: Head = { size: state.size, hash: state.head }
  for (let from = 0; from < verified.length; from += store.caps.maxBatch) {
    const batch = verified.slice(from, from + store.caps.maxBatch).map(({ bytes }) => bytes)
    const appended = await storeBatch(store, expected, batch)
    if (E.isRight(appended) && appended.right.ok) {
      expected = appended.right.head
      continue
    }
    // What the store holds now is found by reading it; a store that cannot be read is asked again next time.
    const caught = await catchUp(ledger)
    if (E.isLeft(appended)) return appended
    if (E.isLeft(caught)) return caught
    return from === 0 ? E.right(false) : E.left(overtaken(from))
  }
  return E.right(true)
}

/**
 * Appends, and once more where the first answer was lost: a store answers a repeated append as it did the first. One whose handle
 * ended with the first has said then why.
 */
async function storeBatch(
  store: Store,
  expected: Head,
  batch: readonly Uint8Array[],
): Promise<E.Either<StoreError, AppendResult>> {
  const append = liftStore(() => store.append(expected, batch))
  const appended = await append()
  if (E.isRight(appended) || appended.left.code !== 'ambiguous') return appended
  const again = await append()
  return E.isLeft(again) && again.left.code === 'closed' ? appended : again
}

function overtaken(logged: number): StoreError {
  return {
    _tag: 'StoreError',
    code: 'unavailable',
    message: `another writer came between: the first ${logged} entries are logged, the others are not`,
  }
}
