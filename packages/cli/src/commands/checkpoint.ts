/** `checkpoint DIR`: signs the head of the log, asks the witnesses, publishes. */
import { publishCheckpoint, readPublished, trackLog } from '@accord-ledger/adapters/publication'
import type { Publication } from '@accord-ledger/adapters/publication'
import { askWitness } from '@accord-ledger/adapters/witness'
import {
  describeQuorum,
  encodeHex,
  escaped,
  formatVerifierKey,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainPublish } from '../explain-publish.ts'
import type { Task } from '../failure.ts'
import { loadSigners } from '../io/keys.ts'
import type { Style } from '../io/style.ts'
import { formatTable } from '../io/table.ts'
import { countOf } from '../io/words.ts'
import { withFoundedLedger } from '../io/write-log.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface CheckpointOptions extends FormatOptions {
  readonly operator: string
  readonly oldOperator?: string
  readonly degraded?: boolean
  readonly requireWitness?: boolean
}

/** Publishes the ledger in `dir` as it is now, or says what that waits for. */
export function checkpoint(
  context: Context,
  dir: string,
  { operator, oldOperator, degraded = false, requireWitness = false }: CheckpointOptions,
): Task<Result> {
  return async () => {
    const files = [operator, ...(oldOperator === undefined ? [] : [oldOperator])]
    const signers = await loadSigners(files)()
    if (E.isLeft(signers)) return signers
    const log = trackLog()
    // Opened for writing, what is there is durable. Closed again, nobody waits for the witnesses.
    const opened = await withFoundedLedger(context, dir, log, () =>
      Promise.resolve(E.right(undefined)),
    )()
    if (E.isLeft(opened)) return opened
    const published = await publishCheckpoint({
      directory: dir,
      log,
      signers: signers.right,
      ask: (url, request) => askWitness(context.fetch, url, request),
      verifier: await verifierOf(context),
      clock: context.clock,
      degraded,
      requireWitness,
    })()
    if (E.isLeft(published)) return E.left(explainPublish(published.left, dir))
    const before = await readPublished(dir)()
    const size = E.isRight(before) ? (before.right?.checkpoint.size ?? 0) : 0
    return E.right(resultOf(published.right, size))
  }
}

/** `visible` is how many entries the checkpoint in `public/` covers. */
function resultOf(publication: Publication, visible: number): Result {
  const { origin, size, root, status, degraded, policy, quorum, witnesses, bytes } = publication
  return {
    exit: status === 'published' && !contradicted(publication) ? 0 : 1,
    json: {
      status,
      degraded,
      origin,
      size,
      root: encodeHex(root),
      published: visible,
      policy,
      quorum: { ...quorum, time: quorum.time === null ? null : timeOf(quorum.time) },
      witnesses: witnesses.map(({ key, ...outcome }) => ({
        ...outcome,
        key: formatVerifierKey(key),
        ...(outcome.kind === 'cosigned' ? { time: timeOf(outcome.time) } : {}),
      })),
      checkpoint: new TextDecoder().decode(bytes),
    },
    text: (style) => textOf(publication, visible, style),
  }
}

function textOf(publication: Publication, visible: number, style: Style): string {
  const { origin, size, root, status, degraded, witnesses } = publication
  const what = `${countOf(size, 'entry', 'entries')} of ${origin}`
  const headline =
    status === 'waiting'
      ? style.warn(`waiting: ${what} are signed, and not published: the quorum has not cosigned`)
      : degraded
        ? style.warn(`published without its quorum, as --degraded asked for: ${what}`)
        : style.good(`published: ${what}`)
  return [
    `${headline}\n`,
    `  root    ${encodeHex(root)}\n`,
    `  quorum  ${quorumText(publication)}\n`,
    formatTable(
      witnesses.map((outcome) => [
        `  ${outcome.name}`,
        outcome.kind,
        outcome.kind === 'cosigned' ? `at ${timeOf(outcome.time)}` : outcome.message,
      ]),
    ),
    ...(status === 'waiting'
      ? [
          `  until then ${visible === 0 ? 'nothing is published' : `${countOf(visible, 'entry', 'entries')} stay published`}\n`,
        ]
      : []),
    ...nextOf(publication).map((next) => `next: ${next}\n`),
  ].join('')
}

function quorumText({ quorum, policy }: Publication): string {
  if (policy === null) return 'none asked for: the ledger has no policy, the operator signs alone'
  if (quorum.why === null) return 'none asked for by the policy'
  const as = quorum.time === null ? '' : `, as of ${timeOf(quorum.time)}`
  return `${escaped(describeQuorum(quorum.why))}${as}`
}

function nextOf(publication: Publication): readonly string[] {
  const { status, degraded, policy } = publication
  if (contradicted(publication)) {
    return [
      'stop: a witness has cosigned more of this log than is here, or another history; find that copy before anything is logged',
    ]
  }
  if (status === 'waiting') {
    return ['run the same command again when the witnesses answer; it goes on where it stopped']
  }
  if (degraded) return ['run the same command again without --degraded when the witnesses answer']
  return policy === null
    ? [
        'name witnesses in a policy, so that nobody can be shown another log: accord-ledger policy --help',
      ]
    : []
}

/** A witness knows better: no quorum makes up for that. */
function contradicted({ witnesses }: Publication): boolean {
  return witnesses.some(
    (outcome) => outcome.kind === 'ahead' || (outcome.kind === 'refused' && outcome.status === 422),
  )
}

function timeOf(seconds: number): string {
  return timeFromMilliseconds(seconds * 1000)
}

/** Adds `checkpoint` to `program`. */
export function defineCheckpoint(program: Command, run: Run): void {
  withJson(
    program
      .command('checkpoint')
      .summary('publish the log as it is now')
      .description(
        [
          'Signs the head of the log, asks the witnesses of its policy to cosign, and publishes it in',
          'public/checkpoint once the quorum has. Until then it waits, signed, and counts as signed: nothing else is',
          'ever signed in its place. Run it again at any time, and at least daily: the witnesses then cosign anew, so',
          'that a quiet log does not look like a frozen one. Exit code 0: published. 1: it waits, was',
          'refused, or a witness has seen another history.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger')
      .requiredOption('--operator <keyfile>', "the operator's key in force")
      .option('--old-operator <keyfile>', 'during the overlap of a rotation: the key before it')
      .option('--degraded', 'publish without the quorum; who asks for it will not believe that')
      .option('--require-witness', 'sign nothing larger unless a witness confirms the last size'),
  ).action((dir: string, options: CheckpointOptions) =>
    run((context) => checkpoint(context, dir, options), options),
  )
}
