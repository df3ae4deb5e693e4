/** `diff DIR|URL`: what changed in an accord between two moments. */
import { diff as differenceOf } from '@accord-ledger/projection'
import type { Difference, Member } from '@accord-ledger/projection'
import type { Command } from 'commander'
import { Option } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { momentOf, readMomentArgument } from '../arguments.ts'
import type { MomentArgument } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import type { Style } from '../io/style.ts'
import { formatTable } from '../io/table.ts'
import { SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { memberJson, memberRow } from './members.ts'

export interface DiffOptions extends AskOptions {
  readonly accord: string
  readonly from: MomentArgument
  readonly to?: MomentArgument
}

/** Who joined an accord, who left it and who changed, from one moment to another. */
export function diff(context: Context, place: string, options: DiffOptions): Task<Result> {
  const from = momentOf(options.from, context.clock)
  const to = momentOf(options.to ?? {}, context.clock)
  return pipe(
    ask(context, place, options, ({ register }) =>
      differenceOf(register, options.accord, from, to),
    ),
    TE.map((answer): Result => ({
      json: {
        ...answer,
        joined: answer.joined.map(memberJson),
        left: answer.left.map(memberJson),
        changed: answer.changed.map(({ before, after }) => ({
          before: memberJson(before),
          after: memberJson(after),
        })),
      },
      text: (style) => textOf(answer, style),
    })),
  )
}

function textOf({ accord, from, to, joined, left, changed }: Difference, style: Style): string {
  return [
    `${style.strong(accord)} from ${from.on} at size ${from.size} to ${to.on} at size ${to.size}: `,
    `${joined.length} joined, ${left.length} left, ${changed.length} changed\n`,
    formatTable([
      ...joined.map((member) => ['+', ...memberRow(member)]),
      ...left.map((member) => ['-', ...memberRow(member)]),
    ]),
    formatTable(changed.map(({ before, after }) => ['~', after.id, changes(before, after)])),
  ].join('')
}

function changes(before: Member, after: Member): string {
  return FIELDS.filter((field) => before[field] !== after[field])
    .map((field) => `${field} ${before[field] ?? 'none'} to ${after[field] ?? 'none'}`)
    .join(', ')
}

const FIELDS = ['name', 'category', 'country', 'standing', 'text', 'suspendedSince'] as const

/** Adds `diff` to `program`. */
export function defineDiff(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('diff')
      .summary('what changed in an accord between two moments')
      .description(
        [
          'Shows who joined, who left and who changed, from one moment to another. A moment is a day,',
          'size:N or time:T, or several with commas between: 2019-11-12, size:12, size:12,on:2019-11-12.',
        ].join(' '),
      )
      .argument(...SOURCE_ARGUMENT)
      .requiredOption('--accord <id>', 'the accord')
      .addOption(
        new Option('--from <moment>', 'the earlier moment')
          .argParser(readMomentArgument)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--to <moment>', 'the later moment (default: today, now)').argParser(
          readMomentArgument,
        ),
      ),
  ).action((place: string, options: DiffOptions) =>
    run((context) => diff(context, place, options), options),
  )
}
