/** `sign FILE`: shows in plain words what a file asks for, and adds a signature. */
import {
  addSignatures,
  decodeSignedEvent,
  describeEvent,
  isFounding,
  quote,
} from '@accord-ledger/core'
import type { LedgerEvent, SignedEvent } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainMalformed } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { fail } from '../failure.ts'
import { readInput, replaceFile } from '../io/files.ts'
import { loadSigners } from '../io/keys.ts'
import { lineOf } from '../offline.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface SignOptions extends FormatOptions {
  readonly key: readonly string[]
  readonly yes?: boolean
}

/** Signs the event in `file` with the keys given, and puts it back in its place. On a terminal it asks first. */
export function sign(context: Context, file: string, options: SignOptions): Task<Result> {
  return async () => {
    const before = await readSignedEvent(context, file)()
    if (E.isLeft(before)) return before
    const { event } = before.right
    const words = wordsOf(event)
    const signers = await loadSigners(options.key)()
    if (E.isLeft(signers)) return signers
    const asks = context.stdin.isTerminal && options.yes !== true
    if (asks) {
      context.stderr.write(words)
      const answer = await context.stdin.ask('Sign this? [y/N] ')
      if (!/^y(es)?$/i.test(answer.trim())) {
        return fail('declined', 'nothing was signed', 'answer y, or give --yes, to sign')
      }
    }
    const signed = await addSignatures(before.right, signers.right)
    const written = await replaceFile(context, file, lineOf(signed))()
    if (E.isLeft(written)) return written
    const by = signed.signatures.map(({ key }) => key)
    return E.right({
      json: { file, says: describeEvent(event), event, signed: by },
      text: (style) =>
        [
          ...(asks && context.stdout.isTerminal ? [] : [words.trimEnd()]),
          ...by.map((key) => `${style.good('signed by')} ${key}`),
          `next: accord-ledger append DIR ${file}, once all have signed`,
          '',
        ].join('\n'),
    })
  }
}

/** The signed event in the file at `path`, or, for `-`, on standard input. */
export function readSignedEvent(context: Context, path: string): Task<SignedEvent> {
  return async (): Promise<E.Either<CommandFailure, SignedEvent>> => {
    const bytes = await readInput(context, path, MAX_FILE_BYTES)()
    if (E.isLeft(bytes)) return bytes
    const signed = decodeSignedEvent(bytes.right)
    return E.isLeft(signed)
      ? E.left(
          explainMalformed({
            _tag: 'Malformed',
            what: `signed event in ${quote(path)}`,
            ...signed.left,
          }),
        )
      : signed
  }
}

// An event, its signatures, and a line feed; the core refuses what is larger than an entry.
const MAX_FILE_BYTES = 131_072

/** What a signer is asked to put its name to. */
function wordsOf(event: LedgerEvent): string {
  const bound = isFounding(event)
    ? []
    : [
        `  seen: entry ${event.seen.index}, ${event.seen.hash}`,
        `  until: ${event.until ?? 'for ever'}`,
      ]
  return [`log ${event.log}:`, `  ${describeEvent(event)}`, ...bound, ''].join('\n')
}

/** Adds `sign` to `program`. */
export function defineSign(program: Command, run: Run): void {
  withJson(
    program
      .command('sign')
      .summary('add a signature to an event in a file')
      .description(
        'Shows in plain words what the event in FILE says, and signs it. On a terminal it asks first.',
      )
      .argument('<file>', 'a file that --offline wrote')
      .addOption(
        new Option('--key <keyfile>', 'the key to sign with; may stand several times')
          .argParser(collect)
          .makeOptionMandatory(),
      )
      .option('--yes', 'sign without asking'),
  ).action((file: string, options: SignOptions) =>
    run((context) => sign(context, file, options), options),
  )
}

/** Not a list after one option, which would take FILE for a key too. */
function collect(path: string, before: readonly string[] = []): readonly string[] {
  return [...before, path]
}
