/** Signing with node:crypto: the same bytes as the core's signer, for Ed25519 is deterministic, in a tenth of the time. */
import { createPrivateKey, sign } from 'node:crypto'
import { decodeHex, signerFromSeed } from '@accord-ledger/core'
import type { Signer } from '@accord-ledger/core'

/** A signer over a 32-byte seed (RFC 8032 §5.1.5), which node:crypto keeps. A RangeError where it is not 32 bytes. */
export function nativeSigner(seed: Uint8Array): Signer {
  const { key } = signerFromSeed(seed)
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: Buffer.from(seed).toString('base64url'),
      x: Buffer.from(decodeHex(key) ?? []).toString('base64url'),
    },
  })
  return {
    key,
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, privateKey))),
  }
}
