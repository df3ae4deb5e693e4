/** `receipt DIR --index N`: an entry with the proof that it was logged, to keep. */
import { formatReceipt, proveInclusion } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { writeNew } from '../io/files.ts'
import { readTree } from '../io/read-tree.ts'
import { countOf } from '../io/words.ts'
import { noEntry } from '../no-entry.ts'
import { withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface ReceiptOptions extends AskOptions {
  readonly index: number
  readonly out?: string
}

/** The receipt of entry `index` under the published checkpoint, printed or written to a new file. */
export function receipt(
  context: Context,
  dir: string,
  { index, out, trust }: ReceiptOptions,
): Task<Result> {
  return async () => {
    const kept: VerifiedEntry[] = []
    const tree = await readTree(context, dir, {
      ...(trust === undefined ? {} : { trust }),
      onEntry: (entry) => {
        if (entry.index === index) kept.push(entry)
      },
    })()
    if (E.isLeft(tree)) return tree
    const { track, published } = tree.right
    const [found] = kept
    if (found === undefined) return E.left(noEntry(index, track.size, dir))
    const covered = published?.checkpoint.size ?? 0
    if (published === null || index >= covered) {
      return E.left(
        failure(
          'unpublished',
          `entry ${index} is logged and not yet published: ${covered === 0 ? 'there is no published checkpoint' : `the published checkpoint covers ${countOf(covered, 'entry', 'entries')}`}`,
          `publish it with: accord-ledger checkpoint ${dir} --operator KEYFILE`,
          { details: { index, published: covered } },
        ),
      )
    }
    const hashes = await proveInclusion(track.hashes, index, covered)
    const bytes = formatReceipt({
      entry: found.bytes,
      proof: { index, hashes, signed: published, extra: null },
    })
    const text = new TextDecoder().decode(bytes)
    const json = { index, size: covered, hash: found.hash, receipt: text }
    if (out === undefined) return E.right({ json, text: () => text })
    const written = await writeNew(out, bytes)()
    if (E.isLeft(written)) return written
    return E.right({
      json: { ...json, file: out },
      text: (style) =>
        [
          style.strong(
            `wrote ${out}: entry ${index} in the published tree of ${countOf(covered, 'entry', 'entries')}`,
          ),
          `next: check it with: accord-ledger verify-receipt ${out} --policy POLICY`,
          '',
        ].join('\n'),
    })
  }
}

/** Adds `receipt` to `program`. */
export function defineReceipt(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('receipt')
      .summary('the proof that an entry was logged, to keep')
      .description(
        [
          'Prints a receipt of an entry, or writes it to a new file: the entry, and the proof that it lies in the',
          'tree of the published checkpoint. Whoever has it and a policy checks it offline, with verify-receipt.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger')
      .addOption(
        new Option('--index <n>', 'the entry').argParser(readCountArgument).makeOptionMandatory(),
      )
      .option('--out <file>', 'write it to a new file'),
  ).action((dir: string, options: ReceiptOptions) =>
    run((context) => receipt(context, dir, options), options),
  )
}
