/**
 * Ed25519 by node:crypto, under the rule of the ledger (spec §4): ten to twenty times as fast as
 * JavaScript, and on every core.
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
  passesByteChecks,
  verifyEd25519,
  type SignatureCheck,
  type Verifier,
} from '@accord-ledger/core'
import { nativeHasher } from './hasher.ts'
import { rememberKeys, type ImportKey } from './keys.ts'
import { questionPool } from './pool.ts'
import { selfTested } from './self-test.ts'

/** How much the native backend keeps and does at once. */
export interface NativeOptions {
  /** Imported keys to keep, at least 1; default 32,768 (some 1.6 kB each). */
  readonly maxKeys?: number
  /**
   * Signatures of all batches on the thread pool at once, at least 1; default 64. The rest wait, and
   * leave the pool to others: it reads and writes files, too.
   */
  readonly maxInFlight?: number
  /** `pool`, the default: all cores, and the caller's thread is free meanwhile. `caller`: that thread alone, which waits. */
  readonly threads?: 'pool' | 'caller'
}

/**
 * The native backend, named `native`. It is tested before its first answer; one that fails rejects
 * every batch. The arrays of a batch must not change until it is answered. Throws a RangeError
 * where an option is not an integer from 1 up.
 */
export function nativeVerifier(options: NativeOptions = {}): Verifier {
  const importKey = rememberKeys(atLeastOne('maxKeys', options.maxKeys ?? 32_768))
  const maxInFlight = atLeastOne('maxInFlight', options.maxInFlight ?? 64)
  return selfTested({
    name: 'native',
    hasher: nativeHasher(),
    verify:
      options.threads === 'caller'
        ? (batch) => onThisThread(batch, importKey)
        : questionPool<SignatureCheck>(maxInFlight, (check, answered) => {
            const key = keyOf(importKey, check)
            if (key === null) return false
            nodeVerify(null, check.message, key, check.signature, answered)
            return null
          }),
  })
}

async function onThisThread(
  batch: readonly SignatureCheck[],
  importKey: ImportKey,
): Promise<readonly boolean[]> {
  return batch.map((check) => {
    const key = keyOf(importKey, check)
    return key !== null && nodeVerify(null, check.message, key, check.signature)
  })
}

/** The key to ask OpenSSL under; null where the rule says no before that. */
function keyOf(
  importKey: ImportKey,
  { key, message, signature }: SignatureCheck,
): KeyObject | null {
  if (!passesByteChecks(key, signature)) return null
  const imported = importKey(key)
  // Refused: rightly so where the key is off the curve, and then the reference says no as well.
  if (imported === null && verifyEd25519(key, message, signature))
    throw new Error('node:crypto refuses an Ed25519 key that is on the curve')
  return imported
}

function atLeastOne(name: 'maxKeys' | 'maxInFlight', value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new RangeError(`${name} is an integer from 1 up, not ${value}`)
}
