/**
 * Before a larger tree is signed, the witnesses are asked to cosign again what was signed last. One that has gone on since knows
 * more of the log than this copy does: it was restored from a backup, perhaps, and whatever it signed now would be a fork.
 *
 * A witness that cannot be asked keeps nothing from being signed, unless `requireWitness` says so: then one at least must have
 * cosigned what was signed last. Of a log that was never signed, nobody can be asked.
 */
import { escaped, formatVerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Answers, WitnessOutcome } from './ask-witnesses.ts'
import type { StoredCheckpoint } from './ledger-files.ts'
import type { Unconfirmed, WitnessAhead, WitnessForked } from './publish-error.ts'
import type { Ready, StoredAndChecked } from './ready.ts'

/** Of the two that may lie in the directory the larger one; of equal ones that which waits. */
export function lastSigned({ published, waiting }: Ready): StoredAndChecked | null {
  if (published === null || waiting === null) return published ?? waiting
  return published.size > waiting.size ? published : waiting
}

/**
 * Whether `last` is the largest tree of this log that the witnesses know, by what they answered when they were asked to cosign it.
 * Left: one knows a larger tree, or another history; or nobody confirmed it, and `requireWitness` was asked for.
 */
export function confirmLast(
  last: StoredCheckpoint,
  { outcomes }: Pick<Answers, 'outcomes'>,
  { requireWitness = false }: { readonly requireWitness?: boolean },
): E.Either<WitnessAhead | WitnessForked | Unconfirmed, void> {
  const against = outcomes.map((outcome) => objection(outcome, last)).find((each) => each !== null)
  if (against !== undefined) return E.left(against)
  if (!requireWitness || outcomes.some(({ kind }) => kind === 'cosigned')) return E.right(undefined)
  const why = outcomes.map((outcome) =>
    'message' in outcome ? `${escaped(outcome.name)}: ${outcome.message}` : escaped(outcome.name),
  )
  const message = `no witness confirmed that size ${last.checkpoint.size} is the last one signed of this log: ${
    why.length === 0 ? 'the ledger has no policy, or one without witnesses' : why.join('; ')
  }`
  return E.left({ _tag: 'Unconfirmed', signed: last.checkpoint.size, message })
}

/** True where a witness has cosigned more of the log than is here, or another history of it. */
function contradicts(outcome: WitnessOutcome): boolean {
  return outcome.kind === 'ahead' || (outcome.kind === 'refused' && outcome.status === 422)
}

function objection(
  outcome: WitnessOutcome,
  { checkpoint: { size: signed }, bytes: evidence }: StoredCheckpoint,
): WitnessAhead | WitnessForked | null {
  const { name, key } = outcome
  const witness = formatVerifierKey(key)
  if (outcome.kind === 'ahead') {
    const { size } = outcome
    const message = `the witness ${escaped(name)} has cosigned ${entries(size)} of this log, and here only ${signed} were ever signed: this copy is old`
    return { _tag: 'WitnessAhead', name, witness, signed, size, evidence, message }
  }
  if (!contradicts(outcome)) return null
  const message = `the witness ${escaped(name)} has cosigned another history of this log, of ${entries(signed)}`
  return { _tag: 'WitnessForked', name, witness, signed, evidence, message }
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`
}
