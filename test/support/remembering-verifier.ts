/** A verifier that asks another one only once about the same signature, for tests that verify one log many times. */
import { createHash } from 'node:crypto'
import type { SignatureCheck, Verifier } from '@accord-ledger/core'

export function remembering(verifier: Verifier): Verifier {
  const verdicts = new Map<string, boolean>()
  return {
    name: `remembering ${verifier.name}`,
    verify: async (batch) => {
      const names = batch.map(nameOf)
      const asked = batch.filter((_, i) => !verdicts.has(names[i] ?? ''))
      const answers = await verifier.verify(asked)
      for (const [i, check] of asked.entries()) verdicts.set(nameOf(check), answers[i] === true)
      return names.map((name) => verdicts.get(name) === true)
    },
  }
}

function nameOf({ key, message, signature }: SignatureCheck): string {
  return createHash('sha256').update(key).update(signature).update(message).digest('base64')
}
