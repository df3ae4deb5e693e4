/**
 * The known-answer test that a backend has to pass before it is asked anything. Libraries change
 * their minds about Ed25519 between releases, and one that decides another rule splits the ledger.
 */
import { decodeHex, type SignatureCheck, type Verifier } from '@accord-ledger/core'
import { KNOWN_ANSWERS } from './known-answers.ts'

/**
 * Resolves where `verifier` gives all known answers. Rejects with an Error that names the first
 * wrong one; a backend that fails outright rejects with its own error.
 */
export async function selfTest(verifier: Verifier): Promise<void> {
  const answers = await verifier.verify(CHECKS)
  for (const [i, { name, stands }] of KNOWN_ANSWERS.entries())
    if (answers[i] !== stands)
      throw new Error(
        `the ${verifier.name} backend does not decide the Ed25519 rule of the ledger: it says ` +
          `${String(answers[i])} to the known answer ${name}, which is ${stands}`,
      )
}

/**
 * `verifier`, tested before its first answer. One that fails the test rejects every batch with the
 * error of `selfTest`, for good.
 */
export function selfTested(verifier: Verifier): Verifier {
  let tested: Promise<void> | undefined
  return {
    ...verifier,
    verify: async (batch) => {
      tested ??= selfTest(verifier)
      await tested
      return verifier.verify(batch)
    },
  }
}

const CHECKS: readonly SignatureCheck[] = KNOWN_ANSWERS.map(({ key, message, r, s }) => ({
  key: constant(key),
  message: new TextEncoder().encode(message),
  signature: constant(r + s),
}))

function constant(hex: string): Uint8Array {
  const bytes = decodeHex(hex)
  if (bytes === null) throw new Error('not hex')
  return bytes
}
