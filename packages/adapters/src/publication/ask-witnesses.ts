/** Asking the witnesses of a policy for cosignatures, all at once. What they answer is checked before it counts. */
import { formatNote, MAX_CLOCK_LEAD, openNote, proveConsistency } from '@accord-ledger/core'
import type {
  AddCheckpoint,
  Clock,
  HashReader,
  NoteSignature,
  PolicyWitness,
  SignedCheckpoint,
  Verifier,
  VerifierKey,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { WitnessAnswer } from '../witness/ask-witness.ts'
import type { CosignatureLine } from './cosignature-lines.ts'

/** Asks the witness with this submission prefix: `askWitness`, its other arguments given. Rejects only where publishing is to end. */
export type AskWitness = (url: string, request: AddCheckpoint) => Promise<WitnessAnswer>

/** What came of asking one witness. `name` is that of the policy. */
export type WitnessOutcome = { readonly name: string; readonly key: VerifierKey } & (
  | { readonly kind: 'cosigned'; /** Seconds since 1970. */ readonly time: number }
  /** It has cosigned a larger tree of this log: this copy of the ledger is old. */
  | { readonly kind: 'ahead'; readonly size: number; readonly message: string }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'failed' | 'not-asked'; readonly message: string }
)

/** What is asked, and of whom. */
export interface Asking {
  readonly signed: SignedCheckpoint
  readonly hashes: HashReader
  readonly witnesses: readonly PolicyWitness[]
  /** The size that a witness is thought to have cosigned last; 0 where nothing is known. */
  readonly lastSize: (key: VerifierKey) => number
  readonly ask: AskWitness
  readonly verifier: Verifier
  readonly clock: Clock
}

export interface Answers {
  /** In the order of the policy. */
  readonly outcomes: readonly WitnessOutcome[]
  /** Cosignatures that stand, one a witness. */
  readonly lines: readonly CosignatureLine[]
}

/** Asks every witness, and one that answers with another size once more. Rejects only where `ask`, hashes or verifier do. */
export async function askWitnesses(asking: Asking): Promise<Answers> {
  const answers = await Promise.all(asking.witnesses.map((witness) => askOne(asking, witness)))
  return {
    outcomes: answers.map(({ outcome }) => outcome),
    lines: answers.flatMap(({ outcome, line }) =>
      line === null || outcome.kind !== 'cosigned'
        ? []
        : [{ key: outcome.key, time: outcome.time, line }],
    ),
  }
}

interface Answered {
  readonly outcome: WitnessOutcome
  readonly line: NoteSignature | null
}

async function askOne(asking: Asking, { name, key, url }: PolicyWitness): Promise<Answered> {
  const { signed, lastSize } = asking
  const { size } = signed.checkpoint
  const without = (outcome: Without): Answered => ({
    outcome: { name, key, ...outcome },
    line: null,
  })
  if (url === null) return without({ kind: 'not-asked', message: 'the policy has no URL for it' })
  if (key.type !== 'cosignature-v1')
    return without({ kind: 'not-asked', message: `keys of ${key.type} cannot be checked` })
  const old = Math.min(lastSize(key), size)
  let answer = await askFrom(asking, url, old)
  if (answer.kind === 'conflict' && answer.size !== old && answer.size <= size)
    answer = await askFrom(asking, url, answer.size)
  switch (answer.kind) {
    case 'cosigned':
      return checkLine(asking, answer.signatures, without, { name, key })
    case 'conflict': {
      if (answer.size <= size)
        return without({ kind: 'failed', message: 'it names another size each time' })
      const message = `it has cosigned size ${answer.size} of this log: this copy of the ledger is old`
      return without({ kind: 'ahead', size: answer.size, message })
    }
    case 'refused':
    case 'failed':
      return without(answer)
  }
}

type Without =
  | { readonly kind: 'ahead'; readonly size: number; readonly message: string }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string }
  | { readonly kind: 'failed' | 'not-asked'; readonly message: string }

async function askFrom(
  { signed, hashes, ask }: Asking,
  url: string,
  old: number,
): Promise<WitnessAnswer> {
  const proof = await proveConsistency(hashes, old, signed.checkpoint.size)
  return ask(url, { old, proof, signed })
}

/** The line of `key` among attacker-controlled ones, if it stands under the checkpoint and its time is none to come. */
async function checkLine(
  { signed, verifier, clock }: Asking,
  signatures: readonly NoteSignature[],
  without: (outcome: Without) => Answered,
  witness: { readonly name: string; readonly key: VerifierKey },
): Promise<Answered> {
  const { key } = witness
  const line = signatures.find(({ name, id }) => name === key.name && id === key.id)
  if (line === undefined)
    return without({ kind: 'failed', message: `its answer has no line by ${key.name}+${key.id}` })
  const note = { text: signed.note.text, signatures: [line] }
  const opened = await openNote(formatNote(note), [key], verifier)
  const time = E.isRight(opened) ? opened.right.known[0]?.time : null
  if (time === null || time === undefined)
    return without({ kind: 'failed', message: 'its cosignature does not stand' })
  if (time * 1000 > clock() + MAX_CLOCK_LEAD)
    return without({ kind: 'failed', message: `its cosignature is of a time to come, ${time}` })
  return { outcome: { ...witness, kind: 'cosigned', time }, line }
}
