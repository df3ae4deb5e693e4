import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  bestVerifier,
  nativeVerifier,
  selfTest,
  sodiumVerifier,
} from '@accord-ledger/adapters/native'
import { nobleVerifier, publicKeyOf, signEd25519 } from '@accord-ledger/core'
import type { SignatureCheck } from '@accord-ledger/core'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { SODIUM } from './support/ed25519.ts'

const sodium = SODIUM
const verifier = sodiumVerifier({ sodium })
afterAll(() => verifier[Symbol.asyncDispose]())

const seed = new Uint8Array(32).fill(9)
const key = publicKeyOf(seed)
const signed = (message: Uint8Array): SignatureCheck => ({
  key,
  message,
  signature: signEd25519(seed, message),
})
const text = (n: number): Uint8Array => new TextEncoder().encode(`message ${n}`)

const shared = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
  copy.set(bytes)
  return copy
}

/** Signatures that stand and one in three that does not. */
const mixed = Array.from({ length: 300 }, (_, n) =>
  n % 3 === 0 ? { ...signed(text(n)), message: text(n + 1) } : signed(text(n)),
)
const mixedVerdicts = mixed.map((_, n) => n % 3 !== 0)

describe('the sodium verifier', () => {
  it('says what noble says, of any bytes', async () => {
    const anyCheck = fc
      .record({
        message: fc.uint8Array({ maxLength: 300 }),
        at: fc.nat({ max: 100 }),
        bit: fc.nat({ max: 8 }),
        length: fc.constantFrom(32, 64, 0, 31, 65),
      })
      .map(({ message, at, bit, length }) => {
        const { signature, ...check } = signed(message)
        const bytes = Uint8Array.from([...key, ...signature])
        bytes[at % 96] = (bytes[at % 96] ?? 0) ^ ((1 << bit) & 0xff)
        const rest = length === 64 ? bytes.subarray(32) : bytes.slice(32, 32 + length)
        return { ...check, key: bytes.slice(0, 32), signature: rest }
      })
    await fc.assert(
      fc.asyncProperty(fc.array(anyCheck, { maxLength: 8 }), async (checks) => {
        expect(await verifier.verify(checks)).toEqual(await nobleVerifier.verify(checks))
      }),
      { numRuns: 50 },
    )
  })

  it('answers batches at once, each in the order of its questions', async () => {
    const batches = [mixed, [], mixed.slice(1, 2), mixed.toReversed()]
    const answers = await Promise.all(batches.map((batch) => verifier.verify(batch)))
    expect(answers).toEqual([mixedVerdicts, [], [true], mixedVerdicts.toReversed()])
  })

  it('reads arrays that lie in shared memory', async () => {
    const checks = mixed.map((check) => ({
      key: shared(check.key),
      message: shared(check.message),
      signature: shared(check.signature),
    }))
    expect(await verifier.verify(checks)).toEqual(mixedVerdicts)
  })

  it('starts its threads again after they ended for want of work', async () => {
    expect(await verifier.verify(mixed)).toEqual(mixedVerdicts)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await verifier.verify(mixed)).toEqual(mixedVerdicts)
  })

  it('fails what is open when it is closed, and all that comes later', async () => {
    const closing = sodiumVerifier({ sodium, workers: 1 })
    await closing.verify([])
    const open = closing.verify(mixed)
    const failed = expect(open).rejects.toThrow('were closed')
    await closing[Symbol.asyncDispose]()
    await failed
    await expect(closing.verify(mixed)).rejects.toThrow('were closed')
  })

  it.each([0, 65, 1.5, Number.NaN])('refuses %d workers', (workers) => {
    expect(() => sodiumVerifier({ workers })).toThrow(RangeError)
  })

  it('rejects where the package cannot be loaded, and passes no test', async () => {
    const missing = sodiumVerifier({ sodium: '/nowhere/sodium.js' })
    await expect(missing.verify([])).rejects.toThrow('/nowhere/sodium.js')
    await expect(selfTest(missing)).rejects.toThrow('/nowhere/sodium.js')
  })

  it('rejects where what is loaded says yes to everything', async () => {
    const liar = sodiumVerifier({
      sodium: fileURLToPath(new URL('support/lying-sodium.cjs', import.meta.url)),
    })
    await expect(liar.verify([])).rejects.toThrow('torsion-a0-r1-cofactored-only')
  })
})

it('a process that gave up a verification half-way ends by itself', () => {
  const program = `
    import { sodiumVerifier } from '@accord-ledger/adapters/native'
    const verifier = sodiumVerifier({ sodium: ${JSON.stringify(sodium)} })
    await verifier.verify([])
    void verifier.verify([])
    console.log('gave up')`
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), encoding: 'utf8', timeout: 60_000 },
  )
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'gave up\n' })
})

describe('the best verifier', () => {
  it('is sodium where that is there and works, and another one where it does not', async () => {
    expect((await bestVerifier({ sodium })).name).toBe('sodium')
    expect((await bestVerifier({ sodium: '/nowhere/sodium.js' })).name).toBe('native')
  })

  it.each(['sodium', 'native', 'noble'] as const)(
    'is the one that is named: %s',
    async (backend) => {
      const best = await bestVerifier({ backend, sodium })
      expect(best.name).toBe(backend)
      expect(await best.verify(mixed.slice(0, 4))).toEqual(mixedVerdicts.slice(0, 4))
    },
  )

  it('does not work where the named one does not', async () => {
    await expect(bestVerifier({ backend: 'sodium' })).rejects.toThrow('sodium-native')
    expect(await nativeVerifier().verify(mixed)).toEqual(mixedVerdicts)
  })
})
