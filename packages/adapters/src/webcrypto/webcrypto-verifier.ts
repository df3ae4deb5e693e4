/**
 * Ed25519 by WebCrypto (the draft "Secure Curves in the Web Cryptography API"), under the rule of the ledger (spec §4): several
 * times as fast as JavaScript where a browser has it, and off its main thread.
 *
 * What a browser decides is its own affair, and differs: the byte checks of the core come first, and a
 * backend that fails the self test, forgeries by torsion among its questions, answers nothing.
 */
import {
  nobleVerifier,
  passesByteChecks,
  verifyEd25519,
  type SignatureCheck,
  type Verifier,
} from '@accord-ledger/core'
import { selfTested } from '../native/self-test.ts'

const ED25519 = 'Ed25519'

/** What is used of `crypto.subtle`. `K` is a key that it imported. */
export interface SubtleVerifier<K> {
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: 'Ed25519',
    extractable: boolean,
    usages: ['verify'],
  ): Promise<K>
  verify(
    algorithm: 'Ed25519',
    key: K,
    signature: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>
}

/** A key as the platform's own `crypto.subtle` imports it. */
type PlatformKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>

/** What the backend runs on, and how much it keeps and does at once. */
export interface WebCryptoOptions<K> {
  /** Default: `crypto.subtle` of where it runs. */
  readonly subtle?: SubtleVerifier<K>
  /** Imported keys to keep, at least 1; default 8,192. */
  readonly maxKeys?: number
  /** Signatures of a batch under way at once, at least 1; default 64. */
  readonly maxInFlight?: number
}

/**
 * The WebCrypto backend, named `webcrypto`. It is tested before its first answer; one that fails rejects every batch, and so does
 * one of a browser without Ed25519. The arrays of a batch must not change until it is answered. Throws a
 * RangeError where a bound is not an integer from 1 up.
 */
export function webCryptoVerifier(options?: Omit<WebCryptoOptions<PlatformKey>, 'subtle'>): Verifier
export function webCryptoVerifier<K>(options: WebCryptoOptions<K>): Verifier
export function webCryptoVerifier<K>(options: WebCryptoOptions<K> = {}): Verifier {
  const { subtle } = options
  const [maxKeys, maxInFlight] = [options.maxKeys ?? 8_192, options.maxInFlight ?? 64]
  for (const bound of [maxKeys, maxInFlight])
    if (!Number.isSafeInteger(bound) || bound < 1)
      throw new RangeError(`maxKeys and maxInFlight are integers from 1 up, not ${bound}`)
  return subtle === undefined
    ? verifierBy(platformSubtle(), maxKeys, maxInFlight)
    : verifierBy(subtle, maxKeys, maxInFlight)
}

/** WebCrypto where it passes its self test, else noble: the same verdicts, more slowly. `name` tells which. */
export async function bestBrowserVerifier<K>(options: WebCryptoOptions<K> = {}): Promise<Verifier> {
  const verifier = webCryptoVerifier(options)
  return verifier.verify([]).then(
    () => verifier,
    () => nobleVerifier,
  )
}

function verifierBy<K>(
  subtle: SubtleVerifier<K> | undefined,
  maxKeys: number,
  maxInFlight: number,
): Verifier {
  const importKey = rememberKeys(subtle, maxKeys)
  return selfTested({
    name: 'webcrypto',
    verify: async (batch) => {
      const verdicts = batch.map(() => false)
      const rest = batch.entries()
      let failed = false
      const work = async (): Promise<void> => {
        // One iterator for all: each takes the next question as it becomes free.
        for (const [at, check] of rest) {
          if (failed) return
          try {
            verdicts[at] = await verdictOn(check)
          } catch (thrown) {
            failed = true
            throw thrown
          }
        }
      }
      await Promise.all(Array.from({ length: Math.min(maxInFlight, batch.length) }, work))
      return verdicts
    },
  })

  async function verdictOn({ key, message, signature }: SignatureCheck): Promise<boolean> {
    if (!passesByteChecks(key, signature)) return false
    const imported = await importKey(key)
    if (imported === null) {
      // Rightly so where the key is off the curve, and then the reference says no as well.
      if (!verifyEd25519(key, message, signature)) return false
      throw new Error('WebCrypto refuses an Ed25519 key that is on the curve')
    }
    if (subtle === undefined) throw noSubtle()
    const stands: unknown = await subtle.verify(ED25519, imported, own(signature), own(message))
    return stands === true
  }
}

/** An importer that remembers the `limit` keys used last. Bounded, because keys are attacker-controlled. Null where one is refused. */
function rememberKeys<K>(
  subtle: SubtleVerifier<K> | undefined,
  limit: number,
): (key: Uint8Array) => Promise<K | null> {
  const known = new Map<string, Promise<K | null>>() // in the order of last use
  return (key) => {
    const name = String.fromCharCode(...key)
    const before = known.get(name)
    const imported = before ?? importBy(subtle, key)
    known.delete(name)
    known.set(name, imported)
    if (before === undefined) {
      // A failure may be of the moment.
      const forget = (): void => void (known.get(name) === imported && known.delete(name))
      imported.then((found) => found === null && forget(), forget)
    }
    const oldest = known.keys().next()
    if (known.size > limit && oldest.done !== true) known.delete(oldest.value)
    return imported
  }
}

async function importBy<K>(
  subtle: SubtleVerifier<K> | undefined,
  key: Uint8Array,
): Promise<K | null> {
  if (subtle === undefined) throw noSubtle()
  try {
    return await subtle.importKey('raw', own(key), ED25519, false, ['verify'])
  } catch {
    return null // WebCrypto reports bad data by rejecting
  }
}

/** A copy outside of shared memory, which WebCrypto refuses. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

/** Old platforms have no `crypto`, and pages that came without TLS no `crypto.subtle`. */
function platformSubtle(): SubtleVerifier<PlatformKey> | undefined {
  const { crypto }: { crypto?: Partial<typeof globalThis.crypto> } = globalThis
  return crypto?.subtle
}

function noSubtle(): Error {
  return new Error('there is no crypto.subtle here: browsers have it in secure contexts alone')
}
