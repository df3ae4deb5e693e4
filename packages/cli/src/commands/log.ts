/** `log DIR|URL`: the entries, in plain words. */
import { describeEntry, describeEvent } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { readSound } from '../io/read-log.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface LogOptions extends AskOptions {
  readonly from?: number
  readonly to?: number
  readonly accord?: string
  readonly signatory?: string
}

/** The entries [from, to), or those of them that speak of one accord or party. The whole log is verified before. */
export function log(context: Context, place: string, options: LogOptions): Task<Result> {
  return async () => {
    const shown: VerifiedEntry[] = []
    const read = await readSound(context, place, {
      ...readingOf(options),
      onEntry: (entry) => {
        if (isAskedFor(entry, options)) shown.push(entry)
      },
    })()
    if (E.isLeft(read)) return read
    const { origin, size } = read.right
    return E.right({
      json: { origin, size, entries: shown.map(entryJson) },
      text: () => shown.map((entry) => `${describeEntry(entry)}\n`).join(''),
    })
  }
}

function isAskedFor(
  { index, event }: VerifiedEntry,
  { from = 0, to = Infinity, accord, signatory }: LogOptions,
): boolean {
  return (
    index >= from &&
    index < to &&
    (accord === undefined || ('accord' in event && event.accord === accord)) &&
    (signatory === undefined || ('signatory' in event && event.signatory === signatory))
  )
}

function entryJson({ index, time, hash, event, signatures }: VerifiedEntry): object {
  return {
    index,
    time,
    hash,
    says: describeEvent(event),
    event,
    signedBy: signatures.map(({ key }) => key),
  }
}

/** Adds `log` to `program`. */
export function defineLog(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('log')
      .summary('the entries, in plain words')
      .description('Shows what stands in the log, one entry a line.')
      .argument(...SOURCE_ARGUMENT)
      .addOption(new Option('--from <n>', 'begin with entry n').argParser(readCountArgument))
      .addOption(new Option('--to <n>', 'end before entry n').argParser(readCountArgument))
      .option('--accord <id>', 'only entries about this accord')
      .option('--signatory <id>', 'only entries about this party'),
  ).action((place: string, options: LogOptions) =>
    run((context) => log(context, place, options), options),
  )
}
