/** `receipt DIR|URL --index N`: an entry with the proof that it was logged, to keep. */
import { encodeHex, formatReceipt, leafHash, proveInclusion } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { writeNew } from '../io/files.ts'
import { readTree } from '../io/read-tree.ts'
import { countOf } from '../io/words.ts'
import { noEntry } from '../no-entry.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import { fromTiles } from '../receipt-from-tiles.ts'
import type { MadeReceipt } from '../receipt-from-tiles.ts'
import type { Result } from '../result.ts'

export interface ReceiptOptions extends AskOptions {
  readonly index: number
  readonly out?: string
  readonly fromTiles?: boolean
}

/** The receipt of entry `index` under the published checkpoint, printed or written to a new file. */
export function receipt(context: Context, place: string, options: ReceiptOptions): Task<Result> {
  return async () => {
    const { index, out, pins, fromTiles: ofTiles } = options
    const made = await (
      ofTiles === true ? fromTiles(context, place, index, pins) : fromLog(context, place, options)
    )()
    if (E.isLeft(made)) return made
    const { size: covered } = made.right
    if (made.right.receipt === null) return E.left(unpublished(index, covered, place, ofTiles))
    const bytes = formatReceipt(made.right.receipt)
    const hash = encodeHex(leafHash(made.right.receipt.entry))
    const text = new TextDecoder().decode(bytes)
    const json = { index, size: covered, hash, receipt: text }
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

/** The receipt by the log at `place`, all of which is verified before. Null where the checkpoint does not cover the entry. */
function fromLog(context: Context, place: string, options: ReceiptOptions): Task<MadeReceipt> {
  return async () => {
    const { index } = options
    const kept: VerifiedEntry[] = []
    const tree = await readTree(context, place, {
      ...readingOf(options),
      onEntry: (entry) => {
        if (entry.index === index) kept.push(entry)
      },
    })()
    if (E.isLeft(tree)) return tree
    const { track, published } = tree.right
    const [found] = kept
    if (found === undefined) return E.left(noEntry(index, track.size, place))
    const size = published?.checkpoint.size ?? 0
    if (published === null || index >= size) return E.right({ receipt: null, size })
    const hashes = await proveInclusion(track.hashes, index, size)
    const proof = { index, hashes, signed: published, extra: null }
    return E.right({ receipt: { entry: found.bytes, proof }, size })
  }
}

function unpublished(
  index: number,
  covered: number,
  place: string,
  ofTiles: boolean = false,
): CommandFailure {
  const logged = ofTiles ? 'not published' : 'logged and not yet published'
  const why =
    covered === 0
      ? 'there is no published checkpoint'
      : `the published checkpoint covers ${countOf(covered, 'entry', 'entries')}`
  return failure(
    'unpublished',
    `entry ${index} is ${logged}: ${why}`,
    `publish it with: accord-ledger checkpoint ${place} --operator KEYFILE`,
    { details: { index, published: covered } },
  )
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
      .argument(...SOURCE_ARGUMENT)
      .addOption(
        new Option('--index <n>', 'the entry').argParser(readCountArgument).makeOptionMandatory(),
      )
      .option('--out <file>', 'write it to a new file')
      .addOption(
        new Option(
          '--from-tiles',
          'read the published tiles alone, and verify nothing of the log but that the entry is in it',
        ).conflicts('trust'),
      ),
  ).action((place: string, options: ReceiptOptions) =>
    run((context) => receipt(context, place, options), options),
  )
}
