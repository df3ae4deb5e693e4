/** Signing: what holds a key, and events with their signatures. */
import { publicKeyOf, signEd25519 } from './ed25519.ts'
import type { SignedEvent } from '../events/entry.ts'
import { signingBytes } from '../events/event-codec.ts'
import type { LedgerEvent } from '../events/event.ts'
import { encodeHex } from '../values/hex.ts'
import type { PublicKey, Signature } from '../values/primitives.ts'

/** What holds a private key: a seed in memory, a file, a device. The key need not leave it. */
export interface Signer {
  readonly key: PublicKey
  /** An Ed25519 signature of `message`: 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/** A signer over a 32-byte seed (RFC 8032 §5.1.5), which it copies. */
export function signerFromSeed(seed: Uint8Array): Signer {
  const own = seed.slice()
  return {
    key: encodeHex(publicKeyOf(own)) as PublicKey,
    sign: (message) => Promise.resolve(signEd25519(own, message)),
  }
}

/** `event` with a signature by each of `signers`, ascending by key. */
export function signEvent(event: LedgerEvent, signers: readonly Signer[]): Promise<SignedEvent> {
  return addSignatures({ event, signatures: [] }, signers)
}

/** `signed` with a signature by each of `signers` besides; one by a key that has signed already takes its place. */
export async function addSignatures(
  signed: SignedEvent,
  signers: readonly Signer[],
): Promise<SignedEvent> {
  const message = signingBytes(signed.event)
  const byKey = new Map(signed.signatures.map((each) => [each.key, each]))
  for (const signer of signers) {
    const sig = encodeHex(await signer.sign(message)) as Signature
    byKey.set(signer.key, { key: signer.key, sig })
  }
  const signatures = [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return { event: signed.event, signatures }
}
