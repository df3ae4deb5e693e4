/**
 * Before a larger tree is signed, the witnesses are asked to cosign again what was signed last. One that has gone on since knows
 * more of the log than this copy does: it was restored from a backup, perhaps, and whatever it signed now would be a fork.
 */
import { readPolicy, readPublished, readWaiting } from '@accord-ledger/adapters/publication'
import type { StoredCheckpoint } from '@accord-ledger/adapters/publication'
import { askWitness } from '@accord-ledger/adapters/witness'
import { escaped } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from './context.ts'
import type { CommandFailure } from './failure.ts'
import { failure } from './failure.ts'
import { countOf } from './io/words.ts'

/**
 * What keeps a tree of `size` from being signed in `dir`, by the word of a witness. Null where nothing does; so it is where none can
 * be asked, for that keeps nothing from being signed, but from being published.
 */
export async function witnessAgainst(
  { fetch }: Context,
  dir: string,
  size: number,
): Promise<CommandFailure | null> {
  const policy = await readPolicy(dir)()
  const last = await lastSigned(dir)
  if (E.isLeft(policy) || policy.right === null) return null // told by whoever publishes
  if (last === null || last.checkpoint.size >= size) return null
  const known = last.checkpoint.size
  const asked = policy.right.witnesses.map(async ({ name, url }) => {
    if (url === null) return null
    const request = { old: known, proof: [], signed: last }
    const answer = await askWitness(fetch, url, request, { timeoutMs: 5_000 })
    if (answer.kind === 'conflict' && answer.size > known) {
      const more = countOf(answer.size, 'entry', 'entries')
      return `the witness ${escaped(name)} has cosigned ${more} of this log, and here only ${known} were ever signed: this copy is old`
    }
    // At the size that it has, it is asked for no proof: what is wrong can only be the root.
    return answer.kind === 'refused' && answer.status === 422
      ? `the witness ${escaped(name)} has cosigned another history of this log, of ${countOf(known, 'entry', 'entries')}`
      : null
  })
  const why = (await Promise.all(asked)).find((each) => each !== null)
  return why === undefined
    ? null
    : failure(
        'unsound',
        why,
        'nothing was signed; find the copy that was signed before anything more is logged, and compare with it: accord-ledger compare --help',
      )
}

/** The larger one of the two that may lie in `dir`. */
async function lastSigned(dir: string): Promise<StoredCheckpoint | null> {
  const found = [await readPublished(dir)(), await readWaiting(dir)()].flatMap((each) =>
    E.isRight(each) && each.right !== null ? [each.right] : [],
  )
  return found.toSorted((a, b) => b.checkpoint.size - a.checkpoint.size)[0] ?? null
}
