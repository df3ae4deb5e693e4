/** `watch DIR|URL`: follows a log, verifies what comes, and tells of it. */
import { escaped } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import { readDurationArgument } from '../duration.ts'
import type { Task } from '../failure.ts'
import { loadPolicy } from '../io/read-policy.ts'
import { countOf } from '../io/words.ts'
import { SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { loadCursor } from '../watch/cursor.ts'
import { badFilter } from '../watch/filter.ts'
import type { FilterOptions } from '../watch/filter.ts'
import { openTail } from '../watch/tail.ts'
import { watchTail } from '../watch/watch-tail.ts'
import { verifierOf } from '../io/verifier.ts'

export interface WatchOptions extends AskOptions, FilterOptions {
  readonly exec?: string
  readonly cursor?: string
  readonly from?: number
  /** Seconds. */
  readonly interval: number
  readonly once?: boolean
  readonly policy?: string
  /** Milliseconds. */
  readonly maxAge: number
}

/** Milliseconds that a command may take, and before one that failed is run again. */
const EXEC_LIMITS = { timeoutMs: 300_000, retryMs: 1_000 }

/** Follows the log at `place` until it is told to stop, or the log turns out not to be sound. */
export function watch(context: Context, place: string, options: WatchOptions): Task<Result> {
  return async () => {
    const bad = badFilter(options)
    if (bad !== null) return E.left(bad)
    const policy =
      options.policy === undefined ? E.right(null) : await loadPolicy(context, options.policy)()
    if (E.isLeft(policy)) return policy
    const cursor = options.cursor === undefined ? E.right(null) : await loadCursor(options.cursor)()
    if (E.isLeft(cursor)) return cursor
    const { pins, trust, once = false } = options
    const intervalMs = Math.max(1, options.interval) * 1000
    const tail = await openTail(context, place, {
      intervalMs,
      ...(pins === undefined ? {} : { pins }),
      ...(trust === undefined ? {} : { trust }),
    })()
    if (E.isLeft(tail)) return tail
    const stop = new AbortController()
    if (!once) void context.untilStopped().then(() => stop.abort())
    try {
      const watched = await watchTail(context, place, tail.right, {
        policy: policy.right,
        cursor: cursor.right,
        from: options.from ?? null,
        filter: options,
        maxAge: options.maxAge,
        intervalMs,
        verifier: await verifierOf(context),
        ...(trust === undefined ? {} : { trust }),
        deliver: {
          json: options.json === true,
          exec: options.exec ?? null,
          cursor: options.cursor ?? null,
          once,
          stop: stop.signal,
          ...EXEC_LIMITS,
        },
      })
      if (E.isLeft(watched)) return watched
      const { origin, size, told } = watched.right
      return E.right({
        json: { stopped: true, origin, size, told },
        text: (style) =>
          `${style.faint(`${once ? 'looked at' : 'stopped at'} ${countOf(size, 'entry', 'entries')} of ${escaped(origin ?? '')}, all sound; told ${countOf(told, 'notice')}`)}\n`,
      })
    } finally {
      await tail.right[Symbol.asyncDispose]()
    }
  }
}

/** Adds `watch` to `program`. */
export function defineWatch(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('watch')
      .summary('follow a log, and tell what happens')
      .description(
        [
          'Follows a log, verifies every new entry, and tells of it: of named parties and accords, or of everything;',
          'always when who runs the log changes, and when a checkpoint is missing or late. It runs until Ctrl-C or',
          'SIGTERM (exit code 0), or until the log is not sound any more (1).',
        ].join(' '),
      )
      .argument(...SOURCE_ARGUMENT)
      .option('--signatory <id>', 'tell of this party; may stand several times', collect)
      .option('--accord <id>', 'tell of this accord; may stand several times', collect)
      .option(
        '--exec <cmd>',
        'run this with /bin/sh for each notice, which is on its standard input',
      )
      .option('--cursor <file>', 'keep there what has been told, and go on from it')
      .addOption(
        new Option(
          '--from <n>',
          'tell from entry n on (default: what comes from now on)',
        ).argParser(readCountArgument),
      )
      .addOption(
        new Option('--interval <seconds>', 'between two looks')
          .argParser(readCountArgument)
          .default(30),
      )
      .option('--once', 'look once, tell what is new, and end')
      .option('--policy <file>', 'whose cosignatures to ask for (c2sp.org/tlog-policy)')
      .addOption(
        new Option('--max-age <duration>', 'how late a checkpoint and its cosignatures may be')
          .argParser(readDurationArgument)
          .default(36 * 3_600_000, '36h'),
      ),
  ).action((place: string, options: WatchOptions) =>
    run((context) => watch(context, place, options), options),
  )
}

/** Not a list after one option, which would take DIR|URL for an id too. */
function collect(id: string, before: readonly string[] = []): readonly string[] {
  return [...before, id]
}
