/** `init DIR`: founds a ledger. */
import { authorFounding, composeFounding, emptyState, signEvent } from '@accord-ledger/core'
import type { Founding, Signer } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainAppend } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure, usage } from '../failure.ts'
import { loadKey, loadKeys } from '../io/keys.ts'
import { withLedger } from '../io/write-log.ts'
import { loggedResult } from '../logged.ts'
import { writeOffline } from '../offline.ts'
import { countOf } from '../io/words.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface InitOptions extends FormatOptions {
  readonly origin: string
  readonly operator: string
  readonly registrar: readonly string[]
  readonly offline?: string
}

/** Founds the ledger in `dir`, or writes its founding event to a file for the other keys to sign. */
export function init(context: Context, dir: string, options: InitOptions): Task<Result> {
  return async () => {
    const operator = await loadKey(options.operator)()
    if (E.isLeft(operator)) return operator
    const registrars = await loadKeys(options.registrar)()
    if (E.isLeft(registrars)) return registrars
    const founding = {
      log: options.origin,
      operator: operator.right.key,
      registrars: registrars.right.map(({ key }) => key),
    }
    if (new Set(founding.registrars).size < founding.registrars.length) {
      return E.left(usage('a registrar is named twice', 'init'))
    }
    const keys = [operator.right, ...registrars.right]
    const signers = keys.map(({ signer }) => signer).filter((signer) => signer !== null)
    if (options.offline !== undefined) {
      return foundOffline(dir, founding, signers, options.offline)
    }
    const absent = keys.find(({ signer }) => signer === null)
    return absent === undefined
      ? found(context, dir, founding, signers)
      : E.left(
          usage(`the key ${absent.key} must sign: give its key file, or use --offline`, 'init'),
        )
  }
}

async function found(
  context: Context,
  dir: string,
  founding: Founding,
  signers: readonly Signer[],
): Promise<E.Either<CommandFailure, Result>> {
  // Nothing is made on disk for an event that is malformed.
  const event = composeFounding(founding)
  if (E.isLeft(event)) return E.left(explainAppend(event.left, dir))
  return withLedger(context, dir, { create: true }, async (ledger) => {
    const { log, size } = ledger.view()
    if (log !== null) {
      return E.left(
        failure(
          'exists',
          `the ledger at ${dir} was founded already, as ${log}, and has ${countOf(size, 'entry', 'entries')}`,
          'choose an empty directory for another ledger',
        ),
      )
    }
    const logged = await ledger.appendEach([authorFounding(founding, signers)])()
    return E.isLeft(logged)
      ? E.left(explainAppend(logged.left, dir))
      : E.right(loggedResult(ledger.view(), logged.right))
  })()
}

async function foundOffline(
  dir: string,
  founding: Founding,
  signers: readonly Signer[],
  file: string,
): Promise<E.Either<CommandFailure, Result>> {
  const event = composeFounding(founding)
  if (E.isLeft(event)) return E.left(explainAppend(event.left, dir))
  return writeOffline(file, dir, emptyState(), await signEvent(event.right, signers))()
}

/** Adds `init` to `program`. */
export function defineInit(program: Command, run: Run): void {
  withJson(
    program
      .command('init')
      .summary('found a ledger')
      .description(
        [
          'Founds a ledger in DIR. Its origin is its name for ever: take a domain name of yours, as in',
          'accords.example/1. The operator and every registrar sign the founding; keys that lie elsewhere are',
          'named by their 64 hex digits, and sign the file that --offline writes.',
        ].join(' '),
      )
      .argument('<dir>', 'a directory, made where it is missing')
      .requiredOption('--origin <name>', 'the name of the log')
      .requiredOption('--operator <key>', 'key file (or public key) of who runs the log')
      .requiredOption(
        '--registrar <key...>',
        'key file (or public key) of who admits parties and publishes accords; 1 to 16 of them',
      )
      .option('--offline <file>', 'write the founding event to a new file, and log nothing'),
  ).action((dir: string, options: InitOptions) =>
    run((context) => init(context, dir, options), options),
  )
}
