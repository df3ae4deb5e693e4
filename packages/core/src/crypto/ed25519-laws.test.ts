import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { hashes, Point } from '@noble/ed25519'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  isPublicKeyEncoding,
  passesByteChecks,
  publicKeyOf,
  signEd25519,
  verifyEd25519,
} from './ed25519.ts'
import {
  concat,
  hashOf,
  integerOf,
  L,
  littleEndian,
  torsionPoint,
  withFlippedBit,
} from '../test-support/ed25519-points.ts'

const aSeed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const aMessage = fc.uint8Array({ maxLength: 300 })
const aScalar = fc.bigInt({ min: 1n, max: L - 1n })
const anEighth = fc.integer({ min: 0, max: 7 })

/** PKCS #8 of a seed (RFC 8410 §7). */
const nodeKey = (seed: Uint8Array) =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })

it('keys and signatures are those of another implementation, and stand', () => {
  fc.assert(
    fc.property(aSeed, aMessage, (seed, message) => {
      const spki = createPublicKey(nodeKey(seed)).export({ format: 'der', type: 'spki' })
      const key = publicKeyOf(seed)
      const signature = signEd25519(seed, message)
      expect(key).toEqual(Uint8Array.from(spki.subarray(12)))
      expect(signature).toEqual(Uint8Array.from(sign(null, message, nodeKey(seed))))
      expect(verifyEd25519(key, message, signature)).toBe(true)
    }),
  )
})

it('a signature does not stand with any one bit of it, of the key or of the message flipped', () => {
  const seed = new Uint8Array(32).fill(7)
  const message = new TextEncoder().encode('accord')
  const [key, signature] = [publicKeyOf(seed), signEd25519(seed, message)]
  for (let bit = 0; bit < 512; bit++)
    expect(verifyEd25519(key, message, withFlippedBit(signature, bit))).toBe(false)
  for (let bit = 0; bit < 256; bit++)
    expect(verifyEd25519(withFlippedBit(key, bit), message, signature)).toBe(false)
  for (let bit = 0; bit < message.length * 8; bit++)
    expect(verifyEd25519(key, withFlippedBit(message, bit), signature)).toBe(false)
})

it('a signature stands under its own key, message and length, and under no other', () => {
  fc.assert(
    fc.property(aSeed, aSeed, aMessage, aMessage, (seed, otherSeed, message, other) => {
      fc.pre(encode(seed) !== encode(otherSeed) && encode(message) !== encode(other))
      const [key, signature] = [publicKeyOf(seed), signEd25519(seed, message)]
      expect(verifyEd25519(publicKeyOf(otherSeed), message, signature)).toBe(false)
      expect(verifyEd25519(key, other, signature)).toBe(false)
      expect(verifyEd25519(key, message, concat(signature, Uint8Array.of(0)))).toBe(false)
      expect(verifyEd25519(key, message, signature.subarray(0, 63))).toBe(false)
    }),
    { numRuns: 50 },
  )
})

it('[i]T on the key and [j]T on R cancel where k i + j = 0 mod 8, but for a small R', () => {
  const law = fc.property(
    aScalar,
    fc.oneof({ weight: 9, arbitrary: aScalar }, { weight: 1, arbitrary: fc.constant(0n) }),
    anEighth,
    anEighth,
    aMessage,
    (secret, nonce, i, j, message) => {
      const key = Point.BASE.multiplyUnsafe(secret).add(torsionPoint(i)).toBytes()
      const r = Point.BASE.multiplyUnsafe(nonce).add(torsionPoint(j)).toBytes()
      const k = hashOf(r, key, message)
      const signature = concat(r, littleEndian((nonce + k * secret) % L))
      const holds = (k * BigInt(i) + BigInt(j)) % 8n === 0n
      expect(verifyEd25519(key, message, signature)).toBe(holds && nonce !== 0n)
    },
  )
  fc.assert(law, { numRuns: 300 })
})

it('a signature made over an R with any one bit flipped does not stand: all of R is compared', () => {
  const [secret, nonce] = [12_345n, 67_890n]
  const key = Point.BASE.multiply(secret).toBytes()
  const message = new TextEncoder().encode('accord')
  const honest = Point.BASE.multiply(nonce).toBytes()
  const signWith = (r: Uint8Array): Uint8Array =>
    concat(r, littleEndian((nonce + hashOf(r, key, message) * secret) % L))
  expect(verifyEd25519(key, message, signWith(honest))).toBe(true)
  for (let bit = 0; bit < 256; bit++)
    expect(verifyEd25519(key, message, signWith(withFlippedBit(honest, bit)))).toBe(false)
})

it('S + n L stands for n = 0 alone', () => {
  fc.assert(
    fc.property(aSeed, aMessage, fc.bigInt({ min: 1n, max: 14n }), (seed, message, n) => {
      const signature = signEd25519(seed, message)
      const s = integerOf(signature.subarray(32)) + n * L
      const shifted = concat(signature.subarray(0, 32), littleEndian(s))
      expect(verifyEd25519(publicKeyOf(seed), message, shifted)).toBe(false)
    }),
    { numRuns: 50 },
  )
})

it('any bytes get an answer, and none of them is changed', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 70 }),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
  )
  fc.assert(
    fc.property(anything, anything, anything, (key, message, signature) => {
      const before = [key, message, signature].map(encode)
      expect(typeof isPublicKeyEncoding(key)).toBe('boolean')
      expect(typeof passesByteChecks(key, signature)).toBe('boolean')
      expect(verifyEd25519(key, message, signature)).toBe(false)
      expect([key, message, signature].map(encode)).toEqual(before)
    }),
    { numRuns: 500 },
  )
})

it('a Buffer, and a view into a larger array, are read like any bytes and left alone', () => {
  const seed = new Uint8Array(32).fill(9)
  const message = new TextEncoder().encode('accord')
  const [key, signature] = [publicKeyOf(seed), signEd25519(seed, message)]
  const whole = Buffer.concat([key, message, signature])
  const [k, m, s] = [whole.subarray(0, 32), whole.subarray(32, 38), whole.subarray(38)]
  expect(verifyEd25519(k, m, s)).toBe(true)
  expect(signEd25519(Buffer.from(seed), m)).toEqual(signature)
  expect(whole).toEqual(Buffer.concat([key, message, signature]))
})

it.each([0, 31, 33, 64])('a seed of %i bytes is a RangeError that does not show it', (length) => {
  const seed = new Uint8Array(length).fill(0xa7)
  const ways = [() => publicKeyOf(seed), () => signEd25519(seed, new Uint8Array())]
  for (const way of ways) expect(way).toThrow(new RangeError(`a seed is 32 bytes, not ${length}`))
})

it('the settings of the library that others may share are left alone', () => {
  signEd25519(new Uint8Array(32), new Uint8Array())
  expect(hashes.sha512).toBeUndefined()
})

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
