/**
 * Ed25519 by libsodium, under the rule of the ledger (spec §4), on worker threads: faster than OpenSSL on
 * every one of them. It needs the package `sodium-native`, an optional peer.
 *
 * Releases of libsodium decide other rules: the byte checks of the core come first, as for every native
 * backend, and the self test proves the one at hand.
 */
import { fileURLToPath } from 'node:url'
import { passesByteChecks, type SignatureCheck, type Verifier } from '@accord-ledger/core'
import { nativeHasher } from './hasher.ts'
import { selfTested } from './self-test.ts'
import { packChecks, sodiumWorker } from './sodium-worker.ts'
import { workerPool, type WorkerPool } from './worker-pool.ts'

/** What the sodium backend runs on. */
export interface SodiumOptions {
  /** Worker threads, from 1 to 64; default 2. */
  readonly workers?: number
  /** The file that importing `sodium-native` leads to; by default it is looked for from this package. */
  readonly sodium?: string
}

/** A verifier with threads of its own. Closing it ends them at once, and fails what is not answered yet. */
export interface ThreadedVerifier extends Verifier, AsyncDisposable {}

/** Signatures that a thread is asked at once: a few milliseconds of work. */
const CHUNK = 128
/** Milliseconds without a question, after which the threads end. */
const IDLE = 1_000

/**
 * The sodium backend, named `sodium`. It is tested before its first answer; one that fails, or is not installed, rejects
 * every batch. Its threads start with the first batch, keep no process alive that waits for none, and end
 * after a second without work. The arrays of a batch must not change until it is answered. Throws a RangeError where `workers` is
 * no integer from 1 to 64.
 */
export function sodiumVerifier(options: SodiumOptions = {}): ThreadedVerifier {
  const { workers = 2, sodium } = options
  if (!Number.isSafeInteger(workers) || workers < 1 || workers > 64)
    throw new RangeError(`workers is an integer from 1 to 64, not ${workers}`)
  const pool = workerPool(workers, () => sodiumWorker(sodium ?? pathOfSodium()), IDLE)
  const tested = selfTested({
    name: 'sodium',
    hasher: nativeHasher(),
    verify: (batch) => verifyBy(pool, batch),
  })
  return { ...tested, [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose]() }
}

/** Whether the package is there; whether it works, its self test says. */
export function hasSodium({ sodium }: SodiumOptions): boolean {
  if (sodium !== undefined) return true
  try {
    return pathOfSodium() !== ''
  } catch {
    return false
  }
}

/** Throws where the package is not installed. */
function pathOfSodium(): string {
  try {
    return fileURLToPath(import.meta.resolve('sodium-native'))
  } catch (cause) {
    throw new Error('the sodium backend needs the package sodium-native, which was not found', {
      cause,
    })
  }
}

async function verifyBy(
  pool: WorkerPool,
  batch: readonly SignatureCheck[],
): Promise<readonly boolean[]> {
  const verdicts = batch.map(() => false)
  const places = [...batch.keys()].filter((at) => {
    const check = batch[at]
    return check !== undefined && passesByteChecks(check.key, check.signature)
  })
  const chunks = Array.from({ length: Math.ceil(places.length / CHUNK) }, (_, i) =>
    places.slice(i * CHUNK, (i + 1) * CHUNK),
  )
  await Promise.all(
    chunks.map(async (chunk) => {
      const checks = chunk.flatMap((at) => batch[at] ?? [])
      const answer = await pool.ask(() => packChecks(checks))
      if (answer.length !== chunk.length)
        throw new Error(`sodium gave ${answer.length} verdicts for ${chunk.length} checks`)
      for (const [i, at] of chunk.entries()) verdicts[at] = answer[i] === 1
    }),
  )
  return verdicts
}
