/**
 * Keys for generated histories, numbered: the n-th has the seed whose last four bytes are n. A key is made once, and so is a
 * signature, since making one is nearly all that a history costs.
 */
import { encodeHex, publicKeyOf, sha256, signEd25519 } from '@accord-ledger/core'
import type { PublicKey, Signer } from '@accord-ledger/core'

/** A key that signs at once: fast-check draws without waiting. */
export interface SigningKey {
  readonly key: PublicKey
  /** An Ed25519 signature of `message` (spec §4): 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** Makes the key of a 32-byte seed. */
export type SignerFactory = (seed: Uint8Array) => SigningKey

/** The keys of the histories of one run. */
export interface Keyring {
  /** The n-th key, n in [0, 2^32). */
  readonly nth: (n: number) => SigningKey
  /** The key with this public key. Throws where `nth` never gave it. */
  readonly holderOf: (key: PublicKey) => SigningKey
}

/** The core's own signing, in JavaScript: everywhere, at about a millisecond a signature. */
export const coreSigner: SignerFactory = (seed) => {
  const own = seed.slice()
  return {
    key: encodeHex(publicKeyOf(own)) as PublicKey, // 32 bytes as 64 hex
    sign: (message) => signEd25519(own, message),
  }
}

/** A ring of keys that `make` makes. */
export function keyring(make: SignerFactory = coreSigner): Keyring {
  const numbered = new Map<number, SigningKey>()
  const held = new Map<PublicKey, SigningKey>()
  return {
    nth: (n) => {
      const known = numbered.get(n)
      if (known !== undefined) return known
      const seed = new Uint8Array(32)
      new DataView(seed.buffer).setUint32(28, n)
      const made = remembering(make(seed))
      numbered.set(n, made)
      held.set(made.key, made)
      return made
    },
    holderOf: (key) => {
      const holder = held.get(key)
      if (holder === undefined) throw new Error(`nobody here holds ${key}`)
      return holder
    },
  }
}

/** The same keys, and instead of a signature 64 zero bytes: for `believing`, which asks no curve. */
export function muteKeyring(ring: Keyring): Keyring {
  return { nth: (n) => mute(ring.nth(n)), holderOf: (key) => mute(ring.holderOf(key)) }
}

function mute({ key }: SigningKey): SigningKey {
  return { key, sign: () => new Uint8Array(64) }
}

/** As the ports of the core take it. */
export function asSigner({ key, sign }: SigningKey): Signer {
  return { key, sign: (message) => Promise.resolve(sign(message)) }
}

/** Signatures that a key remembers at most. */
const REMEMBERED = 5000

function remembering({ key, sign }: SigningKey): SigningKey {
  const signatures = new Map<string, Uint8Array>()
  return {
    key,
    sign: (message) => {
      const name = encodeHex(sha256(message))
      const known = signatures.get(name) ?? sign(message)
      if (signatures.size >= REMEMBERED) signatures.clear()
      signatures.set(name, known)
      return known.slice()
    },
  }
}
