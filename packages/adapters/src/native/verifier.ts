/**
 * Ed25519 by node:crypto, under the rule of the ledger (spec §4): ten to twenty times as fast as
 * JavaScript, and off the main thread.
 *
 * OpenSSL decides the cofactorless equation, S < L and whether the key is on the curve; some
 * releases of Node take small-order keys and R as well. The byte checks of the core come first, so
 * that the verdict is the rule's on all of them, and the self test proves it on the one at hand.
 *
 * Signatures are checked on libuv's thread pool: four threads, unless UV_THREADPOOL_SIZE says
 * otherwise when the process starts.
 */
import { verify as nodeVerify, type KeyObject } from 'node:crypto'
import {
  nobleVerifier,
  passesByteChecks,
  verifyEd25519,
  type SignatureCheck,
  type Verifier,
} from '@accord-ledger/core'
import { rememberKeys, type ImportKey } from './keys.ts'
import { selfTested } from './self-test.ts'

/** How much the native backend keeps and does at once. */
export interface NativeOptions {
  /** Imported keys to keep, at least 1; default 1,024 (about a kilobyte each). */
  readonly maxKeys?: number
  /**
   * Signatures of one batch on the thread pool at once, at least 1; default 16. The rest wait, and
   * leave the pool to others: it reads and writes files, too.
   */
  readonly maxInFlight?: number
}

/**
 * The native backend, named `native`. It is tested before its first answer; one that fails rejects
 * every batch. The arrays of a batch must not change until it is answered. Throws a RangeError
 * where an option is not an integer from 1 up.
 */
export function nativeVerifier(options: NativeOptions = {}): Verifier {
  const importKey = rememberKeys(atLeastOne('maxKeys', options.maxKeys ?? 1024))
  const maxInFlight = atLeastOne('maxInFlight', options.maxInFlight ?? 16)
  return selfTested({
    name: 'native',
    verify: (batch) => inTurns(batch, maxInFlight, (check) => decide(importKey, check)),
  })
}

/**
 * The native backend where it passes its self test, else noble: the same verdicts, more slowly.
 * `name` tells which. Rejects with a RangeError where an option is not an integer from 1 up.
 */
export async function bestVerifier(options: NativeOptions = {}): Promise<Verifier> {
  const native = nativeVerifier(options)
  return native.verify([]).then(
    () => native,
    () => nobleVerifier,
  )
}

async function decide(importKey: ImportKey, check: SignatureCheck): Promise<boolean> {
  const { key, message, signature } = check
  if (!passesByteChecks(key, signature)) return false
  const imported = importKey(key)
  if (imported !== null) return equationHolds(imported, message, signature)
  // refused: rightly so where the key is off the curve, and then the reference says no as well
  if (verifyEd25519(key, message, signature))
    throw new Error('node:crypto refuses an Ed25519 key that is on the curve')
  return false
}

function equationHolds(
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    nodeVerify(null, message, key, signature, (error, holds) => {
      if (error === null) resolve(holds)
      else reject(error)
    })
  })
}

/** `ask` of every question, at most `limit` under way at once; answers in the order of questions. */
async function inTurns<A, B>(
  questions: readonly A[],
  limit: number,
  ask: (question: A) => Promise<B>,
): Promise<readonly B[]> {
  const answers: B[] = []
  const rest = questions.entries()
  const turn = async (): Promise<void> => {
    for (const [i, question] of rest) answers[i] = await ask(question)
  }
  await Promise.all(Array.from({ length: Math.min(limit, questions.length) }, turn))
  return answers
}

function atLeastOne(name: keyof NativeOptions, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new RangeError(`${name} is an integer from 1 up, not ${value}`)
}
