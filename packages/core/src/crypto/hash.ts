/**
 * The two hashes of the log (RFC 6962 §2.1), both SHA-256:
 *
 *     leafHash(bytes)       = SHA-256(0x00 || bytes)          also the entry hash: chain and tree use one
 *     nodeHash(left, right) = SHA-256(0x01 || left || right)
 *     emptyRoot             = SHA-256("") = e3b0c442…7852b855
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/**
 * The hashes by one implementation. Every one gives the same bytes; a backend of the adapters may be
 * faster than the reference. Its answers are arrays of its own making, which it does not touch again.
 */
export interface Hasher {
  /** SHA-256 of `bytes`: 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array
  /** The RFC 6962 leaf hash of an entry's bytes: 32 bytes. */
  leafHash(bytes: Uint8Array): Uint8Array
  /** The RFC 6962 hash of an interior node over two 32-byte hashes: 32 bytes. */
  nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array
  /**
   * For one that is faster over many entries than hash by hash: the root over a complete subtree's
   * entries (their bytes; a power of two of them), 32 bytes. By `leafHash` and `nodeHash` where absent.
   */
  subtreeRoot?(entries: readonly Uint8Array[]): Uint8Array
}

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

/** The reference: pure JavaScript, everywhere. */
export const nobleHasher: Hasher = { sha256, leafHash, nodeHash }

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
