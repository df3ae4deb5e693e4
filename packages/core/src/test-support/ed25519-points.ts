/** What tests need to make odd keys and signatures. */
import { Point } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import { encodeHex } from '../values/hex.ts'
import { bytes } from './ed25519-vectors.ts'

/** The prime of the field, and the order of the base point. */
export const { p: P, n: L } = Point.CURVE()

/** 2^255: the sign of x in an encoding. */
export const SIGN_BIT = 2n ** 255n

export function littleEndian(n: bigint): Uint8Array {
  return bytes(n.toString(16).padStart(64, '0')).toReversed()
}

export function integerOf(b: Uint8Array): bigint {
  return BigInt(`0x${encodeHex(b.toReversed())}`)
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}

export function withFlippedBit(b: Uint8Array, bit: number): Uint8Array {
  return b.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}

/** SHA-512(R || A || M) mod L. */
export function hashOf(r: Uint8Array, key: Uint8Array, message: Uint8Array): bigint {
  return integerOf(sha512(concat(r, key, message))) % L
}

/** The eight points of small order, [i]T of one T of order 8: [L]Q, where Q has order 8 L. */
export const TORSION: readonly Point[] = (() => {
  for (let y = 2n; ; y++) {
    const t = torsionPartOf(littleEndian(y))
    if (t !== null && !t.double().double().is0())
      return Array.from({ length: 8 }, (_, i) => t.multiplyUnsafe(BigInt(i)))
  }
})()

export function torsionPoint(i: number): Point {
  return TORSION[i % 8] ?? Point.ZERO
}

/** Every 32 bytes that a lenient reader takes for `point`: y and y + p, and any sign of x = 0. */
export function spellingsOf(point: Point): readonly string[] {
  const { x, y } = point.toAffine()
  const signs = x === 0n ? [0n, SIGN_BIT] : [(x & 1n) * SIGN_BIT]
  const ys = [y, y + P].filter((value) => value < SIGN_BIT)
  return ys.flatMap((value) => signs.map((sign) => encodeHex(littleEndian(value + sign))))
}

function torsionPartOf(encoding: Uint8Array): Point | null {
  try {
    const q = Point.fromBytes(encoding)
    return q.multiplyUnsafe(L - 1n).add(q)
  } catch {
    return null // off the curve
  }
}
