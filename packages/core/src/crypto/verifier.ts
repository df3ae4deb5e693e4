/**
 * The signature port. Checking signatures is nearly all of the cost of verification and needs
 * nothing but the entry, so it is taken out of line and answered in batches.
 *
 * Every backend decides the same rule (spec §4): a backend that could disagree would split the ledger.
 */
import { verifyEd25519 } from './ed25519.ts'
import type { Hasher } from './hash.ts'

/** One question: does `signature` (64 bytes) by `key` (32 bytes) stand under `message`? Other lengths answer no. */
export interface SignatureCheck {
  readonly key: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Decides signatures by the rule of spec §4: `nobleVerifier`, or a backend of the adapters. */
export interface Verifier {
  /** The backend, for people: `noble`, `native`. */
  readonly name: string
  /** Verdicts in the order of the questions. Rejects only when the backend itself failed. */
  verify(batch: readonly SignatureCheck[]): Promise<readonly boolean[]>
  /** The backend's own SHA-256, where it has a faster one than the core. */
  readonly hasher?: Hasher
}

/**
 * The place of the first of `checks` that `verifier` does not answer with yes, or -1 where all stand. Nothing but `true` is a
 * yes: a backend that forgot to wait answers promises. Rejects where the backend does, or answers another number of questions.
 */
export async function firstRefused(
  verifier: Verifier,
  checks: readonly SignatureCheck[],
): Promise<number> {
  const verdicts = await verifier.verify(checks)
  if (verdicts.length !== checks.length) {
    throw new Error(`${verifier.name} gave ${verdicts.length} verdicts for ${checks.length} checks`)
  }
  return verdicts.findIndex((verdict: unknown) => verdict !== true)
}

/** The reference backend: pure JavaScript, everywhere. */
export const nobleVerifier: Verifier = {
  name: 'noble',
  verify: async (batch) =>
    batch.map(({ key, message, signature }) => verifyEd25519(key, message, signature)),
}
