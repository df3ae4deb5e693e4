import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeFounding } from '../events/compose.ts'
import { decodeSignedEvent, encodeSignedEvent, signatureChecks } from '../events/entry.ts'
import { signingBytes } from '../events/event-codec.ts'
import { encodeHex } from '../values/hex.ts'
import { addSignatures, signEvent, signerFromSeed } from './sign.ts'
import { right } from '../test-support/either.ts'
import { operator, ORIGIN, registrar, signer } from '../test-support/story.ts'
import { nobleVerifier } from './verifier.ts'

const event = right(
  composeFounding({ log: ORIGIN, operator: operator.key, registrars: [registrar.key] }),
)
const all = [1, 2, 3, 4, 5].map(signer)

describe('a signer', () => {
  it('has the public key of its seed, and signs as RFC 8032 does', async () => {
    const seed = Buffer.from(
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      'hex',
    )
    const holder = signerFromSeed(seed)
    expect(holder.key).toBe('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
    expect(encodeHex(await holder.sign(Uint8Array.of(0x72)))).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
  })

  it('keeps its own copy of the seed', async () => {
    const seed = new Uint8Array(32).fill(7)
    const holder = signerFromSeed(seed)
    const before = await holder.sign(Uint8Array.of(1))
    seed.fill(0)
    expect(await holder.sign(Uint8Array.of(1))).toEqual(before)
  })
})

describe('a signed event', () => {
  it('is signed over its signing bytes, ascending by key, whatever the order of the signers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all), async (signers) => {
        const signed = await signEvent(event, signers)
        expect(signed.signatures.map(({ key }) => key)).toEqual(
          signers.map(({ key }) => key).toSorted(),
        )
        const checks = signatureChecks(signed)
        for (const { message } of checks) expect(message).toEqual(signingBytes(event))
        expect(await nobleVerifier.verify(checks)).toEqual(signers.map(() => true))
        expect(right(decodeSignedEvent(encodeSignedEvent(signed)))).toEqual(signed)
      }),
      { numRuns: 10 },
    )
  })

  it('has one signature a key, the newest', async () => {
    const stale = { ...registrar, sign: async () => new Uint8Array(64) }
    const signed = await signEvent(event, [stale, operator])
    const renewed = await addSignatures(signed, [registrar])
    expect(renewed.signatures.length).toBe(2)
    expect(await nobleVerifier.verify(signatureChecks(signed))).toContain(false)
    expect(await nobleVerifier.verify(signatureChecks(renewed))).toEqual([true, true])
  })

  it('keeps the signatures that it has, and is not changed itself', async () => {
    const one = await signEvent(event, [operator])
    const two = await addSignatures(one, [registrar])
    expect(one.signatures.length).toBe(1)
    expect(two.signatures).toContainEqual(one.signatures[0])
    expect(two).toEqual(await signEvent(event, [registrar, operator]))
    expect(await addSignatures(two, [])).toEqual(two)
  })

  it('is not made where a signer fails', async () => {
    const failing = { ...registrar, sign: () => Promise.reject(new Error('no card in the reader')) }
    await expect(signEvent(event, [operator, failing])).rejects.toThrow('no card in the reader')
  })
})
