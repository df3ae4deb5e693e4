/** `append DIR FILE…`: logs events that others made and signed. */
import { emptyState, isFounding } from '@accord-ledger/core'
import type { SignedEvent } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainAppend } from '../explain.ts'
import type { Task } from '../failure.ts'
import { withFoundedLedger, withLedger } from '../io/write-log.ts'
import { loggedResult } from '../logged.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import { rehearse } from '../rehearse.ts'
import type { Result } from '../result.ts'
import { readSignedEvent } from './sign.ts'

/** Logs the events in `files`, all or none. A founding event makes the ledger. */
export function append(context: Context, dir: string, files: readonly string[]): Task<Result> {
  return async () => {
    const events: SignedEvent[] = []
    for (const file of files) {
      const signed = await readSignedEvent(context, file)()
      if (E.isLeft(signed)) return signed
      events.push(signed.right)
    }
    const founds = events[0] !== undefined && isFounding(events[0].event)
    if (founds) {
      // Nothing is made on disk for a founding that would be refused.
      const authors = events.map((event) => async () => E.right(event))
      const tried = await rehearse<never>(emptyState(), context.clock, authors)
      if (E.isLeft(tried)) return E.left(explainAppend(tried.left, dir))
    }
    const open = founds ? withLedger : withFoundedLedger
    return open(context, dir, { create: founds }, async (ledger) => {
      const logged = await ledger.append(events)()
      return E.isLeft(logged)
        ? E.left(explainAppend(logged.left, dir))
        : E.right(loggedResult(ledger.view(), logged.right))
    })()
  }
}

/** Adds `append` to `program`. */
export function defineAppend(program: Command, run: Run): void {
  withJson(
    program
      .command('append')
      .summary('log events from files')
      .description('Logs the signed events in the files, all of them or none.')
      .argument('<dir>', 'the ledger; made where the first event founds it')
      .argument('<files...>', 'files that --offline wrote, fully signed; - for standard input'),
  ).action((dir: string, files: readonly string[], options: FormatOptions) =>
    run((context) => append(context, dir, files), options),
  )
}
