/**
 * The signature port. Checking signatures is nearly all of the cost of verification and needs
 * nothing but the entry, so it is taken out of line and answered in batches.
 *
 * Every backend decides the same rule (spec §4): a backend that could disagree would split the ledger.
 */
import { verifyEd25519 } from './ed25519.ts'

/** One question: does `signature` (64 bytes) by `key` (32 bytes) stand under `message`? Other lengths answer no. */
export interface SignatureCheck {
  readonly key: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

export interface Verifier {
  /** The backend, for people: `noble`, `native`. */
  readonly name: string
  /** Verdicts in the order of the questions. Rejects only when the backend itself failed. */
  verify(batch: readonly SignatureCheck[]): Promise<readonly boolean[]>
}

/** The reference backend: pure JavaScript, everywhere. */
export const nobleVerifier: Verifier = {
  name: 'noble',
  verify: async (batch) =>
    batch.map(({ key, message, signature }) => verifyEd25519(key, message, signature)),
}
