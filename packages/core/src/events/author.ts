/** Authors for `Ledger.appendEach` who hold their keys at hand: they compose an event on the log as they find it, and sign it. */
import * as E from 'fp-ts/lib/Either.js'
import { compose, composeFounding } from './compose.ts'
import type { Founding, Intent } from './compose.ts'
import type { Malformed } from '../replay/failure.ts'
import type { Author } from '../ledger/ledger.ts'
import { signEvent } from '../crypto/sign.ts'
import type { Signer } from '../crypto/sign.ts'

/** Founds a log, signed by `signers`: its operator and every registrar. */
export function authorFounding(founding: Founding, signers: readonly Signer[]): Author<Malformed> {
  return async () => {
    const event = composeFounding(founding)
    return E.isLeft(event) ? event : E.right(await signEvent(event.right, signers))
  }
}

/** Says `intent`, signed by `signers`. `until` is the time after which it must not be logged, or null. */
export function authorEvent(
  intent: Intent,
  signers: readonly Signer[],
  until: string | null = null,
): Author<Malformed> {
  return async (view) => {
    const event = compose(view, intent, until)
    return E.isLeft(event) ? event : E.right(await signEvent(event.right, signers))
  }
}
