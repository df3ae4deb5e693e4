import { generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { nobleVerifier, publicKeyOf, signEd25519, type Verifier } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { bestVerifier, nativeVerifier, selfTest, selfTested } from './native.ts'
import { rememberKeys } from './native/keys.ts'
import { KNOWN_ANSWERS } from './native/known-answers.ts'

const message = new TextEncoder().encode('accord')
const seedOf = (n: number): Uint8Array => new Uint8Array(32).fill(n)
const checkBy = (n: number) => ({
  key: publicKeyOf(seedOf(n)),
  message,
  signature: signEd25519(seedOf(n), message),
})

/** Noble, but wrong where it says so. */
const wrongAt = (index: number): Verifier => ({
  name: 'wrong',
  verify: async (batch) =>
    (await nobleVerifier.verify(batch)).map((stands, i) => (i === index ? !stands : stands)),
})

describe('the known answers', () => {
  it('are vectors of test/vectors/ed25519.json', () => {
    const path = new URL('../../../test/vectors/ed25519.json', import.meta.url)
    const rows: unknown[] = KNOWN_ANSWERS.map(
      ({ name, stands, key, message: text, r, s }): unknown =>
        expect.objectContaining({
          name,
          stands,
          key,
          message: Buffer.from(text).toString('hex'),
          signature: r + s,
        }),
    )
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      signatures: expect.arrayContaining(rows),
    })
  })

  it('hold forgeries and signatures that stand', () => {
    expect(KNOWN_ANSWERS.filter(({ stands }) => stands).length).toBe(5)
    expect(KNOWN_ANSWERS.filter(({ stands }) => !stands).length).toBe(11)
  })
})

describe('the self test', () => {
  it('is passed by noble and by native', async () => {
    await expect(selfTest(nobleVerifier)).resolves.toBeUndefined()
    await expect(selfTest(nativeVerifier())).resolves.toBeUndefined()
  })

  it.each(KNOWN_ANSWERS.map(({ name }, index) => ({ name, index })))(
    'names $name where a backend is wrong on it',
    async ({ name, index }) => {
      await expect(selfTest(wrongAt(index))).rejects.toThrow(
        `the wrong backend does not decide the Ed25519 rule of the ledger: it says ${String(
          KNOWN_ANSWERS[index]?.stands === false,
        )} to the known answer ${name}`,
      )
    },
  )

  it('fails a backend that gives too few answers', async () => {
    const mute: Verifier = { name: 'mute', verify: async () => [] }
    await expect(selfTest(mute)).rejects.toThrow('it says undefined to the known answer honest')
  })

  it('runs once, before the first answer, and a failure is for good', async () => {
    const sizes: number[] = []
    const counted: Verifier = {
      name: 'counted',
      verify: (batch) => {
        sizes.push(batch.length)
        return nobleVerifier.verify(batch)
      },
    }
    const guarded = selfTested(counted)
    expect(guarded.name).toBe('counted')
    await Promise.all([guarded.verify([checkBy(1)]), guarded.verify([])])
    expect(sizes).toEqual([KNOWN_ANSWERS.length, 1, 0])

    const failing = selfTested(wrongAt(1))
    await expect(failing.verify([])).rejects.toThrow('cofactored-only')
    await expect(failing.verify([checkBy(1)])).rejects.toThrow('cofactored-only')
  })
})

describe('the native verifier', () => {
  it('answers in the order of the questions, however many are under way', async () => {
    const batch = Array.from({ length: 60 }, (_, n) => ({
      ...checkBy(n),
      ...(n % 3 === 0 ? { message: new TextEncoder().encode('another') } : {}),
    }))
    const expected = batch.map((_, n) => n % 3 !== 0)
    for (const maxInFlight of [1, 2, 16, 1000])
      expect(await nativeVerifier({ maxInFlight, maxKeys: 3 }).verify(batch)).toEqual(expected)
  })

  it('says no to a key off the curve, and to keys and signatures of other lengths', async () => {
    const { key, signature } = checkBy(1)
    const offCurve = new Uint8Array(32).fill(2, 0, 1)
    const answers = await nativeVerifier().verify([
      { key: offCurve, message, signature },
      { key: key.subarray(1), message, signature },
      { key, message, signature: signature.subarray(1) },
      { key: new Uint8Array(), message, signature: new Uint8Array() },
    ])
    expect(answers).toEqual([false, false, false, false])
  })

  it('takes views into larger arrays', async () => {
    const { key, signature } = checkBy(4)
    const whole = Uint8Array.from([...key, ...message, ...signature])
    const check = {
      key: whole.subarray(0, 32),
      message: whole.subarray(32, 38),
      signature: whole.subarray(38),
    }
    expect(await nativeVerifier().verify([check])).toEqual([true])
  })

  it('takes what node:crypto signs', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(12)
    const signature = sign(null, message, privateKey)
    expect(await nativeVerifier().verify([{ key, message, signature }])).toEqual([true])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses bounds of %d', (bound) => {
    expect(() => nativeVerifier({ maxKeys: bound })).toThrow(RangeError)
    expect(() => nativeVerifier({ maxInFlight: bound })).toThrow(RangeError)
  })
})

it('the best verifier is native where native passes its test', async () => {
  const best = await bestVerifier()
  expect(best.name).toBe('native')
  expect(await best.verify([checkBy(1)])).toEqual([true])
})

describe('remembered keys', () => {
  const keys = Array.from({ length: 40 }, (_, n) => publicKeyOf(seedOf(n)))

  it('are imported once while there is room for all of them', () => {
    const importKey = rememberKeys(keys.length)
    const first = keys.map(importKey)
    expect(keys.map(importKey)).toEqual(first)
    expect(keys.every((key, i) => importKey(key) === first[i])).toBe(true)
  })

  it('stay when others find no room, but for one now and then, whose place a new one takes', () => {
    const importKey = rememberKeys(4)
    const [old, others] = [keys.slice(0, 4), keys.slice(4)]
    const first = old.map(importKey)
    const remembered = (): number => old.filter((key, i) => importKey(key) === first[i]).length
    for (const key of others.slice(0, 15)) importKey(key)
    expect(remembered()).toBe(4)
    const [last] = others.slice(15)
    if (last === undefined) throw new Error('a key is left')
    const sixteenth = importKey(last)
    expect(importKey(last)).toBe(sixteenth)
    expect(remembered()).toBe(3)
  })

  it('are those of the bytes given', () => {
    const key = publicKeyOf(seedOf(5))
    expect(rememberKeys(1)(key)?.export({ format: 'jwk' })['x']).toBe(
      Buffer.from(key).toString('base64url'),
    )
  })

  it('are null where node:crypto refuses the bytes', () => {
    expect(rememberKeys(1)(new Uint8Array(31))).toBeNull()
  })
})
