/** Events as they are submitted in tests, and receipts as they are checked. */
import {
  encodeHex,
  encodeSignedEvent,
  formatVerifierKey,
  noteKey,
  nobleVerifier,
  parsePolicy,
  verifyReceipt,
} from '@accord-ledger/core'
import type { Logged, SignedEvent, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { NOW, operating, operator, ORIGIN } from './served.ts'

/** What a receipt says, checked offline under the operator's key alone. */
export async function logged(answer: Response): Promise<Logged> {
  const policy = parsePolicy(
    new TextEncoder().encode(`log ${formatVerifierKey(noteKey(ORIGIN, operator))}\nquorum none\n`),
  )
  if (E.isLeft(policy)) throw new Error('a policy')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const options = { now: NOW, maxAge: Infinity, verifier: nobleVerifier }
  const checked = await verifyReceipt(bytes, policy.right, options)
  if (E.isLeft(checked)) throw new Error(JSON.stringify(checked.left))
  return checked.right
}

/** The event with other signatures, which do not stand. */
export const flipped = (signed: SignedEvent): string => {
  const text = new TextDecoder().decode(encodeSignedEvent(signed))
  return text.replace(/("sig":")(.)/g, (_, head: string, first: string) =>
    head.concat(first === '0' ? '1' : '0'),
  )
}

/** The event with other fields. */
export const changed = (event: SignedEvent['event'], fields: object): SignedEvent['event'] => ({
  ...event,
  ...fields,
})

/** A verifier that counts what it is asked of parties. */
export function counting(): { readonly verifier: Verifier; readonly asked: () => number } {
  let asked = 0
  return {
    asked: () => asked,
    verifier: {
      name: 'counting',
      verify: (batch) => {
        // Those of parties, not of the operator under checkpoints.
        asked += batch.filter(({ key }) => encodeHex(key) !== operator.key).length
        return operating.verifier.verify(batch)
      },
    },
  }
}
