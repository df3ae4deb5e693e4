/**
 * The two hashes of the log (RFC 6962 §2.1), both SHA-256:
 *
 *     leafHash(bytes)       = SHA-256(0x00 || bytes)          also the entry hash: chain and tree use one
 *     nodeHash(left, right) = SHA-256(0x01 || left || right)
 *     emptyRoot             = SHA-256("") = e3b0c442…7852b855
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** SHA-256 of `bytes`: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes)
}

/** The RFC 6962 leaf hash of an entry's bytes: 32 bytes. */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return nobleSha256.create().update(LEAF).update(bytes).digest()
}

/** The RFC 6962 hash of an interior node over two 32-byte hashes: 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return nobleSha256.create().update(NODE).update(left).update(right).digest()
}

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
