/** Which keys `compare` believes, and which checkpoints with them. */
import { describe, formatNote, noteKey, openCheckpoint, quote } from '@accord-ledger/core'
import type { Verifier, VerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { CommandFailure } from '../failure.ts'
import { failure, usage } from '../failure.ts'
import type { Head, Tree } from './history-tree.ts'
import type { Source } from './source.ts'

/** A checkpoint that is no evidence. */
export interface Unbelieved {
  readonly from: string
  readonly why: string
}

/** The one origin of all sources. Left: they are of several, or have none. */
export function originOf(
  sources: readonly Source[],
  trees: readonly Tree[],
): E.Either<CommandFailure, string> {
  const empty = trees.find(({ size }) => size === 0)
  if (empty !== undefined) {
    return E.left(
      failure(
        'unknown',
        `the ledger at ${empty.name} has no entry, and there is nothing to compare`,
        'give ledgers with entries, or files with checkpoints',
        { exit: 2 },
      ),
    )
  }
  const named = [
    ...trees.flatMap(({ name, history }) =>
      history.verification.origin === null ? [] : [{ name, origin: history.verification.origin }],
    ),
    ...sources.flatMap(({ checkpoints }) =>
      checkpoints.map(({ from, signed }) => ({ name: from, origin: signed.checkpoint.origin })),
    ),
  ]
  const [first] = named
  const other = named.find(({ origin }) => origin !== first?.origin)
  if (first === undefined) {
    return E.left(
      failure(
        'unknown',
        `nothing here says of which log it is: the first entry is no founding`,
        `look at it with: accord-ledger verify ${sources[0]?.name ?? ''}`,
        { exit: 2 },
      ),
    )
  }
  if (other === undefined) return E.right(first.origin)
  return E.left(
    failure(
      'input',
      `these are of different logs: ${first.name} of ${quote(first.origin)}, ${other.name} of ${quote(other.origin)}`,
      'give what is of one log',
      { exit: 2 },
    ),
  )
}

/**
 * The keys of the operator: those that were given, or, where all ledgers were founded by one key, those that they say ran the log.
 * Left: none were given, and no ledger tells.
 */
export function operatorKeys(
  given: readonly VerifierKey[] | null,
  origin: string,
  trees: readonly Tree[],
): E.Either<CommandFailure, readonly VerifierKey[]> {
  if (given !== null) return E.right(given)
  if (trees.length === 0) {
    return E.left(
      usage("between checkpoints, give the operator's key with --vkey or --policy", 'compare'),
    )
  }
  const founders = new Set(trees.map(({ history }) => history.verification.state.founder))
  founders.delete(null)
  // Of two logs founded by two keys one is not what its origin says; which one, nobody here can tell.
  if (founders.size !== 1) return E.right([])
  const keys = new Set(trees.flatMap(({ history }) => history.operators))
  return E.right([...keys].map((key) => noteKey(origin, { key })))
}

/** The checkpoints that one of `keys` signed, and the others. */
export async function believed(
  sources: readonly Source[],
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<{ readonly heads: readonly Head[]; readonly unbelieved: readonly Unbelieved[] }> {
  const heads: Head[] = []
  const unbelieved: Unbelieved[] = []
  for (const { name, checkpoints } of sources) {
    for (const { from, signed } of checkpoints) {
      const bytes = formatNote(signed.note)
      const opened = await openCheckpoint(bytes, { logs: keys, witnesses: [] }, verifier)
      if (E.isLeft(opened)) unbelieved.push({ from, why: describe(opened.left) })
      else heads.push({ from, source: name, signed, size: signed.checkpoint.size })
    }
  }
  return { heads, unbelieved }
}
