import { signerFromSeed } from '@accord-ledger/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nativeSigner } from './native.ts'

const aSeed = fc.uint8Array({ minLength: 32, maxLength: 32 })

it('signs with the key and to the byte as the signer of core does', async () => {
  await fc.assert(
    fc.asyncProperty(aSeed, fc.uint8Array(), async (seed, message) => {
      const [native, noble] = [nativeSigner(seed), signerFromSeed(seed)]
      expect(native.key).toBe(noble.key)
      expect(await native.sign(message)).toEqual(await noble.sign(message))
    }),
    { numRuns: 20 },
  )
})

it('refuses a seed of another length, and does not show it', () => {
  const seed = new Uint8Array(31).fill(0xab)
  expect(() => nativeSigner(seed)).toThrow(RangeError)
  expect(() => nativeSigner(seed)).not.toThrow(/abab/)
})
