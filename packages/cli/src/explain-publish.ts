/** From what kept a checkpoint from being published, or a policy from being set, to what a command says of it. */
import type { BadPolicy, PublishError } from '@accord-ledger/adapters/publication'
import { escaped } from '@accord-ledger/core'
import type { StoreError } from '@accord-ledger/core'
import { explainStore } from './explain.ts'
import type { CommandFailure } from './failure.ts'
import { failure } from './failure.ts'

/** A checkpoint that was not signed, or not published. */
export function explainPublish(error: PublishError, dir: string): CommandFailure {
  switch (error._tag) {
    case 'NothingToPublish':
      return failure('unknown', error.message, 'found it with: accord-ledger init --help', {
        exit: 2,
      })
    case 'WrongSigners':
      return failure(
        'refused',
        error.message,
        'give the key file of the operator in force with --operator, and the one before it, if at all, with --old-operator',
        { details: { expected: error.expected, found: [...error.found] } },
      )
    case 'BadCheckpoint':
      return failure(
        'unsound',
        error.message,
        `nothing was signed; look at it with: accord-ledger verify ${dir}`,
        { details: { place: error.place } },
      )
    case 'LogShrank':
      return failure(
        'unsound',
        error.message,
        'nothing was signed, and nothing is to be logged here: restore the entries that were signed, from a copy that has them',
        { details: { place: error.place, signed: error.signed, size: error.size } },
      )
    case 'LogForked':
      return failure(
        'unsound',
        error.message,
        'nothing was signed, and nothing is to be logged here: find the copy that was signed, and compare with it: accord-ledger compare --help',
        {
          details: {
            place: error.place,
            size: error.size,
            expected: error.expected,
            found: error.found,
          },
        },
      )
    case 'WitnessAhead':
    case 'WitnessForked':
      return failure(
        'unsound',
        escaped(error.message),
        'nothing was signed; find the copy that was signed before anything more is logged, and compare with it: accord-ledger compare --help',
        {
          details: {
            witness: error.witness,
            signed: error.signed,
            ...(error._tag === 'WitnessAhead' ? { size: error.size } : {}),
          },
        },
      )
    case 'Unconfirmed':
      return failure(
        'unknown',
        escaped(error.message),
        'nothing was signed; run the same command again when a witness answers, or without --require-witness',
        { details: { signed: error.signed } },
      )
    case 'BadPolicy':
    case 'StoreError':
      return explainPolicy(error, dir)
  }
}

/** A policy that cannot be set, or read. */
export function explainPolicy(error: BadPolicy | StoreError, dir: string): CommandFailure {
  if (error._tag === 'StoreError') return explainStore(error, dir)
  const { reason, message } = error
  return failure(
    'malformed',
    message,
    'correct it, and set it with: accord-ledger policy set; accord-ledger vkey prints the key for its log line',
    reason === null ? {} : { details: { rule: reason.rule, line: reason.line } },
  )
}
