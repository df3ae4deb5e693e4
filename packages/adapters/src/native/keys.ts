/** Public keys as node:crypto wants them, kept so that not every signature imports its key again. */
import { createPublicKey, type KeyObject } from 'node:crypto'

/** Imports keys of 32 bytes. Null where node:crypto refuses one. */
export type ImportKey = (key: Uint8Array) => KeyObject | null

/**
 * An importer that remembers the `limit` keys used last. Bounded, because keys are
 * attacker-controlled: a log may name any number of them. An import takes a sixteenth of the time of
 * a verification (from DER it takes as long as one).
 */
export function rememberKeys(limit: number): ImportKey {
  const known = new Map<string, KeyObject>() // in the order of last use
  const bytes = Buffer.alloc(32)
  return (key) => {
    // Another string for every other key, and made faster than its hex.
    bytes.set(key)
    const name = bytes.toString('latin1')
    const before = known.get(name)
    const imported = before ?? importJwk(key)
    if (imported === null) return null
    // Only where something may have to go does the order matter.
    if (before !== undefined && known.size < limit) return before
    known.delete(name)
    known.set(name, imported)
    const oldest = known.keys().next()
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value)
    return imported
  }
}

/** RFC 8037 §2. */
function importJwk(key: Uint8Array): KeyObject | null {
  const x = Buffer.from(key).toString('base64url')
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  } catch {
    return null // node:crypto reports bad data by throwing
  }
}
