/** `compare A B …`: one history, or a fork. */
import { encodeHex, quote } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { believed, operatorKeys, originOf } from '../compare/believe.ts'
import { compareVerdict, findingsOf } from '../compare/findings.ts'
import type { CompareFinding, CompareVerdict } from '../compare/findings.ts'
import { treeOf } from '../compare/history-tree.ts'
import type { Head, Tree } from '../compare/history-tree.ts'
import { judge } from '../compare/judge.ts'
import { readSource } from '../compare/source.ts'
import type { Source } from '../compare/source.ts'
import { writeProofs } from '../compare/write-proofs.ts'
import type { WrittenProof } from '../compare/write-proofs.ts'
import type { Context } from '../context.ts'
import type { ExitCode, Task } from '../failure.ts'
import { usage } from '../failure.ts'
import type { Style } from '../io/style.ts'
import { countOf } from '../io/words.ts'
import { loadLogKeys, withLogKeys } from '../log-keys.ts'
import type { LogKeyOptions } from '../log-keys.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface CompareOptions extends FormatOptions, LogKeyOptions {
  readonly out?: string
}

/** Compares ledgers' folders and files with checkpoints, all of one log, each with each. */
export function compare(
  context: Context,
  paths: readonly string[],
  options: CompareOptions,
): Task<Result> {
  return async () => {
    if (paths.length < 2) return E.left(usage('give two or more to compare', 'compare'))
    const given = await loadLogKeys(context, options, 'compare')()
    if (E.isLeft(given)) return given
    const sources: Source[] = []
    for (const path of paths) {
      const source = await readSource(context, path)()
      if (E.isLeft(source)) return source
      sources.push(source.right)
    }
    const trees = sources.flatMap(({ name, history }) =>
      history === null ? [] : [treeOf(name, history)],
    )
    const origin = originOf(sources, trees)
    if (E.isLeft(origin)) return origin
    const keys = operatorKeys(given.right, origin.right, trees)
    if (E.isLeft(keys)) return keys
    const verifier = await verifierOf(context)
    const { heads, unbelieved } = await believed(sources, keys.right, verifier)
    const judgement = await judge(trees, heads, keys.right, verifier)
    const findings = findingsOf(trees, heads, unbelieved, judgement)
    const proofs = await writeProofs(judgement.forks, options.out)
    return E.right(resultOf({ origin: origin.right, sources, trees, heads, findings, proofs }))
  }
}

interface Compared {
  readonly origin: string
  readonly sources: readonly Source[]
  readonly trees: readonly Tree[]
  readonly heads: readonly Head[]
  readonly findings: readonly CompareFinding[]
  readonly proofs: readonly WrittenProof[]
}

const EXIT: Readonly<Record<CompareVerdict, ExitCode>> = {
  consistent: 0,
  forked: 1,
  unsound: 1,
  unknown: 2,
}

function resultOf(compared: Compared): Result {
  const { origin, findings, proofs } = compared
  const verdict = compareVerdict(findings)
  return {
    exit: EXIT[verdict],
    json: {
      verdict,
      origin,
      inputs: inputsOf(compared),
      findings,
      proofs: proofs.map(({ fork: { older, newer, proof }, file }) => ({
        file,
        older: headJson(older),
        newer: headJson(newer),
        proof: new TextDecoder().decode(proof),
      })),
    },
    text: (style) => textOf(compared, verdict, style),
  }
}

function headJson({ from, size, signed }: Head): object {
  return { from, size, root: encodeHex(signed.checkpoint.root) }
}

interface Input {
  readonly name: string
  readonly kind: 'ledger' | 'checkpoint'
  readonly size: number
  /** The sizes of its checkpoints that are believed. */
  readonly checkpoints: readonly number[]
}

function inputsOf({ sources, trees, heads }: Compared): readonly Input[] {
  return sources.map(({ name, history, checkpoints }) => ({
    name,
    kind: history === null ? 'checkpoint' : 'ledger',
    size:
      trees.find((tree) => tree.name === name)?.size ?? checkpoints[0]?.signed.checkpoint.size ?? 0,
    checkpoints: heads.filter(({ source }) => source === name).map(({ size }) => size),
  }))
}

function textOf(compared: Compared, verdict: CompareVerdict, style: Style): string {
  const { origin, findings, proofs } = compared
  const log = quote(origin)
  const verdicts = {
    consistent: style.good(`consistent: one history of ${log}`),
    forked: style.bad(`forked: there is more than one history of ${log}`),
    unsound: style.bad(`unsound: not all of this is a history of ${log}`),
    unknown: style.warn(`could not tell whether this is one history of ${log}`),
  }
  return [
    verdicts[verdict],
    ...inputsOf(compared).map(({ name, kind, size, checkpoints }) =>
      kind === 'checkpoint'
        ? `  ${name}: a checkpoint of ${countOf(size, 'entry', 'entries')}`
        : `  ${name}: ${countOf(size, 'entry', 'entries')}${checkpoints.length === 0 ? ', no checkpoint' : `, ${checkpoints.length === 1 ? 'a checkpoint' : 'checkpoints'} at ${checkpoints.join(' and ')}`}`,
    ),
    ...findings.map(({ kind, message }) => `  ${style.warn(kind)}: ${message}`),
    ...proofs.map(({ file, why }) =>
      file === null ? `a fork proof could not be written: ${why ?? ''}` : `wrote ${file}`,
    ),
    ...nextOf(verdict, proofs).map((next) => `next: ${next}`),
    '',
  ].join('\n')
}

function nextOf(verdict: CompareVerdict, proofs: readonly WrittenProof[]): readonly string[] {
  const file = proofs.find((proof) => proof.file !== null)?.file
  switch (verdict) {
    case 'consistent':
      return []
    case 'forked':
      return file === undefined || file === null
        ? [
            'keep both copies as evidence, and ask the operator and the witnesses for their checkpoints',
          ]
        : [
            `give the file to others; they check it with: accord-ledger verify-fork ${file} --vkey KEY`,
          ]
    case 'unsound':
      return ['keep this copy as evidence, and look at all of it with: accord-ledger verify']
    case 'unknown':
      return ['give a ledger with all entries as well, or the key that signed with --vkey']
  }
}

/** Adds `compare` to `program`. */
export function defineCompare(program: Command, run: Run): void {
  withJson(
    withLogKeys(
      program
        .command('compare')
        .summary('whether copies of a log are of one history')
        .description(
          [
            'Compares copies and checkpoints of one log, each with each. Where an operator signed two histories, it',
            'writes a fork proof, which anybody checks with verify-fork. Exit code 0: one history. 1: more than one,',
            'or a copy that is not sound. 2: could not tell.',
          ].join(' '),
        )
        .argument(
          '<sources...>',
          "ledgers, and files with a checkpoint: one alone, or a receipt's",
        ),
    ).option('--out <file>', 'where to write the fork proof (default: a name made of its hash)'),
  ).action((paths: readonly string[], options: CompareOptions) =>
    run((context) => compare(context, paths, options), options),
  )
}
