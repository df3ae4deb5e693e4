/** `verify-fork FILE`: checks a fork proof, offline. */
import { describe, formatVerifierKey, verifyFork } from '@accord-ledger/core'
import type { Fork, ForkError } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { readInput } from '../io/files.ts'
import { loadLogKeys, withLogKeys } from '../log-keys.ts'
import type { LogKeyOptions } from '../log-keys.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface VerifyForkOptions extends FormatOptions, LogKeyOptions {}

/** Checks the fork proof in `file`. Never left for what is wrong with it: that is an answer. */
export function checkFork(
  context: Context,
  file: string,
  options: VerifyForkOptions,
): Task<Result> {
  return async () => {
    const keys = await loadLogKeys(context, options, 'verify-fork')()
    if (E.isLeft(keys)) return keys
    if (keys.right === null) {
      return E.left(usage("give the operator's key with --vkey or --policy", 'verify-fork'))
    }
    const bytes = await readInput(context, file, MAX_READ_BYTES)()
    if (E.isLeft(bytes)) return bytes
    const found = await verifyFork(bytes.right, keys.right, await verifierOf(context))
    return E.right(E.isLeft(found) ? notShown(file, found.left) : shown(found.right))
  }
}

/** More than a fork proof may take, so that one byte too many is the file's fault, and told as such. */
const MAX_READ_BYTES = 4_194_304

function shown({ origin, older, newer, begins, keys }: Fork): Result {
  return {
    json: { fork: { origin, older, newer, begins, keys: keys.map(formatVerifierKey) } },
    text: (style) =>
      [
        style.bad(`fork: the operator of ${origin} signed two histories`),
        `  it signed the root   ${older.root} at size ${older.size}`,
        `  and, at size ${newer.size}, ${newer.root}`,
        `  whose first ${older.size} have ${begins}`,
        ...keys.map((key) => `  by the key ${formatVerifierKey(key)}`),
        'next: publish this file; nothing from this operator is to be relied on until it explains',
        '',
      ].join('\n'),
  }
}

function notShown(file: string, error: ForkError): Result {
  const message = sentenceOf(error)
  return {
    exit: 1,
    json: { fork: null, reason: error._tag, message },
    text: (style) =>
      [style.warn(`no fork is shown by ${file}: ${message}`), `next: ${nextOf(error)}`, ''].join(
        '\n',
      ),
  }
}

function sentenceOf(error: ForkError): string {
  switch (error._tag) {
    case 'OriginsDiffer':
      return `its checkpoints are of different logs, ${JSON.stringify(error.older)} and ${JSON.stringify(error.newer)}`
    case 'NoFork':
      return `the newer tree begins with the older one, of size ${error.size}`
    default:
      return describe(error)
  }
}

function nextOf(error: ForkError): string {
  switch (error._tag) {
    case 'UnknownOrigin':
    case 'NoKnownSignature':
      return "give the operator's key, as somebody you trust knows it, with --vkey or --policy"
    case 'NoFork':
      return 'nothing: these two checkpoints agree'
    default:
      return 'get the file again, every byte of it; a file like this shows nothing'
  }
}

/** Adds `verify-fork` to `program`. */
export function defineVerifyFork(program: Command, run: Run): void {
  withJson(
    withLogKeys(
      program
        .command('verify-fork')
        .summary('check a fork proof, offline')
        .description(
          [
            'Checks that a file proves that an operator signed two histories of one log. It needs no ledger.',
            'Exit code 0: a fork is shown. 1: it is not, and why is said.',
          ].join(' '),
        )
        .argument(
          '<file>',
          'a fork proof, as accord-ledger compare writes it; - for standard input',
        ),
    ),
  ).action((file: string, options: VerifyForkOptions) =>
    run((context) => checkFork(context, file, options), options),
  )
}
