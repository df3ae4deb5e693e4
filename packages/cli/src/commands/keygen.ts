/** `keygen FILE`: a new private key, in a file that only its owner can read. */
import { writeKeyFile } from '@accord-ledger/adapters/key-file'
import { formatKeyFile, signerFromSeed } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainKeyFile } from '../explain.ts'
import type { Task } from '../failure.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

/** Makes a key file at `file`, which must not exist. */
export function keygen({ random }: Context, file: string): Task<Result> {
  return async () => {
    const seed = random(32)
    const written = await writeKeyFile(file, formatKeyFile(seed))()
    if (E.isLeft(written)) return E.left(explainKeyFile(written.left))
    const { key } = signerFromSeed(seed)
    return E.right({
      json: { file, key },
      text: (style) =>
        `${style.strong(`made ${file}`)}: keep it secret, and keep a copy in a safe place\npublic key ${key}\n`,
    })
  }
}

/** Adds `keygen` to `program`. */
export function defineKeygen(program: Command, run: Run): void {
  withJson(program.command('keygen'))
    .summary('make a key')
    .description(
      'Makes a new Ed25519 key in FILE, readable by its owner alone, and prints its public half.',
    )
    .argument('<file>', 'a file that does not exist yet')
    .action((file: string, options: FormatOptions) =>
      run((context) => keygen(context, file), options),
    )
}
