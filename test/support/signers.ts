/** Keys for tests, numbered: the n-th has the 32-byte seed n. Signed natively, so that long histories are cheap. */
import { createPrivateKey, sign } from 'node:crypto'
import { encodeHex, publicKeyOf } from '@accord-ledger/core'
import type { PublicKey, Signer } from '@accord-ledger/core'

const made: Signer[] = []
const byKey = new Map<PublicKey, Signer>()

/** The n-th signer, from 0; the same at every call. */
export function nthSigner(n: number): Signer {
  for (let i = made.length; i <= n; i++) {
    const signer = makeSigner(i)
    made.push(signer)
    byKey.set(signer.key, signer)
  }
  const signer = made[n]
  if (signer === undefined) throw new RangeError(`there is no signer ${n}`)
  return signer
}

/** The signer that holds `key`, which must be one of those above. */
export function signerWith(key: PublicKey): Signer {
  const signer = byKey.get(key)
  if (signer === undefined) throw new Error(`nobody here holds ${key}`)
  return signer
}

/** RFC 8410 §7: what stands before the seed in an Ed25519 private key as PKCS #8. */
const PKCS8 = '302e020100300506032b657004220420'

function makeSigner(n: number): Signer {
  const seed = Buffer.alloc(32)
  seed.writeUInt32BE(n, 28)
  const der = Buffer.concat([Buffer.from(PKCS8, 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return {
    key: encodeHex(publicKeyOf(seed)) as PublicKey,
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  }
}
