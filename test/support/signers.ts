/** Keys for tests, signed natively, so that long histories are cheap. Numbered, the n-th has the 32-byte seed n. */
import { createPrivateKey, sign } from 'node:crypto'
import { asSigner, type SigningKey } from '@accord-ledger/audit'
import { encodeHex, publicKeyOf } from '@accord-ledger/core'
import type { PublicKey, Signer } from '@accord-ledger/core'

const made: Signer[] = []

/** The n-th signer, from 0; the same at every call. */
export function nthSigner(n: number): Signer {
  for (let i = made.length; i <= n; i++) {
    const seed = Buffer.alloc(32)
    seed.writeUInt32BE(i, 28)
    made.push(asSigner(nativeSigning(seed)))
  }
  const signer = made[n]
  if (signer === undefined) throw new RangeError(`there is no signer ${n}`)
  return signer
}

/** RFC 8410 §7: what stands before the seed in an Ed25519 private key as PKCS #8. */
const PKCS8 = '302e020100300506032b657004220420'

/** The key of a 32-byte seed, for generated histories. */
export function nativeSigning(seed: Uint8Array): SigningKey {
  const der = Buffer.concat([Buffer.from(PKCS8, 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return {
    key: encodeHex(publicKeyOf(seed)) as PublicKey,
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}
