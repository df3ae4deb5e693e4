import { readFileSync } from 'node:fs'
import { nobleVerifier, publicKeyOf, signEd25519, verifyEd25519 } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { bestBrowserVerifier, webCryptoVerifier } from '../webcrypto.ts'
import type { SubtleVerifier } from '../webcrypto.ts'

const seed = new Uint8Array(32).fill(3)
const key = publicKeyOf(seed)
const text = (n: number): Uint8Array => new TextEncoder().encode(`message ${n}`)
const batch = Array.from({ length: 200 }, (_, n) => ({
  key,
  message: text(n % 3 === 0 ? n + 1 : n),
  signature: signEd25519(seed, text(n)),
}))
const verdicts = batch.map((_, n) => n % 3 !== 0)

/** The reference behind the interface of a browser; it counts imports and questions under way. */
function subtleBy(decide: typeof verifyEd25519): SubtleVerifier<Uint8Array> & {
  imports: number
  open: number
  most: number
} {
  return {
    imports: 0,
    open: 0,
    most: 0,
    async importKey(_format, bytes) {
      this.imports += 1
      return bytes
    },
    async verify(_algorithm, imported, signature, message) {
      this.most = Math.max(this.most, ++this.open)
      await new Promise((resolve) => setImmediate(resolve))
      this.open -= 1
      return decide(imported, message, signature)
    },
  }
}

describe('the WebCrypto verifier', () => {
  it('passes its self test here, and answers in the order of the questions', async () => {
    for (const maxInFlight of [1, 2, 64])
      expect(await webCryptoVerifier({ maxInFlight, maxKeys: 1 }).verify(batch)).toEqual(verdicts)
  })

  it('has a bounded number of signatures under way, and imports a key once', async () => {
    const subtle = subtleBy(verifyEd25519)
    const verifier = webCryptoVerifier({ subtle, maxInFlight: 3 })
    await verifier.verify([])
    subtle.most = subtle.imports = 0
    expect(await verifier.verify(batch)).toEqual(verdicts)
    expect({ most: subtle.most, imports: subtle.imports }).toEqual({ most: 3, imports: 1 })
  })

  it('takes nothing but true for a yes', async () => {
    const one: boolean = JSON.parse('1')
    const lax: SubtleVerifier<Uint8Array> = {
      ...subtleBy(verifyEd25519),
      verify: async () => one,
    }
    await expect(webCryptoVerifier({ subtle: lax }).verify(batch)).rejects.toThrow(
      'it says false to the known answer honest',
    )
  })

  it('rejects where every key is refused, and where a browser lacks the algorithm', async () => {
    const subtle = {
      ...subtleBy(verifyEd25519),
      importKey: () => Promise.reject(new Error('NotSupportedError')),
    }
    await expect(webCryptoVerifier({ subtle }).verify([])).rejects.toThrow(
      'WebCrypto refuses an Ed25519 key that is on the curve',
    )
  })

  it('asks for a key again that was refused once, and asks no more of a batch that failed', async () => {
    const subtle = subtleBy(verifyEd25519)
    let asked = 0
    let isBad = false
    const moody: SubtleVerifier<Uint8Array> = {
      verify: (...question) => subtle.verify(...question),
      importKey: async (...question) => {
        asked += 1
        if (isBad) throw new Error('a bad moment')
        return subtle.importKey(...question)
      },
    }
    const verifier = webCryptoVerifier({ subtle: moody, maxInFlight: 2 })
    await verifier.verify([])
    isBad = true
    asked = 0
    const others = Array.from({ length: 20 }, (_, n) => seed.with(0, n)).map((each) => ({
      key: publicKeyOf(each),
      message: text(1),
      signature: signEd25519(each, text(1)),
    }))
    await expect(verifier.verify(others)).rejects.toThrow('WebCrypto refuses an Ed25519 key')
    expect(asked).toBeLessThan(5)
    isBad = false
    expect(await verifier.verify(others)).toEqual(others.map(() => true))
  })

  it.each([0, 1.5, Number.NaN])('refuses bounds of %d', (bound) => {
    expect(() => webCryptoVerifier({ maxKeys: bound })).toThrow(RangeError)
    expect(() => webCryptoVerifier({ maxInFlight: bound })).toThrow(RangeError)
  })

  it('has nothing of Node in it', () => {
    for (const file of [
      './webcrypto-verifier.ts',
      '../native/self-test.ts',
      '../native/known-answers.ts',
    ])
      expect(readFileSync(new URL(file, import.meta.url), 'utf8')).not.toMatch(
        /node:|\bBuffer\b|\bprocess\./,
      )
  })
})

describe('the best verifier of a browser', () => {
  it('is WebCrypto where that decides the rule', async () => {
    expect((await bestBrowserVerifier()).name).toBe('webcrypto')
  })

  it('is noble where WebCrypto takes a forgery', async () => {
    expect(await bestBrowserVerifier({ subtle: subtleBy(() => true) })).toBe(nobleVerifier)
  })
})
