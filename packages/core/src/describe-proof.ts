/**
 * Sentences about notes, checkpoints, proofs, receipts and witnesses: the part of describe.ts that
 * speaks of them.
 */
import { describeTile } from './tiles/bad-tile.ts'
import type { BadTile } from './tiles/bad-tile.ts'
import type { UnknownOrigin } from './notes/checkpoint.ts'
import type { OpenNoteError } from './notes/open-note.ts'
import type { ProofError } from './tree/proof.ts'
import { describeQuorum } from './notes/quorum.ts'
import { quote } from './values/quote.ts'
import type { QuorumMissing, Stale } from './notes/verify-receipt.ts'
import type { OldConflict, OldTooLarge } from './notes/witness.ts'

/** What proofs, and what is proved by them, can be wrong in. */
export type ProofFinding =
  | ProofError
  | OpenNoteError
  | UnknownOrigin
  | QuorumMissing
  | Stale
  | OldTooLarge
  | OldConflict
  | BadTile

/** One sentence for each. */
export function describeProof(error: ProofFinding): string {
  switch (error._tag) {
    case 'IndexOutOfRange':
      return `a tree of size ${error.size} has no leaf at index ${error.index}`
    case 'SizesOutOfOrder':
      return `no tree of size ${error.newer} continues one of size ${error.older}`
    case 'HashLength':
      return `a ${error.of} hash has ${error.found} bytes${error.of === 'proof' ? ` (number ${error.at + 1})` : ''}: expected 32`
    case 'ProofLength':
      return `the proof has ${error.found} hashes: expected ${error.expected}`
    case 'RootMismatch':
      return `the proof does not lead to the root at size ${error.size}: expected ${error.expected}, found ${error.found}`
    case 'BadNoteSignature':
      return `signature ${error.at + 1} under the note, by ${quote(`${error.name}+${error.id}`)}, does not stand`
    case 'NoKnownSignature':
      return `no signature under the note is by a known key: expected one of ${pairs(error.expected)}, found ${pairs(error.found)}`
    case 'UnknownOrigin':
      return `the log ${quote(error.found)} is not known: expected ${pairs(error.expected)}`
    case 'QuorumMissing':
      return `the quorum has not cosigned: ${describeQuorum(error.why)}${ahead(error.ahead)}`
    case 'Stale':
      return error.time === null
        ? 'no quorum was asked for, so that nobody tells how old the checkpoint is'
        : `the quorum cosigned at ${error.time}, and at ${error.now} that is more than ${error.maxAge / 1000} seconds ago`
    case 'OldTooLarge':
      return `the old size ${error.old} is larger than the checkpoint's, ${error.size}`
    case 'BadTile':
      return describeTile(error)
    case 'OldConflict':
      return `the old size is ${error.old}, and the last one cosigned is ${error.latest}`
  }
}

function pairs(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.slice(0, 8).map(quote).join(', ')
}

function ahead(names: readonly string[]): string {
  return names.length === 0 ? '' : `; left out for times that lie ahead: ${pairs(names)}`
}
