/** `vkey KEYFILE`: the verifier key by which others check what a key signs. */
import {
  formatVerifierKey,
  isKeyName,
  isOrigin,
  noteKey,
  quote,
  witnessKey,
} from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { loadKey } from '../io/keys.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface VkeyOptions extends FormatOptions {
  readonly origin: string
  readonly witness?: boolean
}

/** The verifier key of `key`, a key file or 64 hex, under the name `origin`: of a log, or of a witness. */
export function vkey(
  _: Context,
  key: string,
  { origin, witness = false }: VkeyOptions,
): Task<Result> {
  return async () => {
    if (witness ? !isKeyName(origin) : !isOrigin(origin)) {
      const expected = witness
        ? 'a name without white space or +'
        : 'the origin of a log, as in accords.example/1'
      return E.left(usage(`--origin takes ${expected}, found ${quote(origin)}`, 'vkey'))
    }
    const named = await loadKey(key)()
    if (E.isLeft(named)) return named
    const made = witness ? witnessKey(origin, named.right) : noteKey(origin, named.right)
    const text = formatVerifierKey(made)
    const { name, id, type } = made
    return E.right({
      json: { vkey: text, name, id, type, key: named.right.key },
      text: () => `${text}\n`,
    })
  }
}

/** Adds `vkey` to `program`. */
export function defineVkey(program: Command, run: Run): void {
  withJson(
    program
      .command('vkey')
      .summary('print a verifier key')
      .description(
        [
          'Prints the verifier key of a log (c2sp.org/signed-note): what others check its checkpoints by, and what',
          'stands in policies. With --witness that of a witness, which signs nothing but cosignatures.',
        ].join(' '),
      )
      .argument('<keyfile>', 'a key file, or the 64 hex digits of a public key')
      .requiredOption('--origin <name>', 'the name of the log; with --witness, of the witness')
      .option('--witness', 'the key cosigns checkpoints'),
  ).action((key: string, options: VkeyOptions) =>
    run((context) => vkey(context, key, options), options),
  )
}
