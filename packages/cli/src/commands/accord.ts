/** `accord publish`, `amend`, `close` and `reopen`: what an accord says, and whether it may be joined. */
import { quote } from '@accord-ledger/core'
import type { AccordEvent, Hash, Intent } from '@accord-ledger/core'
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
import type { EventOptions, Known } from '../write-event.ts'

export interface AccordOptions extends EventOptions, FormatOptions {
  readonly id: string
  readonly title?: string
  readonly text?: string
  /** `none`: no address. */
  readonly uri?: string
  readonly registrar?: string
}

/** Publishes an accord that the log does not have yet. */
export function publishAccord(
  context: Context,
  dir: string,
  options: AccordOptions & { readonly title: string; readonly text: string },
): Task<Result> {
  const { id, title, uri } = options
  return accordEvent(context, dir, 'publish', options, (text, { effective, standing }) => {
    if (standing.accords.has(id)) {
      return fail(
        'exists',
        `the accord ${quote(id)} is published already`,
        'change it with: accord-ledger accord amend, close or reopen',
      )
    }
    if (text === null) throw new Error('--text is an option that must be given')
    return E.right({
      type: 'accord',
      accord: id,
      title,
      text,
      uri: uriOf(uri, null),
      open: true,
      effective,
    })
  })
}

/** Amends an accord: its text, its title with it, its address. What is not given stays. */
export function amendAccord(context: Context, dir: string, options: AccordOptions): Task<Result> {
  const { title, uri } = options
  return accordEvent(context, dir, 'amend', options, (text, known) =>
    E.map((accord: AccordEvent) =>
      restated(accord, known, {
        title: title ?? accord.title,
        text: text ?? accord.text,
        uri: uriOf(uri, accord.uri),
      }),
    )(published(options.id, known)),
  )
}

/** Closes an accord to new endorsements, or opens it again. */
export function setAccordOpen(
  context: Context,
  dir: string,
  open: boolean,
  options: AccordOptions,
): Task<Result> {
  const [command, word] = open ? ['reopen', 'open'] : ['close', 'closed']
  return accordEvent(context, dir, command, options, (_, known) => {
    const accord = published(options.id, known)
    if (E.isLeft(accord)) return accord
    return accord.right.open === open
      ? fail(
          'exists',
          `the accord ${accord.right.accord} is ${word} already`,
          'nothing is left to do',
        )
      : E.right(restated(accord.right, known, { open }))
  })
}

function accordEvent(
  context: Context,
  dir: string,
  command: string,
  options: AccordOptions,
  intentOf: (text: Hash | null, known: Known) => E.Either<CommandFailure, Intent>,
): Task<Result> {
  return async () => {
    const { registrar, offline } = options
    if (registrar === undefined && offline === undefined) {
      return E.left(usage('--registrar is needed, except with --offline', `accord ${command}`))
    }
    const hands = await loadHands(registrar)()
    if (E.isLeft(hands)) return hands
    const text =
      options.text === undefined ? E.right(null) : await hashFile(context, options.text)()
    if (E.isLeft(text)) return text
    return writeEvent(context, dir, options, hands.right, (known) => intentOf(text.right, known))()
  }
}

function published(id: string, { standing }: Known): E.Either<CommandFailure, AccordEvent> {
  const accord = standing.accords.get(id)
  return accord === undefined
    ? fail(
        'missing',
        `no accord ${quote(id)} is published in this log`,
        'publish it with: accord-ledger accord publish --help',
      )
    : E.right(accord)
}

function restated(
  { accord, title, text, uri, open }: AccordEvent,
  { effective }: Known,
  changes: {
    readonly title?: string
    readonly text?: string
    readonly uri?: string | null
    readonly open?: boolean
  },
): Intent {
  return { type: 'accord', accord, title, text, uri, open, effective, ...changes }
}

function uriOf(given: string | undefined, otherwise: string | null): string | null {
  if (given === undefined) return otherwise
  return given === 'none' ? null : given
}

/** Adds `accord` to `program`. */
export function defineAccord(program: Command, run: Run): void {
  const accord = program
    .command('accord')
    .summary('publish an accord, amend, close or reopen it')
    .description('Publishes an accord, amends its text, closes or reopens it. A registrar signs.')
  const withAccord = (name: string, summary: string): Command =>
    accord
      .command(name)
      .summary(summary)
      .argument(...EVENT_ARGUMENT)
      .requiredOption('--id <id>', 'the accord: lower-case letters, digits and single hyphens')
      .option('--registrar <keyfile>', "a registrar's key")
  withEventOptions(
    withAccord('publish', 'publish an accord')
      .description('Publishes an accord. The log keeps the SHA-256 of its text, not the text.')
      .requiredOption('--title <title>', 'its title')
      .requiredOption('--text <file>', 'its text, exactly as it is published')
      .option('--uri <uri>', 'where it is published: https://…'),
  ).action((dir: string, options: AccordOptions & { title: string; text: string }) =>
    run((context) => publishAccord(context, dir, options), options),
  )
  withEventOptions(
    withAccord('amend', 'amend its text')
      .description(
        'Amends an accord; members stay members, and may endorse the new text. A title changes only with the text.',
      )
      .option('--title <title>', 'its new title')
      .option('--text <file>', 'its new text')
      .option('--uri <uri>', 'where it is published: https://…, or none'),
  ).action((dir: string, options: AccordOptions) =>
    run((context) => amendAccord(context, dir, options), options),
  )
  for (const open of [false, true]) {
    withEventOptions(
      withAccord(
        open ? 'reopen' : 'close',
        open ? 'open it to new members again' : 'close it to new members',
      ).description(
        open
          ? 'Opens a closed accord to new members again.'
          : 'Closes an accord to new members. Those it has stay, and may withdraw.',
      ),
    ).action((dir: string, options: AccordOptions) =>
      run((context) => setAccordOpen(context, dir, open, options), options),
    )
  }
}
