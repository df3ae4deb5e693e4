/** `endorse`, `withdraw` and `strike`: what puts a party in an accord, and out of it. */
import { isAccordId, quote } from '@accord-ledger/core'
import type { Intent } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { fail, usage } from '../failure.ts'
import { hashFile } from '../io/files.ts'
import { loadHands } from '../io/keys.ts'
import { EVENT_ARGUMENT, withEventOptions } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { writeEvent } from '../write-event.ts'
import type { EventOptions, IntentOf, Known } from '../write-event.ts'

export interface ActOptions extends EventOptions, FormatOptions {
  readonly accord: string
  readonly signatory: string
  readonly key?: string
  readonly registrar?: string
  readonly text?: string
  readonly reason?: string
}

/** The party joins, or affirms the accord's text as it stands. */
export function endorse(context: Context, dir: string, options: ActOptions): Task<Result> {
  return async () => {
    const { accord, signatory } = options
    const read =
      options.text === undefined ? E.right(null) : await hashFile(context, options.text)()
    if (E.isLeft(read)) return read
    return actEvent(context, dir, 'endorse', options, ({ view, effective }) => {
      const text = isAccordId(accord) ? view.accords.get(accord)?.text : undefined
      if (text === undefined) return noAccord(accord)
      if (read.right !== null && read.right !== text) {
        return fail(
          'refused',
          `${quote(options.text)} is not the text of ${accord} that is in force (SHA-256 ${text}); its own is ${read.right}`,
          'read the text that is published, and endorse that one',
        )
      }
      return E.right({ type: 'endorse', accord, text, signatory, effective })
    })()
  }
}

/** The party leaves. */
export function withdraw(context: Context, dir: string, options: ActOptions): Task<Result> {
  const { accord, signatory, reason = null } = options
  return actEvent(context, dir, 'withdraw', options, ({ effective }: Known) =>
    E.right({ type: 'withdraw', accord, signatory, effective, reason }),
  )
}

/** A registrar strikes a party off. */
export function strike(
  context: Context,
  dir: string,
  options: ActOptions & { readonly reason: string },
): Task<Result> {
  const { accord, signatory, reason } = options
  return actEvent(context, dir, 'strike', options, ({ effective }: Known) =>
    E.right({ type: 'strike', accord, signatory, reason, effective }),
  )
}

function actEvent(
  context: Context,
  dir: string,
  command: 'endorse' | 'withdraw' | 'strike',
  options: ActOptions,
  intentOf: IntentOf,
): Task<Result> {
  return async () => {
    const needed = command === 'strike' ? 'registrar' : 'key'
    if (options[needed] === undefined && options.offline === undefined) {
      return E.left(usage(`--${needed} is needed, except with --offline`, command))
    }
    const own = await loadHands(options[needed])()
    if (E.isLeft(own)) return own
    const registrar = await loadHands(needed === 'key' ? options.registrar : undefined)()
    if (E.isLeft(registrar)) return registrar
    const spare = registrar.right.map(({ signer }) => ({ signer, spare: true }))
    return writeEvent(context, dir, options, [...own.right, ...spare], intentOf)()
  }
}

function noAccord(accord: string): E.Either<CommandFailure, Intent> {
  return fail(
    'missing',
    `no accord ${quote(accord)} is published in this log`,
    'check its id, or publish it with: accord-ledger accord publish --help',
  )
}

/** Adds `endorse`, `withdraw` and `strike` to `program`. */
export function defineActs(program: Command, run: Run): void {
  const withAct = (name: string, summary: string): Command =>
    program
      .command(name)
      .summary(summary)
      .argument(...EVENT_ARGUMENT)
      .requiredOption('--accord <id>', 'the accord')
      .requiredOption('--signatory <id>', 'the party')
  withEventOptions(
    withAct('endorse', 'join an accord, or affirm its amended text')
      .description(
        'The party endorses the accord, in the wording that is in force. It signs with its own key.',
      )
      .option('--key <keyfile>', "the party's key")
      .option('--text <file>', 'the text as the party read it; refused where it is another one')
      .option('--registrar <keyfile>', "a registrar's key too: needed after a strike"),
  ).action((dir: string, options: ActOptions) =>
    run((context) => endorse(context, dir, options), options),
  )
  withEventOptions(
    withAct('withdraw', 'leave an accord')
      .description('The party leaves the accord. It signs with its own key.')
      .option('--key <keyfile>', "the party's key")
      .option('--reason <text>', 'why; it stays in the log for ever'),
  ).action((dir: string, options: ActOptions) =>
    run((context) => withdraw(context, dir, options), options),
  )
  withEventOptions(
    withAct('strike', 'strike a party off an accord')
      .description(
        'A registrar strikes a party off: a duplicate, a forgery, an expulsion. It is shown as struck, never as withdrawn.',
      )
      .requiredOption('--reason <text>', 'why; it stays in the log for ever')
      .option('--registrar <keyfile>', "a registrar's key"),
  ).action((dir: string, options: ActOptions & { reason: string }) =>
    run((context) => strike(context, dir, options), options),
  )
}
