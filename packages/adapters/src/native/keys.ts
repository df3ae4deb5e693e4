/** Public keys as node:crypto wants them, kept so that not every signature imports its key again. */
import { createPublicKey, type KeyObject } from 'node:crypto'

/** Imports keys of 32 bytes. Null where node:crypto refuses one. */
export type ImportKey = (key: Uint8Array) => KeyObject | null

/**
 * An importer that remembers at most `limit` keys. Bounded, because keys are attacker-controlled: a log may name
 * any number of them. An import takes a tenth of the time of a verification (from DER it takes as long as one).
 */
export function rememberKeys(limit: number): ImportKey {
  const known = new Map<string, KeyObject>() // in the order in which they came
  const bytes = Buffer.alloc(32)
  let passed = 0
  return (key) => {
    // Another string for every other key, and made faster than its hex.
    bytes.set(key)
    const name = bytes.toString('latin1')
    const before = known.get(name)
    if (before !== undefined) return before
    const imported = importJwk(key)
    if (imported === null) return null
    const oldest = known.size < limit ? undefined : known.keys().next().value
    // In a log of more keys than fit, each would push out one that is needed sooner; and what V8 has seen for long it frees late.
    if (oldest !== undefined && ++passed % ONE_IN !== 0) return imported
    if (oldest !== undefined) known.delete(oldest)
    known.set(name, imported)
    return imported
  }
}

/** Of the keys that find no room, those that are let pass for one that takes the place of the oldest. */
const ONE_IN = 16

/** RFC 8037 §2. */
function importJwk(key: Uint8Array): KeyObject | null {
  const x = Buffer.from(key).toString('base64url')
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  } catch {
    return null // node:crypto reports bad data by throwing
  }
}
