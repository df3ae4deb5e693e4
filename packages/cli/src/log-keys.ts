/** `--vkey` and `--policy`: by which keys the checkpoints of a log are believed. */
import { describe, parseVerifierKey } from '@accord-ledger/core'
import type { VerifierKey } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from './context.ts'
import type { CommandFailure, Task } from './failure.ts'
import { usage } from './failure.ts'
import { loadPolicy } from './io/read-policy.ts'

export interface LogKeyOptions {
  readonly vkey?: readonly string[]
  readonly policy?: string
}

/** The keys given, those of logs; null where none were. */
export function loadLogKeys(
  context: Context,
  { vkey, policy }: LogKeyOptions,
  command: string,
): Task<readonly VerifierKey[] | null> {
  return async (): Promise<E.Either<CommandFailure, readonly VerifierKey[] | null>> => {
    if (policy !== undefined) {
      const loaded = await loadPolicy(context, policy)()
      return E.isLeft(loaded) ? loaded : E.right(loaded.right.logs.map(({ key }) => key))
    }
    if (vkey === undefined) return E.right(null)
    const keys: VerifierKey[] = []
    for (const text of vkey) {
      const key = parseVerifierKey(text)
      if (E.isLeft(key)) return E.left(usage(describe(key.left), command))
      if (key.right.type !== 'ed25519') {
        return E.left(usage(`a key of a log is of type ed25519, not ${key.right.type}`, command))
      }
      keys.push(key.right)
    }
    return E.right(keys)
  }
}

/** Adds `--vkey` and `--policy` to `command`. */
export function withLogKeys(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--vkey <key...>',
        "the operator's verifier key, as accord-ledger vkey prints it; after a rotation, all of them",
      ).conflicts('policy'),
    )
    .option('--policy <file>', 'the keys of the logs in a policy (c2sp.org/tlog-policy)')
}
