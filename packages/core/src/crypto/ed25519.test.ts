import { readFileSync } from 'node:fs'
import { verifyAsync } from '@noble/ed25519'
import { describe, expect, it } from 'vitest'
import {
  isPublicKeyEncoding,
  passesByteChecks,
  publicKeyOf,
  signEd25519,
  verifyEd25519,
} from './ed25519.ts'
import { encodeHex } from '../values/hex.ts'
import {
  concat,
  hashOf,
  L,
  littleEndian,
  P,
  SIGN_BIT,
  spellingsOf,
  TORSION,
  withFlippedBit,
} from '../test-support/ed25519-points.ts'
import { bytes, readEd25519Vectors } from '../test-support/ed25519-vectors.ts'

const { keys, signatures } = readEd25519Vectors()
const seed = Uint8Array.from({ length: 32 }, (_, i) => i)
const key = publicKeyOf(seed)
const message = new TextEncoder().encode('accord')
const signature = signEd25519(seed, message)

const withR = (r: Uint8Array): Uint8Array => concat(r, signature.subarray(32))
const withS = (s: bigint): Uint8Array => concat(signature.subarray(0, 32), littleEndian(s))

describe('the worked example', () => {
  const source = readFileSync(new URL('ed25519.ts', import.meta.url), 'utf8')
  const shown = (label: string): string =>
    new RegExp(`\\* +${label}[^\\n]*? ([0-9a-f]{12,})`).exec(source)?.[1] ?? ''

  it('is what the functions give', () => {
    expect(shown('seed')).toBe(encodeHex(seed))
    expect(shown('key \\(A\\)')).toBe(encodeHex(key))
    expect(shown('message')).toBe(encodeHex(message))
    expect(shown('R') + shown('S')).toBe(encodeHex(signature))
    const k = hashOf(signature.subarray(0, 32), key, message)
    expect(shown('SHA-512[^\\n]*\\n \\*')).toBe(encodeHex(littleEndian(k)))
    expect(verifyEd25519(key, message, signature)).toBe(true)
  })
})

describe('the vectors', () => {
  it.each(signatures)('$name: stands is $stands', (vector) => {
    expect(verifyEd25519(vector.key, vector.message, vector.signature)).toBe(vector.stands)
    expect(vector.breaks.length === 0).toBe(vector.stands)
  })

  it('fail the byte checks where more than the curve or the equation is broken', () => {
    for (const { name, key: a, signature: s, breaks } of signatures) {
      const byteLevel = breaks.filter((part) => part !== 'equation' && part !== 'key-off-curve')
      expect([name, passesByteChecks(a, s)]).toEqual([name, byteLevel.length === 0])
    }
  })

  it('are refused as keys where more than the curve is broken', () => {
    for (const { key: a, breaks } of keys)
      expect([encodeHex(a), isPublicKeyEncoding(a)]).toEqual([
        encodeHex(a),
        breaks.every((part) => part === 'key-off-curve'),
      ])
  })

  it('get the cofactored verdict that they claim from a library', async () => {
    for (const { name, key: a, message: m, signature: s, zip215 } of signatures) {
      if (a.length !== 32 || s.length !== 64) continue
      expect([name, await verifyAsync(s, m, a)]).toEqual([name, zip215])
    }
  })

  it('hold both verdicts of every kind', () => {
    expect(signatures.filter(({ stands }) => stands).length).toBe(50)
    const forgeries = signatures.filter(({ stands, zip215 }) => zip215 && !stands)
    expect(forgeries.length).toBeGreaterThan(100)
  })
})

describe('the small-order encodings', () => {
  const all = new Set(TORSION.flatMap(spellingsOf))

  it('are fourteen, and neither a key nor an R', () => {
    expect(all.size).toBe(14)
    for (const encoding of all) {
      expect(isPublicKeyEncoding(bytes(encoding))).toBe(false)
      expect(passesByteChecks(key, withR(bytes(encoding)))).toBe(false)
    }
  })

  it('are the only R that the byte checks refuse', () => {
    for (let y = P - 20n; y < SIGN_BIT; y++)
      for (const r of [littleEndian(y), littleEndian(y + SIGN_BIT)])
        expect(passesByteChecks(key, withR(r))).toBe(!all.has(encodeHex(r)))
    for (const encoding of all)
      for (const bit of [0, 8, 100, 247, 254]) {
        const near = withFlippedBit(bytes(encoding), bit)
        expect(passesByteChecks(key, withR(near))).toBe(!all.has(encodeHex(near)))
      }
  })
})

describe('the edges of the byte checks', () => {
  it.each([
    ['y = 2', 2n, true],
    ['y = p - 2', P - 2n, true],
    ['y = p - 2 with the sign bit', P - 2n + SIGN_BIT, true],
    ['y = p', P, false],
    ['y = p + 2', P + 2n, false],
    ['y = 2^255 - 1', SIGN_BIT - 1n, false],
    ['y = 2^255 - 1 with the sign bit', 2n * SIGN_BIT - 1n, false],
    ['y = p - 2^8, all other bytes alike', P - 2n ** 8n, true],
    ['y = p - 2^240, all other bytes alike', P - 2n ** 240n, true],
    ['y = p - 2^248, all other bytes alike', P - 2n ** 248n, true],
  ])('a key of %s: %#', (_, y, accepted) => {
    expect(isPublicKeyEncoding(littleEndian(y))).toBe(accepted)
  })

  it.each([
    ['0', 0n, true],
    ['L - 1', L - 1n, true],
    ['L', L, false],
    ['L + 1', L + 1n, false],
    ['L + 2^8', L + 2n ** 8n, false],
    ['L - 2^8', L - 2n ** 8n, true],
    ['2^252', 2n ** 252n, true],
    ['2^253', 2n ** 253n, false],
    ['2^256 - 1', 2n ** 256n - 1n, false],
  ])('an S of %s: %#', (_, s, accepted) => {
    expect(passesByteChecks(key, withS(s))).toBe(accepted)
  })

  it('a key that is 31 or 33 bytes, or a signature that is 63 or 65, is refused', () => {
    expect(passesByteChecks(key, signature)).toBe(true)
    expect(passesByteChecks(key.subarray(1), signature)).toBe(false)
    expect(passesByteChecks(concat(key, Uint8Array.of(0)), signature)).toBe(false)
    expect(passesByteChecks(key, signature.subarray(0, 63))).toBe(false)
    expect(passesByteChecks(key, concat(signature, Uint8Array.of(0)))).toBe(false)
  })
})
