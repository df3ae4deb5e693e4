/**
 * Appending: from signed events to entries in the store. Index, `prev` and `time` are made here and
 * nowhere else, and an entry is stored only once the replay that a verifier runs has accepted it.
 */
import * as E from 'fp-ts/lib/Either.js'
import { timeFromMilliseconds } from '../values/calendar.ts'
import { catchUp, tell } from './catch-up.ts'
import { checkSignedEvent, encodeEntry } from '../events/entry.ts'
import type { SignedEvent } from '../events/entry.ts'
import type { LedgerEvent } from '../events/event.ts'
import type { Failure, Violation } from '../replay/failure.ts'
import type { Admission, AppendError, Author, Opened, Refused } from './ledger.ts'
import type { Mismatch } from '../values/codec.ts'
import type { LeafIndex } from '../values/primitives.ts'
import { trialOn } from '../replay/replay.ts'
import type { Tried, VerifiedEntry } from '../replay/replay.ts'
import type { LedgerView } from '../replay/state.ts'
import { liftStore } from './store.ts'
import type { AppendResult, Head, Store, StoreError } from './store.ts'

// A store of many writers can be ahead of us at each try, but only by somebody's progress.
const MAX_TRIES = 16

/** Logs what `authors` write, all or nothing, as `Ledger.appendEach` says. */
export async function appendAuthored<X>(
  ledger: Opened,
  authors: readonly Author<X>[],
): Promise<E.Either<AppendError | X, readonly VerifiedEntry[]>> {
  if (ledger.deaf !== null) throw ledger.deaf.thrown
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const tried = await tryAuthored(ledger, authors)
    if (E.isLeft(tried)) {
      // What is refused on a state that is behind may be right on the log as it is.
      if (await wasBehind(ledger)) continue
      return tried
    }
    const logged = await storeAll(ledger, tried.right)
    if (E.isLeft(logged)) return logged
    if (logged.right) return E.right(tried.right.verified)
  }
  return E.left({
    _tag: 'StoreError',
    code: 'unavailable',
    message: `other writers were first ${MAX_TRIES} times in a row`,
  })
}

/** Has every author write, and checks every event as the entry it would become. */
async function tryAuthored<X>(
  ledger: Opened,
  authors: readonly Author<X>[],
): Promise<E.Either<AppendError | X, Tried>> {
  const { admit, clock, state, verifier } = ledger
  const now = timeFromMilliseconds(clock())
  const time = state.time !== null && state.time > now ? state.time : now // never backwards
  const trial = trialOn(state)
  let refused: Refused | Violation | null = null
  for (const [position, author] of authors.entries()) {
    const view = trial.view()
    const signed = await author(view)
    if (E.isLeft(signed)) return signed
    const checked = checkSignedEvent(signed.right)
    refused = E.isLeft(checked)
      ? noEvent(view.size, checked.left)
      : refusal(checked.right, position, view, admit)
    if (E.isLeft(checked) || refused !== null) break
    const { event, signatures } = checked.right
    const failure = trial.next(
      encodeEntry({ index: view.size as LeafIndex, prev: view.head, time, event, signatures }),
    )
    if (failure !== null) break
  }
  // A forged event before the one that ended the trial is the first that is wrong.
  const tried = await trial.settle(verifier)
  if (tried.failure !== null) return E.left(tried.failure)
  return refused === null ? E.right(tried) : E.left(refused)
}

/** Whether the store holds more than the state did, which has then caught up. A failure here is met again when it matters. */
async function wasBehind(ledger: Opened): Promise<boolean> {
  if (ledger.store.caps.writers === 'one') return false
  const { size } = ledger.state
  await catchUp(ledger)
  return ledger.state.size > size
}

/** Stores what was tried and makes it part of the state. False where another writer was first; the state has then caught up. */
async function storeAll(
  ledger: Opened,
  { verified, commit }: Tried,
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
  ledger.state = commit()
  tell(ledger, verified)
  return E.right(true)
}

/** Appends, and once more where the first answer was lost: a store answers a repeated append as it did the first. */
async function storeBatch(
  store: Store,
  expected: Head,
  batch: readonly Uint8Array[],
): Promise<E.Either<StoreError, AppendResult>> {
  const append = liftStore(() => store.append(expected, batch))
  const appended = await append()
  const lost = E.isLeft(appended) && appended.left.code === 'ambiguous'
  return lost ? append() : appended
}

/** What was to be logged is no signed event at all. */
function noEvent(index: number, mismatch: Mismatch): Violation {
  return { _tag: 'Violation', rule: 'schema', index, ...mismatch, accord: null, signatory: null }
}

function overtaken(logged: number): StoreError {
  return {
    _tag: 'StoreError',
    code: 'unavailable',
    message: `another writer came between: the first ${logged} entries are logged, the others are not`,
  }
}

/** Why the operator refuses what may well be valid: text in another normal form than NFC, and what admission says. */
function refusal(
  signed: SignedEvent,
  position: number,
  view: LedgerView,
  admit: Admission | undefined,
): Refused | null {
  const field = fieldNotNfc(signed.event)
  if (field !== null) {
    const message = `${field} is not in Unicode normal form C`
    return { _tag: 'Refused', position, why: 'not-nfc', message }
  }
  const message = admit?.(signed, view) ?? null
  return message === null ? null : { _tag: 'Refused', position, why: 'admission', message }
}

function fieldNotNfc(event: LedgerEvent): string | null {
  const texts: readonly (readonly [string, string | null])[] = [
    ['name', 'name' in event ? event.name : null],
    ['title', 'title' in event ? event.title : null],
    ['reason', 'reason' in event ? event.reason : null],
  ]
  return texts.find(([, text]) => text !== null && text !== text.normalize('NFC'))?.[0] ?? null
}
