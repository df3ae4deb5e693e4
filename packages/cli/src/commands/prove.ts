/** `prove DIR|URL`: that an entry lies in the tree, or that one tree is the beginning of another. */
import {
  encodeHex,
  formatTlogProof,
  proveConsistency,
  proveInclusion,
  rootAt,
} from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure, usage } from '../failure.ts'
import { readTree } from '../io/read-tree.ts'
import type { SoundTree } from '../io/read-tree.ts'
import { countOf } from '../io/words.ts'
import { noEntry } from '../no-entry.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface ProveOptions extends AskOptions {
  readonly index?: number
  readonly size?: number
  readonly from?: number
  readonly to?: number
}

/** What is to be proved. */
type Question =
  | { readonly kind: 'inclusion'; readonly index: number; readonly size: number | null }
  | { readonly kind: 'consistency'; readonly from: number; readonly to: number }

/** A proof over the log at `place`, all of which is verified before. */
export function prove(context: Context, place: string, options: ProveOptions): Task<Result> {
  return async () => {
    const question = questionOf(options)
    if (E.isLeft(question)) return question
    const asked = question.right
    const kept: VerifiedEntry[] = []
    const tree = await readTree(context, place, {
      ...readingOf(options),
      onEntry: (entry) => {
        if (asked.kind === 'inclusion' && entry.index === asked.index) kept.push(entry)
      },
    })()
    if (E.isLeft(tree)) return tree
    if (asked.kind === 'consistency') return consistency(tree.right, asked, place)
    const [entry] = kept
    return entry === undefined
      ? E.left(noEntry(asked.index, tree.right.track.size, place))
      : inclusion(tree.right, entry, asked.size, place)
  }
}

function questionOf({ index, size, from, to }: ProveOptions): E.Either<CommandFailure, Question> {
  if (index !== undefined && from === undefined && to === undefined) {
    return size !== undefined && index >= size
      ? E.left(usage(`no tree of size ${size} has entry ${index}`, 'prove'))
      : E.right({ kind: 'inclusion', index, size: size ?? null })
  }
  if (index !== undefined || size !== undefined || from === undefined || to === undefined) {
    return E.left(usage('give --index N, or --from SIZE and --to SIZE', 'prove'))
  }
  return from > to
    ? E.left(usage(`no tree of size ${to} continues one of size ${from}`, 'prove'))
    : E.right({ kind: 'consistency', from, to })
}

/** Without a size, the tree is the published one, where that has the entry, else the whole log's. */
async function inclusion(
  { track, published }: SoundTree,
  { index, hash }: VerifiedEntry,
  asked: number | null,
  place: string,
): Promise<E.Either<CommandFailure, Result>> {
  const covered = published !== null && index < published.checkpoint.size ? published : null
  const size = asked ?? covered?.checkpoint.size ?? track.size
  if (size > track.size) return E.left(noTree(size, track.size, place))
  const hashes = await proveInclusion(track.hashes, index, size)
  const root = encodeHex(await rootAt(track.hashes, size))
  const signed = covered?.checkpoint.size === size ? covered : null
  const tlogProof =
    signed === null
      ? null
      : new TextDecoder().decode(formatTlogProof({ index, hashes, signed, extra: null }))
  const hex = hashes.map(encodeHex)
  return E.right({
    json: {
      proof: 'inclusion',
      origin: track.origin,
      index,
      size,
      leaf: hash,
      root,
      hashes: hex,
      tlogProof,
    },
    text: () =>
      tlogProof ??
      [
        `inclusion of entry ${index} in the tree of ${countOf(size, 'entry', 'entries')} of ${track.origin ?? ''}, which is not published`,
        `leaf ${hash}`,
        `root ${root}`,
        ...hex.map((each) => `hash ${each}`),
        '',
      ].join('\n'),
  })
}

async function consistency(
  { track }: SoundTree,
  { from, to }: Extract<Question, { readonly kind: 'consistency' }>,
  place: string,
): Promise<E.Either<CommandFailure, Result>> {
  if (to > track.size) return E.left(noTree(to, track.size, place))
  const hex = (await proveConsistency(track.hashes, from, to)).map(encodeHex)
  const roots = {
    from: encodeHex(await rootAt(track.hashes, from)),
    to: encodeHex(await rootAt(track.hashes, to)),
  }
  return E.right({
    json: {
      proof: 'consistency',
      origin: track.origin,
      from: { size: from, root: roots.from },
      to: { size: to, root: roots.to },
      hashes: hex,
    },
    text: () =>
      [
        `consistency of the trees of ${from} and ${countOf(to, 'entry', 'entries')} of ${track.origin ?? ''}`,
        `root ${roots.from} at size ${from}`,
        `root ${roots.to} at size ${to}`,
        ...hex.map((each) => `hash ${each}`),
        '',
      ].join('\n'),
  })
}

function noTree(size: number, has: number, place: string): CommandFailure {
  return failure(
    'missing',
    `there is no tree of size ${size}: the log has ${countOf(has, 'entry', 'entries')}`,
    `see them with: accord-ledger log ${place}`,
    { details: { size, has } },
  )
}

function count(flags: string, description: string): Option {
  return new Option(flags, description).argParser(readCountArgument)
}

/** Adds `prove` to `program`. */
export function defineProve(program: Command, run: Run): void {
  withAskOptions(
    program
      .command('prove')
      .summary('a proof that an entry is in the log, or that a log grew from another')
      .description(
        [
          'Proves with --index that an entry lies in the tree: where a published checkpoint covers it, as a',
          'tlog-proof (c2sp.org/tlog-proof). Proves with --from and --to that the tree of the one size is the',
          'beginning of the tree of the other (RFC 9162, 2.1.3 and 2.1.4). Hashes are 64 hex digits.',
        ].join(' '),
      )
      .argument(...SOURCE_ARGUMENT)
      .addOption(count('--index <n>', 'prove that entry n lies in the tree'))
      .addOption(count('--size <m>', 'of that size (default: the published one, or the whole log)'))
      .addOption(count('--from <size>', 'prove that the tree of this size'))
      .addOption(count('--to <size>', 'is the beginning of the tree of this size')),
  ).action((place: string, options: ProveOptions) =>
    run((context) => prove(context, place, options), options),
  )
}
