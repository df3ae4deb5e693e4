/** `history DIR|URL`: everything that one party did, and that was done about it. */
import { history as historyOf } from '@accord-ledger/projection'
import type { History, HistoryAct } from '@accord-ledger/projection'
import type { Command } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import type { Style } from '../io/style.ts'
import { formatTable } from '../io/table.ts'
import { SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface HistoryOptions extends AskOptions {
  readonly signatory: string
  readonly accord?: string
}

/** The acts of a party, across accords or on one, in log order; for people its profiles and keys as well. */
export function history(context: Context, place: string, options: HistoryOptions): Task<Result> {
  return pipe(
    ask(context, place, options, ({ register }) =>
      historyOf(register, options.signatory, options.accord),
    ),
    TE.map((answer): Result => ({
      json: { signatory: answer.signatory, acts: answer.acts.map(actJson) },
      text: (style) => textOf(answer, style),
    })),
  )
}

function actJson({ accord, act, standing, effective, time, index, reason }: HistoryAct): object {
  return { accord, act, standing, effective, time, index, reason }
}

function textOf({ signatory, acts, profiles, keys }: History, style: Style): string {
  const sections: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    [
      'acts',
      acts.map((each) => [
        `entry ${each.index}`,
        each.accord,
        each.act,
        each.standing,
        `from ${each.effective}${each.retroactive ? ', retroactive' : ''}`,
        `logged ${each.time}`,
        each.reason === null ? '' : `because ${each.reason}`,
      ]),
    ],
    [
      'profiles',
      profiles.map((each) => [
        `entry ${each.index}`,
        each.name,
        each.category,
        each.country ?? '-',
        `from ${each.effective}${each.retroactive ? ', retroactive' : ''}`,
        `logged ${each.time}`,
      ]),
    ],
    [
      'keys',
      keys.map((each) => [
        `entry ${each.index}`,
        each.how,
        each.key ?? 'none',
        `logged ${each.time}`,
      ]),
    ],
  ]
  return sections
    .map(([title, rows]) =>
      rows.length === 0
        ? `${style.strong(`${signatory}: no ${title}`)}\n`
        : `${style.strong(`${signatory}: ${title}`)}\n${formatTable(rows)}`,
    )
    .join('')
}

/** Adds `history` to `program`. */
export function defineHistory(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('history')
      .summary('everything that one party did')
      .description('Shows the acts of a party in log order, with its profiles and keys.')
      .argument(...SOURCE_ARGUMENT)
      .requiredOption('--signatory <id>', 'the party')
      .option('--accord <id>', 'its acts on this accord only'),
  ).action((place: string, options: HistoryOptions) =>
    run((context) => history(context, place, options), options),
  )
}
