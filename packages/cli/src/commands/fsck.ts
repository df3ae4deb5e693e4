/** `fsck DIR`: reads everything in a ledger's directory again, and says what is wrong with it. */
import { fsck, rebuildDerived } from '@accord-ledger/adapters/fsck'
import type { FsckReport, FsckVerdict, Rebuilt } from '@accord-ledger/adapters/fsck'
import { describe, MAX_NOTE_BYTES, parseSignedCheckpoint, quote } from '@accord-ledger/core'
import type { SignedCheckpoint } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { ExitCode, Task } from '../failure.ts'
import { fail } from '../failure.ts'
import { fsckText } from '../fsck/fsck-text.ts'
import { readInput } from '../io/files.ts'
import { progress } from '../io/progress.ts'
import type { Progress } from '../io/progress.ts'
import { withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface FsckCommandOptions extends AskOptions {
  readonly checkpoint?: string
  readonly rebuild?: boolean
}

const EXIT: Readonly<Record<FsckVerdict, ExitCode>> = { sound: 0, unsound: 1, unknown: 2, torn: 3 }

/** Checks the files of the ledger in `dir`. What is wrong with them is the answer; left is a checkpoint that is none. */
export function check(context: Context, dir: string, options: FsckCommandOptions): Task<Result> {
  return async () => {
    const given = await givenCheckpoint(context, options.checkpoint)()
    if (E.isLeft(given)) return given
    const found = await look(context, dir, options, given.right)
    if (options.rebuild !== true) return E.right(resultOf(dir, found, null, null))
    if (!found.rebuildable) return E.right(resultOf(dir, found, NOTHING, UNSOUND))
    const rebuilt = await rebuildDerived(dir)()
    if (E.isLeft(rebuilt)) return E.right(resultOf(dir, found, NOTHING, rebuilt.left.message))
    const after = await look(context, dir, options, given.right)
    return E.right(resultOf(dir, after, rebuilt.right, null))
  }
}

const NOTHING: Rebuilt = { files: [], count: 0 }
const UNSOUND = 'what it is made from is not sound itself'

async function look(
  context: Context,
  dir: string,
  { trust }: FsckCommandOptions,
  checkpoint: SignedCheckpoint | null,
): Promise<FsckReport> {
  const shown: { line: Progress | null } = { line: null }
  try {
    return await fsck(dir, {
      verifier: await verifierOf(context),
      ...(trust === undefined ? {} : { trust }),
      ...(checkpoint === null ? {} : { checkpoint }),
      onProgress: (done, of) => {
        shown.line ??= progress(context, 'checking', of)
        shown.line.at(done)
      },
    })
  } finally {
    shown.line?.end()
  }
}

function givenCheckpoint(
  context: Context,
  file: string | undefined,
): Task<SignedCheckpoint | null> {
  return async () => {
    if (file === undefined) return E.right(null)
    const bytes = await readInput(context, file, MAX_NOTE_BYTES)()
    if (E.isLeft(bytes)) return E.left({ ...bytes.left, exit: 2 as const })
    const signed = parseSignedCheckpoint(bytes.right)
    return E.isRight(signed)
      ? signed
      : fail(
          'malformed',
          `${quote(file)} is no checkpoint: ${describe(signed.left)}`,
          'give a checkpoint of this log as it was published',
          { exit: 2 },
        )
  }
}

function resultOf(
  dir: string,
  report: FsckReport,
  rebuilt: Rebuilt | null,
  notRebuilt: string | null,
): Result {
  const { verdict, findings, origin, size, root, head, published, read } = report
  return {
    exit: EXIT[verdict],
    json: {
      verdict,
      origin,
      size,
      root,
      head,
      published,
      read,
      findings,
      ...(rebuilt === null ? {} : { rebuilt, notRebuilt }),
    },
    text: (style) => fsckText({ ...report, dir, rebuilt, notRebuilt }, style),
  }
}

/** Adds `fsck` to `program`. */
export function defineFsck(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('fsck')
      .summary("check a ledger's files, every byte of them")
      .description(
        [
          'Reads everything in DIR again from the disk: segments, entries, checkpoints, tiles and saved state. It names what is',
          'torn, damaged, missing or stale, with the file, the entry and the byte. It changes nothing, and may run beside a',
          'writer and on a read-only copy. Exit code 0: sound. 1: damaged, or something is missing. 2: could not tell.',
          '3: a torn tail, and nothing worse.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger'),
  )
    .option(
      '--checkpoint <file>',
      'a checkpoint that you know from elsewhere: the entries must be those that it covers',
    )
    .option(
      '--rebuild',
      'where everything else is sound: make tiles again, and full segments read-only',
    )
    .action((dir: string, options: FsckCommandOptions) =>
      run((context) => check(context, dir, options), options),
    )
}
