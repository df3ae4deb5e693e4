/** Verifiers for properties that verify one log many times. */
import { encodeHex, sha256 } from '@accord-ledger/core'
import type { SignatureCheck, Verifier } from '@accord-ledger/core'

/** Says yes to every signature: for logs that are asked about something else than their signatures. */
export const believing: Verifier = {
  name: 'believing',
  verify: async (batch) => batch.map(() => true),
}

/** Asks `verifier` only once about the same signature. */
export function remembering(verifier: Verifier): Verifier {
  const verdicts = new Map<string, boolean>()
  return {
    ...(verifier.hasher === undefined ? {} : { hasher: verifier.hasher }),
    name: `remembering ${verifier.name}`,
    verify: async (batch) => {
      const names = batch.map(nameOf)
      const asked = batch.filter((_, i) => !verdicts.has(names[i] ?? ''))
      if (verdicts.size > REMEMBERED) verdicts.clear()
      const answers = asked.length === 0 ? [] : await verifier.verify(asked)
      const fresh = new Map(asked.map((check, i) => [nameOf(check), answers[i] === true]))
      const found = names.map((name) => fresh.get(name) ?? verdicts.get(name))
      for (const [name, verdict] of fresh) verdicts.set(name, verdict)
      if (found.every((verdict) => verdict !== undefined)) return found
      return verifier.verify(batch) // the memory was cleared in between
    },
  }
}

/** Verdicts that are remembered at most. */
const REMEMBERED = 100_000

function nameOf({ key, message, signature }: SignatureCheck): string {
  return [key, signature, sha256(message)].map(encodeHex).join(' ')
}
