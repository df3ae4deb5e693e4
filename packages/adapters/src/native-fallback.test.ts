import type * as crypto from 'node:crypto'
import { nobleVerifier, publicKeyOf, signEd25519 } from '@accord-ledger/core'
import { afterEach, expect, it, vi } from 'vitest'
import { bestVerifier, nativeVerifier } from './native.ts'

/** A node:crypto that takes every signature, and fails, or is slow and honest, where it is told to. */
const fake = vi.hoisted(
  (): {
    error: Error | null
    refusesKeys: boolean
    honest: boolean
    open: number
    most: number
  } => ({
    error: null,
    refusesKeys: false,
    honest: false,
    open: 0,
    most: 0,
  }),
)

type Done = (error: Error | null, holds: boolean) => void

vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof crypto>()
  return {
    ...original,
    verify: (
      algorithm: null,
      message: Uint8Array,
      key: crypto.KeyObject,
      signature: Uint8Array,
      done: Done,
    ) => {
      fake.most = Math.max(fake.most, ++fake.open)
      setImmediate(() => {
        fake.open--
        done(fake.error, !fake.honest || original.verify(algorithm, message, key, signature))
      })
    },
    createPublicKey: (key: Parameters<typeof crypto.createPublicKey>[0]) => {
      if (fake.refusesKeys) throw new Error('unsupported')
      return original.createPublicKey(key)
    },
  }
})

afterEach(() => {
  fake.error = null
  fake.refusesKeys = false
  fake.honest = false
})

it('a native verifier that takes a forgery answers nothing', async () => {
  await expect(nativeVerifier().verify([])).rejects.toThrow(
    'the native backend does not decide the Ed25519 rule of the ledger: it says true to the known ' +
      'answer torsion-a0-r1-cofactored-only, which is false',
  )
})

it('a native verifier that fails rejects with the error', async () => {
  fake.error = new Error('out of memory')
  await expect(nativeVerifier().verify([])).rejects.toThrow('out of memory')
})

it('a native verifier that cannot import keys is not taken for one that says no', async () => {
  fake.refusesKeys = true
  await expect(nativeVerifier().verify([])).rejects.toThrow(
    'node:crypto refuses an Ed25519 key that is on the curve',
  )
})

it('the best verifier is noble where native does not pass its test', async () => {
  expect(await bestVerifier()).toBe(nobleVerifier)
})

it('bounds that are none are not hidden by the choice of another verifier', async () => {
  await expect(bestVerifier({ maxKeys: 0 })).rejects.toThrow(RangeError)
})

it.each([1, 3, 16])(
  'a native verifier has %i signatures under way at most',
  async (maxInFlight) => {
    fake.honest = true
    fake.most = 0
    const seed = new Uint8Array(32).fill(1)
    const message = new Uint8Array(3)
    const check = { key: publicKeyOf(seed), message, signature: signEd25519(seed, message) }
    const batch = Array.from({ length: 40 }, () => check)
    expect(await nativeVerifier({ maxInFlight }).verify(batch)).toEqual(batch.map(() => true))
    expect(fake.most).toBe(Math.min(maxInFlight, batch.length))
  },
)
