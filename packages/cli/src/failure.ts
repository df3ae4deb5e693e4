/** How a command fails: a sentence, what to do next, and the exit code. */
import type { Json } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'

/**
 * - 0: done; for `verify`, the log is sound.
 * - 1: refused, or failed; for every command that reads a ledger, the log is unsound.
 * - 2: could not tell: the ledger is missing, unreadable, empty, or of an unknown format.
 * - 3: for `fsck`, a torn tail, and nothing worse.
 * - 64: the command line is wrong.
 * - 70: a bug of ours.
 * - 75: somebody else is writing, or the store is not to be had now: try again.
 * - 130: interrupted by Ctrl-C.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 64 | 70 | 75 | 130

/** A closed set of codes for scripts; docs/cli.md has the table. */
export type FailureCode =
  | 'usage'
  | 'key-file'
  | 'input'
  | 'output'
  | 'unsound'
  | 'unknown'
  | 'store'
  | 'busy'
  | 'clock'
  | 'malformed'
  | 'refused'
  | 'rule'
  | 'exists'
  | 'missing'
  | 'question'
  | 'register'
  | 'declined'
  | 'unpublished'
  | 'listen'
  | 'server'
  | 'exec'

export interface CommandFailure {
  readonly _tag: 'CommandFailure'
  readonly code: FailureCode
  /** Lower case, no full stop; attacker-controlled text in it is escaped. */
  readonly message: string
  /** What to do next, in the same manner. */
  readonly next: string
  readonly exit: ExitCode
  /** More for scripts: rule, index, place in a file. */
  readonly details?: { readonly [name: string]: Json }
}

/** What a command comes to. */
export type Task<A> = TE.TaskEither<CommandFailure, A>

/** A failure with exit code 1. */
export function failure(
  code: FailureCode,
  message: string,
  next: string,
  more: Partial<Pick<CommandFailure, 'exit' | 'details'>> = {},
): CommandFailure {
  return { _tag: 'CommandFailure', code, message, next, exit: 1, ...more }
}

/** A command line that is wrong, found out after it was parsed. */
export function usage(message: string, command: string): CommandFailure {
  const next = `see accord-ledger ${command === '' ? '' : `${command} `}--help`
  return failure('usage', message, next, { exit: 64 })
}

/** The left side, shorter. */
export function fail(...args: Parameters<typeof failure>): E.Either<CommandFailure, never> {
  return E.left(failure(...args))
}
