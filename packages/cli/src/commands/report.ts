/** `report DIR|URL`: what was done in a period, in bytes that anyone recomputes. */
import { formatCanonical } from '@accord-ledger/core'
import type { Day } from '@accord-ledger/core'
import { encodeReport, report as reportOn } from '@accord-ledger/projection'
import type { Report, ReportAccord, ReportSection } from '@accord-ledger/projection'
import type { Command } from 'commander'
import { Option } from 'commander'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { MomentArgument } from '../arguments.ts'
import { readDayArgument } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { hashOf } from '../hash-of.ts'
import type { Style } from '../io/style.ts'
import { formatTable } from '../io/table.ts'
import { SOURCE_ARGUMENT, withAskOptions, withSizeOrTime } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface ReportOptions extends AskOptions, Omit<MomentArgument, 'on'> {
  readonly from: Day
  readonly to: Day
}

/** Joins, withdrawals and strikes that took effect in a period, ends inclusive. */
export function report(context: Context, place: string, options: ReportOptions): Task<Result> {
  const { from, to, size, time } = options
  const at = { ...(size === undefined ? {} : { size }), ...(time === undefined ? {} : { time }) }
  return pipe(
    ask(context, place, options, ({ register }) => reportOn(register, { from, to }, at)),
    TE.map((answer): Result => ({
      json: answer,
      exact: formatCanonical(answer),
      text: (style) => textOf(answer, style),
    })),
  )
}

function textOf(answer: Report, style: Style): string {
  return [
    `${style.strong(`report ${answer.from} to ${answer.to}`)} on ${answer.log ?? 'an empty log'}, as known at size ${answer.size}\n`,
    ...answer.accords.map((accord) => accordText(accord, style)),
    `SHA-256 of the report's canonical bytes (--json): ${hashOf(encodeReport(answer))}\n`,
  ].join('')
}

function accordText(accord: ReportAccord, style: Style): string {
  const sections: readonly (readonly [string, ReportSection])[] = [
    ['joined', accord.joined],
    ['withdrew', accord.withdrawn],
    ['struck off', accord.struck],
  ]
  const some = sections.filter(([, { total }]) => total > 0)
  if (some.length === 0) return `${style.strong(accord.accord)}: nothing\n`
  return some
    .map(([word, { total, byCategory, byCountry, acts }]) =>
      [
        `${style.strong(`${accord.accord}: ${total} ${word}`)}\n`,
        `  by category: ${talliesText(byCategory)}\n`,
        `  by country: ${talliesText(byCountry)}\n`,
        formatTable(
          acts.map((act) => [
            `  ${act.effective}`,
            act.signatory,
            act.name,
            act.standing,
            `entry ${act.index} of ${act.entered}`,
          ]),
        ),
      ].join(''),
    )
    .join('')
}

function talliesText(tallies: ReportSection['byCategory']): string {
  return tallies.map(({ value, count }) => `${value ?? 'none'} ${count}`).join(', ')
}

/** Adds `report` to `program`. */
export function defineReport(program: Command, run: Run): void {
  withSizeOrTime(
    withAskOptions(
      program
        .command('report')
        .summary('what was done in a period')
        .description(
          [
            'Reports joins, withdrawals and strikes by the day from which they rule, with the day on which they',
            'were logged beside it. --json prints canonical bytes: whoever has the log makes the very same ones.',
          ].join(' '),
        )
        .argument(...SOURCE_ARGUMENT)
        .addOption(
          new Option('--from <day>', 'the first day')
            .argParser(readDayArgument)
            .makeOptionMandatory(),
        )
        .addOption(
          new Option('--to <day>', 'the last day').argParser(readDayArgument).makeOptionMandatory(),
        ),
    ),
  ).action((place: string, options: ReportOptions) =>
    run((context) => report(context, place, options), options),
  )
}
