/** `members DIR|URL`: who is in an accord, now or at any earlier moment. */
import { members as membersAt } from '@accord-ledger/projection'
import type { Member, Members } from '@accord-ledger/projection'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { pipe } from 'fp-ts/lib/function.js'
import { momentOf } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { formatCsv, formatTable } from '../io/table.ts'
import { countOf } from '../io/words.ts'
import { SOURCE_ARGUMENT, withAskOptions, withMoment } from '../options.ts'
import type { MomentOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface MembersOptions extends MomentOptions {
  readonly accord: string
}

/** A member as `--json` has it. */
export type MemberJson = Omit<Member, 'renamedSince'>

/** The members of an accord at a moment. */
export function members(context: Context, place: string, options: MembersOptions): Task<Result> {
  return pipe(
    ask(context, place, options, ({ register }) =>
      membersAt(register, options.accord, momentOf(options, context.clock)),
    ),
    TE.map((answer): Result => ({
      json: { ...answer, members: answer.members.map(memberJson) },
      csv: () => csvOf(answer),
      text: (style) =>
        `${style.strong(`${answer.accord}: ${countOf(answer.members.length, 'member')}`)} in force on ${answer.on}, as known at size ${answer.size}\n` +
        formatTable(answer.members.map(memberRow)),
    })),
  )
}

/** A member, in the fields and their order of `--json`. */
export function memberJson(member: Member): MemberJson {
  const { id, name, category, country, standing, key, since, text, index } = member
  const { suspendedSince, retroactive } = member
  return {
    id,
    name,
    category,
    country,
    standing,
    key,
    since,
    text,
    index,
    suspendedSince,
    retroactive,
  }
}

/** A member as a row of a table: the id first, what is unusual last. */
export function memberRow(member: Member): readonly string[] {
  const { id, name, category, country, standing, key, since } = member
  const notes = [
    key === null || key === 'admitted' ? '' : `key ${key}`,
    member.suspendedSince === null ? '' : `key suspended since ${member.suspendedSince}`,
    member.renamedSince === null ? '' : `profile since ${member.renamedSince}`,
    member.retroactive ? 'retroactive' : '',
  ].filter((note) => note !== '')
  return [id, name, category, country ?? '-', standing, `since ${since}`, notes.join(', ')]
}

function csvOf({ members: all }: Members): string {
  const rows = all.map(memberJson).map((member) => COLUMNS.map((column) => cellOf(member[column])))
  return formatCsv([COLUMNS, ...rows])
}

const COLUMNS = [
  'id',
  'name',
  'category',
  'country',
  'standing',
  'key',
  'since',
  'text',
  'index',
  'suspendedSince',
  'retroactive',
] as const satisfies readonly (keyof MemberJson)[]

function cellOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value)
}

/** Adds `members` to `program`. */
export function defineMembers(program: Command, run: Run): void {
  withMoment(
    withAskOptions(
      program
        .command('members')
        .summary('who is in an accord, now or at any earlier moment')
        .description(
          'Lists the members of an accord: in force today, as the log knows it now, unless another moment is asked for.',
        )
        .argument(...SOURCE_ARGUMENT)
        .requiredOption('--accord <id>', 'the accord')
        .addOption(new Option('--csv', 'print CSV, with a header').conflicts('json')),
    ),
  ).action((place: string, options: MembersOptions) =>
    run((context) => members(context, place, options), options),
  )
}
