import { verify as nodeVerify, createPublicKey } from 'node:crypto'
import { selfTest, nativeVerifier } from '@accord-ledger/adapters/native'
import { nobleVerifier, publicKeyOf, signEd25519, type Verifier } from '@accord-ledger/core'
import { Point, verifyAsync } from '@noble/ed25519'
import { sha512 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { BACKENDS, bytes, disagreements, ownVectors } from './support/ed25519.ts'

const { n: L } = Point.CURVE()
const native = nativeVerifier()

const aSeed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const aMessage = fc.uint8Array({ maxLength: 200 })
const aScalar = fc.bigInt({ min: 1n, max: L - 1n })
const anEighth = fc.bigInt({ min: 0n, max: 7n })

/** [1]T of order 8; y is that of the fifth encoding on the list of small orders. */
const T = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')

it.each(BACKENDS)('$name gives the verdicts of our own vectors', async (verifier) => {
  const vectors = ownVectors()
  expect(vectors.length).toBeGreaterThan(280)
  expect(await disagreements(verifier, vectors)).toEqual([])
})

it('noble and native agree on signatures that were tampered with', async () => {
  const law = fc.asyncProperty(
    aSeed,
    aMessage,
    fc.array(fc.tuple(fc.nat({ max: 95 }), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
    fc.bigInt({ min: 0n, max: 14n }),
    async (seed, message, changes, n) => {
      const honest = signEd25519(seed, message)
      const s = littleEndian(integerOf(honest.subarray(32)) + n * L)
      const whole = join(publicKeyOf(seed), honest.subarray(0, 32), s)
      for (const [at, mask] of changes) whole[at] = (whole[at] ?? 0) ^ mask
      const check = { key: whole.subarray(0, 32), message, signature: whole.subarray(32) }
      await sameVerdict(check)
    },
  )
  await fc.assert(law, { numRuns: 300 })
})

it('noble and native agree on keys and nonces with torsion, small orders among them', async () => {
  const orSmall = fc.oneof(
    { weight: 4, arbitrary: aScalar },
    { weight: 1, arbitrary: fc.constant(0n) },
  )
  const stood: boolean[] = []
  const law = fc.asyncProperty(
    orSmall,
    orSmall,
    anEighth,
    anEighth,
    aMessage,
    async (secret, nonce, i, j, message) => {
      const key = pointOf(secret, i)
      const r = pointOf(nonce, j)
      const k = integerOf(sha512(join(r, key, message))) % L
      const signature = join(r, littleEndian((nonce + k * secret) % L))
      const holds = (k * i + j) % 8n === 0n
      const stands = holds && secret !== 0n && nonce !== 0n
      stood.push(stands)
      expect(await sameVerdict({ key, message, signature })).toBe(stands)
    },
  )
  await fc.assert(law, { numRuns: 500 })
  expect(new Set(stood).size).toBe(2)
})

it('noble and native agree on any 32 and 64 bytes', async () => {
  const law = fc.asyncProperty(
    fc.uint8Array({ minLength: 31, maxLength: 33 }),
    fc.uint8Array({ minLength: 63, maxLength: 65 }),
    aMessage,
    async (key, signature, message) => {
      await sameVerdict({ key, message, signature })
    },
  )
  await fc.assert(law, { numRuns: 300 })
})

it('a cofactored verifier does not pass the self test', async () => {
  const cofactored: Verifier = {
    name: 'cofactored',
    verify: (batch) =>
      Promise.all(batch.map(({ key, message, signature }) => verifyAsync(signature, message, key))),
  }
  await expect(selfTest(cofactored)).rejects.toThrow('torsion-a0-r1-cofactored-only')
})

it('noble without ZIP 215 does not pass the self test either', async () => {
  const strict: Verifier = {
    name: 'strict',
    verify: (batch) =>
      Promise.all(
        batch.map(({ key, message, signature }) =>
          verifyAsync(signature, message, key, { zip215: false }),
        ),
      ),
  }
  await expect(selfTest(strict)).rejects.toThrow('torsion-a0-r1-cofactored-only')
})

it('node:crypto without the byte checks is wrong on small orders alone, if at all', async () => {
  const vectors = ownVectors().filter(({ key }) => key.length === 32)
  const bare: Verifier = {
    name: 'bare',
    verify: async (batch) =>
      batch.map(({ key, message, signature }) => {
        const x = Buffer.from(key).toString('base64url')
        const jwk = { kty: 'OKP', crv: 'Ed25519', x }
        return nodeVerify(null, message, createPublicKey({ format: 'jwk', key: jwk }), signature)
      }),
  }
  const wrong = await disagreements(bare, vectors)
  expect(wrong.filter((name) => !/^(key|r|universal)-/.test(name))).toEqual([])
})

async function sameVerdict(check: {
  readonly key: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}): Promise<boolean> {
  const [reference] = await nobleVerifier.verify([check])
  expect(await native.verify([check])).toEqual([reference])
  return reference === true
}

function pointOf(scalar: bigint, torsion: bigint): Uint8Array {
  return Point.BASE.multiplyUnsafe(scalar).add(T.multiplyUnsafe(torsion)).toBytes()
}

function integerOf(b: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(b.toReversed()).toString('hex')}`)
}

function littleEndian(n: bigint): Uint8Array {
  return bytes(n.toString(16).padStart(64, '0')).toReversed()
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}
