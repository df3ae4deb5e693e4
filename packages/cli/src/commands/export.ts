/** `export DIR|URL --index N --dsse`: an entry's event as a DSSE envelope, for foreign verifiers. */
import { exportDsse } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { readSound } from '../io/read-log.ts'
import { noEntry } from '../no-entry.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface ExportOptions extends AskOptions {
  readonly index: number
  readonly dsse?: boolean
}

/** The event of entry `index` as a DSSE envelope. The whole log is verified before. */
export function exportEntry(context: Context, place: string, options: ExportOptions): Task<Result> {
  return async () => {
    const { index, dsse = false } = options
    if (!dsse) return E.left(usage('give the format: --dsse is the only one', 'export'))
    const kept: VerifiedEntry[] = []
    const read = await readSound(context, place, {
      ...readingOf(options),
      onEntry: (entry) => {
        if (entry.index === index) kept.push(entry)
      },
    })()
    if (E.isLeft(read)) return read
    const [found] = kept
    if (found === undefined) return E.left(noEntry(index, read.right.size, place))
    const envelope = new TextDecoder().decode(exportDsse(found))
    return E.right({ json: {}, exact: envelope, text: () => `${envelope}\n` })
  }
}

/** Adds `export` to `program`. */
export function defineExport(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('export')
      .summary('an entry for other tools')
      .description(
        [
          'Prints what the parties signed in an entry as a DSSE envelope, which any DSSE verifier checks with',
          'their keys. An envelope does not say where in the log the entry stands: that is what receipts are for.',
        ].join(' '),
      )
      .argument(...SOURCE_ARGUMENT)
      .addOption(
        new Option('--index <n>', 'the entry').argParser(readCountArgument).makeOptionMandatory(),
      )
      .option('--dsse', 'as a DSSE envelope'),
  ).action((place: string, options: ExportOptions) =>
    run((context) => exportEntry(context, place, options), options),
  )
}
