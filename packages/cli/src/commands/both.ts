/** `both DIR|URL`: who is in both of two accords. */
import { both as inBoth, members } from '@accord-ledger/projection'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { momentOf } from '../arguments.ts'
import { ask } from '../ask.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { countOf } from '../io/words.ts'
import { SOURCE_ARGUMENT, withAskOptions, withMoment } from '../options.ts'
import type { MomentOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface BothOptions extends MomentOptions {
  readonly accord: string
  readonly and: string
}

/** Those that are members of two accords at a moment. */
export function both(context: Context, place: string, options: BothOptions): Task<Result> {
  const { accord, and } = options
  const moment = momentOf(options, context.clock)
  return pipe(
    ask(context, place, options, ({ register }) =>
      pipe(
        E.Do,
        E.bind('ids', () => inBoth(register, accord, and, moment)),
        E.bind('known', () => members(register, accord, moment)),
      ),
    ),
    TE.map(({ ids, known: { size, on } }): Result => ({
      json: { accords: [accord, and], size, on, members: ids },
      text: (style) =>
        [
          `${style.strong(`${accord} and ${and}: ${countOf(ids.length, 'member')}`)} of both on ${on}, as known at size ${size}`,
          ...ids,
          '',
        ].join('\n'),
    })),
  )
}

/** Adds `both` to `program`. */
export function defineBoth(program: Command, run: Run): void {
  withMoment(
    withAskOptions(
      program
        .command('both')
        .summary('who is in both of two accords')
        .description('Names those that are members of two accords.')
        .argument(...SOURCE_ARGUMENT)
        .requiredOption('--accord <id>', 'one accord')
        .requiredOption('--and <id>', 'the other accord'),
    ),
  ).action((place: string, options: BothOptions) =>
    run((context) => both(context, place, options), options),
  )
}
