/** Public keys as node:crypto wants them, kept so that not every signature imports its key again. */
import { createPublicKey, type KeyObject } from 'node:crypto'

/** Imports keys of 32 bytes. Null where node:crypto refuses one. */
export type ImportKey = (key: Uint8Array) => KeyObject | null

/**
 * An importer that remembers the `limit` keys used last. Bounded, because keys are
 * attacker-controlled: a log may name any number of them.
 */
export function rememberKeys(limit: number): ImportKey {
  const known = new Map<string, KeyObject>() // in the order of last use
  return (key) => {
    const x = Buffer.from(key).toString('base64url')
    const imported = known.get(x) ?? importJwk(x)
    if (imported === null) return null
    known.delete(x)
    known.set(x, imported)
    const oldest = known.keys().next()
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value)
    return imported
  }
}

/** RFC 8037 §2. */
function importJwk(x: string): KeyObject | null {
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  } catch {
    return null // node:crypto reports bad data by throwing
  }
}
