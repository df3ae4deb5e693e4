/** Checking what a server answers to a submission: that its receipt is of this very event. */
import {
  describe,
  encodeEvent,
  formatVerifierKey,
  parsePolicy,
  verifyReceipt,
} from '@accord-ledger/core'
import type { Logged, Policy, Verifier, VerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { BadReceipt } from './submit-error.ts'

/** By whom the checkpoint may be signed. */
export interface ReceiptKeys {
  readonly keys: readonly VerifierKey[]
  readonly verifier: Verifier
  readonly clock?: () => number
}

/**
 * Checks an attacker-controlled answer as the receipt of the event whose canonical bytes are `event`: every check of a receipt
 * (docs/spec/proofs.md §7.2), by the operator's signature alone. Rejects where the verifier does, and with an Error for keys that
 * make no policy.
 */
export async function checkReceipt(
  receipt: Uint8Array,
  event: Uint8Array,
  { keys, verifier, clock = Date.now }: ReceiptKeys,
): Promise<E.Either<BadReceipt, Logged>> {
  const options = { now: clock(), maxAge: Infinity, verifier }
  const logged = await verifyReceipt(receipt, policyOf(keys), options)
  if (E.isLeft(logged)) {
    const reason = logged.left
    const message = `the answer is no receipt that stands: ${describe(reason.reason)}`
    return E.left({ _tag: 'BadReceipt', reason, receipt, message })
  }
  // The signatures may be others: whoever else may sign for the same event may have sent it first.
  const found = encodeEvent(logged.right.entry.event)
  if (found.length === event.length && found.every((byte, i) => byte === event[i])) return logged
  const message = `the receipt is of another event, at index ${logged.right.entry.index}`
  return E.left({ _tag: 'BadReceipt', reason: null, receipt, message })
}

/** The policy that knows these keys and asks for no cosignature. */
function policyOf(keys: readonly VerifierKey[]): Policy {
  const lines = [...keys.map((key) => `log ${formatVerifierKey(key)}`), 'quorum none']
  const policy = parsePolicy(new TextEncoder().encode(`${lines.join('\n')}\n`))
  if (E.isLeft(policy)) throw new Error(`these are no keys of a log: ${policy.left.expected}`)
  return policy.right
}
