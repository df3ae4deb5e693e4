/** Answers to the author of an event that is logged: a receipt, or the word that there is none yet. */
import { asStoreError, encodeEvent } from '@accord-ledger/core'
import type { SignedEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { answer } from '../http/http-message.ts'
import type { WholeAnswer } from '../http/http-message.ts'
import { AMBIGUOUS, SOON, appendProblem } from './event-checks.ts'
import { eventId } from './event-ids.ts'
import type { OpenLedger } from './live-ledger.ts'
import { OPEN, problem } from './problem.ts'
import { receiptOf } from './receipts.ts'

/** Told of failures whose cause the author of an event does not hear. */
type OnError = ((thrown: unknown) => void) | undefined

/** The answer to an event that is logged already, whatever its signatures; null to one that is not. */
export async function knownAnswer(
  open: OpenLedger,
  { event }: SignedEvent,
  onError: OnError,
): Promise<WholeAnswer | null> {
  const places = open.ids.find(eventId(event))
  if (places.length === 0) return null
  const text = Buffer.from(encodeEvent(event))
  try {
    for (const index of places)
      for await (const { bytes } of open.store.read(index, index + 1))
        // The event is a member of the entry, in the same canonical bytes; quotes inside strings are escaped.
        if (Buffer.from(bytes).indexOf(text) === EVENT_OFFSET)
          return await receiptAnswer(200, open, { index, bytes }, onError)
    return null
  } catch (thrown) {
    if (asStoreError(thrown) === null) throw thrown
    onError?.(thrown)
    return UNAVAILABLE
  }
}

/** Where the event begins in an entry's canonical bytes. */
const EVENT_OFFSET = '{"event":'.length

/** A receipt: 201 where the entry was logged now, 200 where it was before. */
export async function receiptAnswer(
  status: 200 | 201,
  open: OpenLedger,
  { index, bytes }: { readonly index: number; readonly bytes: Uint8Array },
  onError: OnError,
): Promise<WholeAnswer> {
  const receipt = await receiptOf(open, index, bytes)
  if (E.isLeft(receipt)) {
    onError?.(receipt.left)
    return unsigned()
  }
  return answer(status, 'text/plain; charset=utf-8', receipt.right, {
    location: `/v1/entries?from=${index}&limit=1`,
    'accord-index': String(index),
    'cache-control': 'no-store',
    ...OPEN,
  })
}

/** It is logged, and no checkpoint says so yet. */
export const unsigned = (): WholeAnswer => problem('ambiguous', AMBIGUOUS, {}, SOON)

/** The ledger is not open now. */
export const UNAVAILABLE: WholeAnswer = appendProblem({ code: 'unavailable' })
