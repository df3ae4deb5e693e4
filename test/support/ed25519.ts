/** The backends, and Ed25519 vectors with their bytes made. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { nativeVerifier, sodiumVerifier } from '@accord-ledger/adapters/native'
import { webCryptoVerifier } from '@accord-ledger/adapters/webcrypto'
import { decodeHex, nobleVerifier, type SignatureCheck, type Verifier } from '@accord-ledger/core'

/** Where this package finds libsodium. */
export const SODIUM: string = createRequire(import.meta.url).resolve('sodium-native')

export const BACKENDS: readonly Verifier[] = [
  nobleVerifier,
  nativeVerifier(),
  sodiumVerifier({ sodium: SODIUM }),
  webCryptoVerifier(),
]

/** A question, and the verdict of the rule. */
export interface Vector extends SignatureCheck {
  readonly name: string
  readonly stands: boolean
}

export function bytes(hex: string): Uint8Array {
  const decoded = decodeHex(hex)
  if (decoded === null) throw new Error(`not hex: ${hex}`)
  return decoded
}

export function ownVectors(): readonly Vector[] {
  const path = new URL('../vectors/ed25519.json', import.meta.url)
  const { signatures }: { readonly signatures: readonly OwnRow[] } = JSON.parse(
    readFileSync(path, 'utf8'),
  )
  return signatures.map(({ name, stands, key, message, repeat = 1, signature }) => ({
    name,
    stands,
    key: bytes(key),
    message: bytes(message.repeat(repeat)),
    signature: bytes(signature),
  }))
}

/** The names on which `verifier` says another thing than the vectors. */
export async function disagreements(
  verifier: Verifier,
  vectors: readonly Vector[],
): Promise<readonly string[]> {
  const verdicts = await verifier.verify(vectors)
  return vectors.filter(({ stands }, i) => verdicts[i] !== stands).map(({ name }) => name)
}

interface OwnRow {
  readonly name: string
  readonly stands: boolean
  readonly key: string
  readonly message: string
  readonly repeat?: number
  readonly signature: string
}
