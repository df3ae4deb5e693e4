/** `counts DIR|URL`: how many are in an accord, by category or country. */
import { counts as countsAt } from '@accord-ledger/projection'
import type { CountedBy } from '@accord-ledger/projection'
import type { Command } from 'commander'
import { Option } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { momentOf } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { formatTable } from '../io/table.ts'
import { countOf } from '../io/words.ts'
import { SOURCE_ARGUMENT, withAskOptions, withMoment } from '../options.ts'
import type { MomentOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface CountsOptions extends MomentOptions {
  readonly accord: string
  readonly by: CountedBy
}

/** The members of an accord at a moment, counted. */
export function counts(context: Context, place: string, options: CountsOptions): Task<Result> {
  return pipe(
    ask(context, place, options, ({ register }) =>
      countsAt(register, options.accord, options.by, momentOf(options, context.clock)),
    ),
    TE.map((answer): Result => ({
      json: answer,
      text: (style) =>
        `${style.strong(`${answer.accord}: ${countOf(answer.total, 'member')}`)} in force on ${answer.on}, as known at size ${answer.size}, by ${answer.by}\n` +
        formatTable(
          answer.counts.map(({ value, count }) => [value ?? `no ${answer.by}`, String(count)]),
        ),
    })),
  )
}

/** Adds `counts` to `program`. */
export function defineCounts(program: Command, run: Run): void {
  withMoment(
    withAskOptions(
      program
        .command('counts')
        .summary('how many are in an accord, by category or country')
        .description('Counts the members of an accord by category or by country.')
        .argument(...SOURCE_ARGUMENT)
        .requiredOption('--accord <id>', 'the accord')
        .addOption(
          new Option('--by <what>', 'what to count by')
            .choices(['category', 'country'])
            .makeOptionMandatory(),
        ),
    ),
  ).action((place: string, options: CountsOptions) =>
    run((context) => counts(context, place, options), options),
  )
}
