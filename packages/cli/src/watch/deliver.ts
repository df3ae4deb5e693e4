/**
 * Telling a notice: it is printed, the command is run for it, and only then the cursor moves. Whatever ends the watch between any two
 * of these, the next one tells the notice again: at least once, never not at all.
 */
import { escaped } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure } from '../failure.ts'
import { failure } from '../failure.ts'
import { formatJson } from '../io/json.ts'
import { styleFor } from '../io/style.ts'
import { saveCursor } from './cursor.ts'
import { noticeText } from './notice.ts'
import type { Notice } from './notice.ts'
import { pause } from './pause.ts'
import { runCommand } from './run-command.ts'

/** How notices are told. */
export interface DeliverOptions {
  readonly json: boolean
  readonly exec: string | null
  readonly cursor: string | null
  /** A command that fails ends the watch: it is not run again. */
  readonly once: boolean
  /** Aborted where the watch is to stop: then a command that failed is not run again. */
  readonly stop: AbortSignal
  /** Milliseconds that a command may take. */
  readonly timeoutMs: number
  /** Milliseconds before a command that failed is run again; each wait is twice as long, at most a minute. */
  readonly retryMs: number
}

/** What came of telling. `stopped`: it is to be told again by whoever goes on. */
export type Delivered = 'told' | 'stopped'

/** Tells one notice. Left: its command failed, with `once`, or the cursor could not be saved. */
export async function deliver(
  context: Context,
  notice: Notice,
  options: DeliverOptions,
): Promise<E.Either<CommandFailure, Delivered>> {
  const { stdout, env } = context
  const style = styleFor(stdout, env)
  const text = noticeText(notice)
  const line = notice.index === null ? style.warn(text) : text
  stdout.write(options.json ? `${formatJson(notice)}\n` : `${line}\n`)
  const done = await act(context, notice, options)
  if (E.isLeft(done) || done.right === 'stopped') return done
  const { origin, index, hash } = notice
  if (options.cursor === null || index === null || origin === null || hash === null) return done
  const saved = await saveCursor(context, options.cursor, { origin, size: index + 1, hash })()
  return E.isLeft(saved) ? saved : done
}

/** Runs the command, again and again until it succeeds. */
async function act(
  context: Context,
  notice: Notice,
  { exec, once, stop, timeoutMs, retryMs }: DeliverOptions,
): Promise<E.Either<CommandFailure, Delivered>> {
  if (exec === null) return E.right('told')
  const about = notice.index === null ? notice.kinds.join(', ') : `entry ${notice.index}`
  for (let wait = retryMs; !stop.aborted; wait = Math.min(60_000, 2 * wait)) {
    const ran = await runCommand(context, exec, notice, { timeoutMs })
    if (E.isRight(ran)) return E.right('told')
    if (once) {
      return E.left(
        failure(
          'exec',
          `the command failed for ${about}: ${ran.left}`,
          'run the same command again: it goes on with this notice where there is a --cursor',
        ),
      )
    }
    context.stderr.write(
      `note: the command failed for ${about}: ${escaped(ran.left)}; it is run again in ${wait / 1000} s\n`,
    )
    await pause(wait, stop)
  }
  return E.right('stopped')
}
