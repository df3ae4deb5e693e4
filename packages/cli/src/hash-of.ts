/** The hash by which events name documents. */
import { encodeHex, isHash, sha256 } from '@accord-ledger/core'
import type { Hash } from '@accord-ledger/core'

/** The SHA-256 of a document's exact bytes. */
export function hashOf(bytes: Uint8Array): Hash {
  const hash = encodeHex(sha256(bytes))
  if (!isHash(hash)) throw new Error(`SHA-256 gave ${hash}`)
  return hash
}
