/**
 * Ed25519 (RFC 8032 §5.1) under one strict rule that every implementation can reproduce (spec §4).
 * A signature stands if and only if:
 *
 * 1. the key A is 32 bytes, canonically encoded (y < p, no minus zero), on the curve, and not one
 *    of the small-order encodings;
 * 2. the signature is 64 bytes R || S, R is not one of those encodings, and S < L;
 * 3. enc([S]B - [SHA-512(R || A || M) mod L]A) equals R byte for byte (cofactorless).
 *
 * Rule 3 multiplies by the hash reduced mod L: where A has a torsion component, the unreduced hash
 * gives another point. It compares bytes, so an R that is not canonical never stands. A and R may
 * carry torsion (a mixed order) as long as rule 3 holds to the byte.
 *
 *     seed       000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
 *     key (A)    03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8
 *     message    6163636f7264                                                      "accord"
 *     R          930027c710cef81bf0a282d3e3d8b2daf85ce353289cd3a5fad27fd493af1428
 *     S          3b7e07e11512f4d263df22dbf6d661558fc8d447a9a9424bdffc54cbd0a55f0a
 *     SHA-512(R || A || M) mod L, little-endian like S
 *                7b0643f582584e251592e82402cd018a9513fe4e87f1cd3f425d434d00c3dc02
 *
 * Libraries differ on signatures made to divide them, and so do both modes of noble's own `verify`;
 * this file uses noble's point arithmetic only, and none of its process-wide settings.
 */
import { Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { decodeHex, encodeHex } from '../values/hex.ts'

/**
 * Whether `signature` by `key` stands under `message`: the rule in full. Attacker-controlled bytes
 * of any length are answered, never thrown at. The time it takes depends on its arguments, which
 * are all public.
 */
export function verifyEd25519(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!passesByteChecks(key, signature)) return false
  const a = decodePoint(key)
  if (a === null) return false
  const r = signature.subarray(0, 32)
  const s = integerOf(signature.subarray(32))
  const k = hashToScalar(r, key, message)
  const expected = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).toBytes()
  return startsWith(r, expected)
}

/**
 * The 64-byte signature of `message` by the key of `seed` (32 bytes, secret), as RFC 8032 §5.1.6
 * makes it: deterministic, and always standing under the rule. Throws a RangeError where the seed
 * is not 32 bytes.
 */
export function signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
  const { scalar, prefix } = expandSeed(seed)
  const key = Point.BASE.multiply(scalar).toBytes()
  const nonce = hashToScalar(prefix, message)
  const r = Point.BASE.multiply(nonce).toBytes()
  const s = (nonce + hashToScalar(r, key, message) * scalar) % L
  const signature = new Uint8Array(64)
  signature.set(r)
  signature.set(bytesOf(s), 32)
  return signature
}

/**
 * The 32-byte public key of `seed` (32 bytes, secret), as RFC 8032 §5.1.5 makes it. Throws a
 * RangeError where the seed is not 32 bytes.
 */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return Point.BASE.multiply(expandSeed(seed).scalar).toBytes()
}

/**
 * Rule 1 as far as bytes tell: 32 bytes, y < p, no minus zero, not a small-order encoding. Whether
 * the point is on the curve is left to `verifyEd25519`: under a key that is not, nothing stands.
 */
export function isPublicKeyEncoding(key: Uint8Array): boolean {
  return key.length === 32 && isReducedY(key) && !isSmallOrder(key)
}

/**
 * All of the rule but "on the curve" and rule 3, in under a microsecond. What a backend that
 * decides the cofactorless equation alone (OpenSSL) needs before it.
 */
export function passesByteChecks(key: Uint8Array, signature: Uint8Array): boolean {
  return (
    isPublicKeyEncoding(key) &&
    signature.length === 64 &&
    !isSmallOrder(signature) &&
    isBelowL(signature)
  )
}

/**
 * Every encoding of a point whose order divides 8, canonical or not. The non-canonical ones are
 * minus zero (x = 0 with the sign bit) and y + p for the two y below 19. Minus zero is on the list
 * because x = 0 only where y = 1 or y = -1.
 */
const SMALL_ORDER: readonly Uint8Array[] = [
  '0100000000000000000000000000000000000000000000000000000000000000', // order 1, (0, 1)
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 2, (0, -1)
  '0000000000000000000000000000000000000000000000000000000000000000', // order 4, y = 0
  '0000000000000000000000000000000000000000000000000000000000000080', // order 4, y = 0
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', // order 8
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85', // order 8
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', // order 8
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', // order 8
  '0100000000000000000000000000000000000000000000000000000000000080', // order 1, minus zero
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', // order 2, minus zero
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 4, y = p
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', // order 4, y = p
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f', // order 1, y = p + 1
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', // order 1, y = p + 1, minus zero
].map(constant)

/** The order of the base point, little-endian: 2^252 + 27742317777372353535851937790883648493. */
const L_BYTES: Uint8Array = constant(
  'edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010',
)
const L: bigint = integerOf(L_BYTES)

/** Whether the first 32 bytes of `bytes` are one of the small-order encodings. */
function isSmallOrder(bytes: Uint8Array): boolean {
  return SMALL_ORDER.some((encoding) => startsWith(bytes, encoding))
}

/** y < p = 2^255 - 19, the sign bit left aside: y >= p only as ed..ff ff..ff 7f (or ff). */
function isReducedY(key: Uint8Array): boolean {
  if (((key[31] ?? 0) & 0x7f) !== 0x7f) return true
  for (let i = 30; i > 0; i--) if (key[i] !== 0xff) return true
  return (key[0] ?? 0) < 0xed
}

/** S < L, S being the last 32 of 64 bytes, compared from the most significant byte down. */
function isBelowL(signature: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (signature[32 + i] ?? 0) - (L_BYTES[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** The point of 32 bytes, or null where they are not on the curve. */
function decodePoint(bytes: Uint8Array): Point | null {
  try {
    return Point.fromBytes(bytes)
  } catch {
    return null // noble reports bad data by throwing
  }
}

/** RFC 8032 §5.1.5. The scalar is reduced mod L, which changes no multiple of the base point. */
function expandSeed(seed: Uint8Array): { readonly scalar: bigint; readonly prefix: Uint8Array } {
  if (seed.length !== 32) throw new RangeError(`a seed is 32 bytes, not ${seed.length}`)
  const hashed = sha512(seed)
  const head = hashed.slice(0, 32)
  head[0] = (head[0] ?? 0) & 0xf8
  head[31] = ((head[31] ?? 0) & 0x7f) | 0x40
  return { scalar: integerOf(head) % L, prefix: hashed.slice(32) }
}

function hashToScalar(...parts: readonly Uint8Array[]): bigint {
  const hash = sha512.create()
  for (const part of parts) hash.update(part)
  return integerOf(hash.digest()) % L
}

/** Little-endian. */
function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(bytes.toReversed())}`)
}

/** Little-endian, 32 bytes; `integer` is in [0, 2^256). */
function bytesOf(integer: bigint): Uint8Array {
  return constant(integer.toString(16).padStart(64, '0')).toReversed()
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false
  return true
}

function constant(hex: string): Uint8Array {
  const bytes = decodeHex(hex)
  if (bytes === null) throw new Error('not hex')
  return bytes
}
