/**
 * From authors to entries: index, `prev` and `time` are made here and nowhere else, and the replay that a
 * verifier runs decides. Nothing is stored yet.
 */
import * as E from 'fp-ts/lib/Either.js'
import { timeFromMilliseconds } from '../values/calendar.ts'
import { checkSignedEvent, encodeEntry } from '../events/entry.ts'
import type { SignedEvent } from '../events/entry.ts'
import type { LedgerEvent } from '../events/event.ts'
import type { Violation } from '../replay/failure.ts'
import type { Admission, AppendError, Author, Opened, Refused } from './ledger.ts'
import type { Mismatch } from '../values/codec.ts'
import type { LeafIndex } from '../values/primitives.ts'
import { trialOn } from '../replay/replay.ts'
import type { Tried } from '../replay/replay.ts'
import type { LedgerState, LedgerView } from '../replay/state.ts'

/** Has every author write, on top of `state`, and checks every event as the entry it would become. Left: the first that is refused. */
export async function tryAuthored<X>(
  { admit, clock, verifier }: Opened,
  state: LedgerState,
  authors: readonly Author<X>[],
): Promise<E.Either<AppendError | X, Tried>> {
  const now = timeFromMilliseconds(clock())
  const time = state.time !== null && state.time > now ? state.time : now // never backwards
  const trial = trialOn(state, verifier.hasher)
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
  const texts: readonly (readonly [string, string | null])[] = [
    ['name', 'name' in event ? event.name : null],
    ['title', 'title' in event ? event.title : null],
    ['reason', 'reason' in event ? event.reason : null],
  ]
  return texts.find(([, text]) => text !== null && text !== text.normalize('NFC'))?.[0] ?? null
}
