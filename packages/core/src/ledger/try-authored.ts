/**
 * From authors to entries: index, `prev` and `time` are made here and nowhere else, and the replay that a
 * verifier runs decides. Nothing is stored yet.
 */
import * as E from 'fp-ts/lib/Either.js'
import { timeFromMilliseconds } from '../values/calendar.ts'
import type { SignedEvent } from '../events/entry.ts'
import type { LedgerEvent } from '../events/event.ts'
import { copySignedEvent } from '../events/make-entry.ts'
import type { CheckedEvent } from '../events/make-entry.ts'
import type { Failure, Violation } from '../replay/failure.ts'
import type { Admission, AppendError, Author, Opened, Refused } from './ledger.ts'
import type { Mismatch } from '../values/codec.ts'
import type { Time } from '../values/primitives.ts'
import { trialOfOffers } from '../replay/replay.ts'
import type { InnerTrial, Tried } from '../replay/replay.ts'
import type { LedgerState, LedgerView } from '../replay/state.ts'

/** A copy of an event, or what is wrong with it. */
export type Written = E.Either<Mismatch, CheckedEvent>

/** An author whose event has been copied. */
export type Writer<X> = (view: LedgerView) => Promise<E.Either<X, Written>>

/** Copies what `author` writes as soon as it has. */
export function writerOf<X>(author: Author<X>): Writer<X> {
  return async (view) => E.map(copySignedEvent)(await author(view))
}

/** Has everybody write, on top of `state`, and checks every event as the entry it would become. Left: the first that is refused. */
export async function tryAuthored<X>(
  ledger: Opened,
  state: LedgerState,
  writers: readonly Writer<X>[],
): Promise<E.Either<AppendError | X, Tried>> {
  const time = nextTime(ledger, state)
  const trial = trialOfOffers(state, ledger.verifier.hasher)
  let refused: Refused | Failure | null = null
  for (const [position, write] of writers.entries()) {
    const written = await write(trial.view())
    if (E.isLeft(written)) return written
    refused = offer(ledger, trial, written.right, position, time)
    if (refused !== null) break
  }
  // A forged event before the one that ended the trial is the first that is wrong.
  const tried = await trial.settle(ledger.verifier)
  if (tried.failure !== null) return E.left(tried.failure)
  return refused === null ? E.right(tried) : E.left(refused)
}

/** The time of an entry that is made now: the operator's clock, but never backwards. */
export function nextTime({ clock }: Opened, state: LedgerState): Time {
  const now = timeFromMilliseconds(clock())
  return state.time !== null && state.time > now ? state.time : now
}

/** Offers to `trial` the copy of an event, the one at `position` of its call. Why it is refused, or null. */
export function offer(
  { admit }: Opened,
  trial: InnerTrial,
  checked: Written,
  position: number,
  time: Time,
): Refused | Failure | null {
  const view = trial.view()
  if (E.isLeft(checked)) return noEvent(view.size, checked.left)
  return refusal(checked.right, position, view, admit) ?? trial.offer(checked.right, time)
}

/** What was to be logged is no signed event at all. */
function noEvent(index: number, mismatch: Mismatch): Violation {
  return { _tag: 'Violation', rule: 'schema', index, ...mismatch, accord: null, signatory: null }
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
  if ('name' in event && !isNfc(event.name)) return 'name'
  if ('title' in event && !isNfc(event.title)) return 'title'
  return 'reason' in event && !isNfc(event.reason) ? 'reason' : null
}

function isNfc(text: string | null): boolean {
  return text === null || text === text.normalize('NFC')
}
