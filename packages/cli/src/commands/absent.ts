/** `absent DIR|URL --watch FILE`: who of a list is not in an accord. */
import { readUtf8 } from '@accord-ledger/core'
import { absent as absentOf, members } from '@accord-ledger/projection'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { momentOf } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { fail } from '../failure.ts'
import { readInput } from '../io/files.ts'
import { countOf } from '../io/words.ts'
import { SOURCE_ARGUMENT, withAskOptions, withMoment } from '../options.ts'
import type { MomentOptions, Run } from '../options.ts'
import { idOf } from '../register-import/ids.ts'
import type { Result } from '../result.ts'

export interface AbsentOptions extends MomentOptions {
  readonly accord: string
  readonly watch: string
}

const MAX_LIST_BYTES = 16_777_216

/** Those of a watch list that are not members of an accord at a moment. */
export function absent(context: Context, place: string, options: AbsentOptions): Task<Result> {
  return async () => {
    const bytes = await readInput(context, options.watch, MAX_LIST_BYTES)()
    if (E.isLeft(bytes)) return bytes
    const text = readUtf8(bytes.right)
    if (text === null) {
      return fail(
        'input',
        'the watch list is not UTF-8',
        'save it as UTF-8 without a byte order mark',
      )
    }
    const watch = idsIn(text)
    const moment = momentOf(options, context.clock)
    const answer = await ask(context, place, options, ({ register }) =>
      pipe(
        E.Do,
        E.bind('absent', () => absentOf(register, options.accord, watch, moment)),
        E.bind('known', () => members(register, options.accord, moment)),
      ),
    )()
    if (E.isLeft(answer)) return answer
    const { absent: ids, known } = answer.right
    const { accord, size, on } = known
    return E.right({
      json: { accord, size, on, absent: ids },
      text: (style) =>
        [
          `${style.strong(`${accord}: ${ids.length} of ${countOf(new Set(watch).size, 'party', 'parties')} absent`)} on ${on}, as known at size ${size}`,
          ...ids,
          '',
        ].join('\n'),
    })
  }
}

/** The ids in a watch list, one a line; empty lines and lines that begin with # are passed over. */
function idsIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(idOf)
}

/** Adds `absent` to `program`. */
export function defineAbsent(program: Command, run: Run): void {
  withMoment(
    withAskOptions(
      program
        .command('absent')
        .summary('who of a list is not in an accord')
        .description('Names those of a watch list that are not members of an accord.')
        .argument(...SOURCE_ARGUMENT)
        .requiredOption('--accord <id>', 'the accord')
        .requiredOption(
          '--watch <file>',
          'ids, one a line, of the ledger or of a register; - for standard input',
        ),
    ),
  ).action((place: string, options: AbsentOptions) =>
    run((context) => absent(context, place, options), options),
  )
}
