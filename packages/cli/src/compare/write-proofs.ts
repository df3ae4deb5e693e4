/** Fork proofs as files: evidence is written down when it is found. */
import * as E from 'fp-ts/lib/Either.js'
import { hashOf } from '../hash-of.ts'
import { holdsAlready, writeNew } from '../io/files.ts'
import type { SignedFork } from './judge.ts'

/** A fork proof, and where it lies; `file` is null where it could not be written. */
export interface WrittenProof {
  readonly fork: SignedFork
  readonly file: string | null
  /** Why it could not be written. */
  readonly why: string | null
}

/**
 * Writes each proof to a new file: `out`, `out.2` and so on, or, where none was named, a name made of its hash in the present
 * folder. What lies there already, byte for byte, is left.
 */
export async function writeProofs(
  forks: readonly SignedFork[],
  out: string | undefined,
): Promise<readonly WrittenProof[]> {
  const written: WrittenProof[] = []
  for (const [i, fork] of forks.entries()) {
    const own = `${hashOf(fork.proof).slice(0, 16)}.fork-proof`
    const file = out === undefined ? own : `${out}${i === 0 ? '' : `.${i + 1}`}`
    const outcome = await writeNew(file, fork.proof)()
    const isThere = E.isRight(outcome) || (await holdsAlready(file, fork.proof))
    written.push(
      isThere
        ? { fork, file, why: null }
        : { fork, file: null, why: E.isLeft(outcome) ? outcome.left.message : null },
    )
  }
  return written
}
