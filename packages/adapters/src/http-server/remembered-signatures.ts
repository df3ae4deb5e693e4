/**
 * Signatures that were found to stand, so that what was checked in the queue is not checked on the curve again when it is appended.
 * What is remembered is the question as a whole, key, message and signature, and the answer is a yes: a verdict is a pure function of
 * its question. Each is used once, and few are kept.
 */
import { createHash } from 'node:crypto'
import type { SignatureCheck, Verifier } from '@accord-ledger/core'

export interface RememberedSignatures {
  /** Asks, and remembers what stands. */
  readonly checking: Verifier
  /** Answers what is remembered, and asks the rest. For the ledger. */
  readonly appending: Verifier
}

/** Two faces of `verifier`. Up to `maxKept` signatures are remembered. */
export function rememberSignatures(
  verifier: Verifier,
  maxKept: number = 4_096,
): RememberedSignatures {
  const kept = new Set<string>()
  return {
    checking: {
      ...verifier,
      verify: async (batch) => {
        const verdicts = await verifier.verify(batch)
        for (const [i, check] of batch.entries()) {
          if (verdicts[i] !== true) continue
          kept.add(nameOf(check))
          if (kept.size > maxKept) kept.delete(kept.values().next().value ?? '')
        }
        return verdicts
      },
    },
    appending: {
      ...verifier,
      verify: async (batch) => {
        if (kept.size === 0) return verifier.verify(batch)
        const known = batch.map((check) => kept.delete(nameOf(check)))
        const rest = await verifier.verify(batch.filter((_, i) => known[i] !== true))
        let at = 0
        // A missing verdict is no yes.
        return known.map((isKnown) => isKnown || rest[at++] === true)
      },
    },
  }
}

/** All of a question, each part with its length. */
function nameOf({ key, message, signature }: SignatureCheck): string {
  const hash = createHash('sha256')
  for (const part of [key, signature, message]) hash.update(`${part.length}:`).update(part)
  return hash.digest('base64')
}
