/** `verify-receipt FILE --policy P`: checks a receipt, offline. */
import {
  describe,
  describeEntry,
  describeEvent,
  describeQuorum,
  MAX_RECEIPT_BYTES,
  RECEIPT_CHECKS,
  verifyReceipt,
} from '@accord-ledger/core'
import type { Logged, ReceiptCheck, ReceiptRefused, Time } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readTimeArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import { formatDuration, readDurationArgument } from '../duration.ts'
import type { Task } from '../failure.ts'
import { readInput } from '../io/files.ts'
import { loadPolicy } from '../io/read-policy.ts'
import type { Style } from '../io/style.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface VerifyReceiptOptions extends FormatOptions {
  readonly policy: string
  /** Milliseconds. */
  readonly maxAge?: number
  readonly now?: Time
}

/** Checks the receipt in `file` under a policy. Never left for what is wrong with the receipt: that is an answer. */
export function checkReceipt(
  context: Context,
  file: string,
  { policy: policyFile, maxAge, now }: VerifyReceiptOptions,
): Task<Result> {
  return async () => {
    const policy = await loadPolicy(context, policyFile)()
    if (E.isLeft(policy)) return policy
    // One byte too many is the receipt's fault, and told as such.
    const bytes = await readInput(context, file, 2 * MAX_RECEIPT_BYTES)()
    if (E.isLeft(bytes)) return bytes
    const verdict = await verifyReceipt(bytes.right, policy.right, {
      now: now === undefined ? context.clock() : Date.parse(now),
      maxAge: maxAge ?? Infinity,
      verifier: await verifierOf(context),
    })
    return E.right(E.isLeft(verdict) ? refused(file, verdict.left) : logged(verdict.right, maxAge))
  }
}

function logged(found: Logged, maxAge: number | undefined): Result {
  const { claim, origin, entry, hash, signers, size, root, time, quorum, policy, checks } = found
  const { index, event } = entry
  const says = describeEvent(event)
  return {
    json: {
      claim,
      origin,
      index,
      size,
      root,
      time,
      hash,
      logTime: entry.time,
      says,
      event,
      signedBy: signers,
      quorum,
      policy,
      checks: checks.map((check) => ({ check, ok: true })),
      verifier: found.verifier,
    },
    text: (style) =>
      [
        style.good(`logged: entry ${index} of ${origin}, in the tree of size ${size}`),
        ...checks.map((check) => `  ${style.good('ok')}  ${check}`),
        `  entry     ${describeEntry(entry)}`,
        ...signers.map((key) => `  signed by ${key}`),
        `  root      ${root}`,
        `  seen      ${quorum === null ? 'by nobody: the policy asks for no witness' : `${time ?? ''} by ${describeQuorum(quorum)}`}`,
        `  age       ${maxAge === undefined ? 'any was allowed' : `at most ${formatDuration(maxAge)} was allowed`}`,
        'It was logged: no more is claimed. What holds today, and whether the entry keeps the rules, accord-ledger verify tells.',
        '',
      ].join('\n'),
  }
}

function refused(file: string, { check, passed, reason }: ReceiptRefused): Result {
  const message = describe(reason)
  const unknown = reason._tag === 'Unrecognised'
  return {
    exit: unknown ? 2 : 1,
    json: {
      claim: null,
      checks: [...passed.map((each) => ({ check: each, ok: true })), { check, ok: false, message }],
    },
    text: (style) =>
      [
        unknown
          ? style.warn(`could not tell what ${file} shows`)
          : style.bad(`${file} shows nothing`),
        ...linesOf(passed, check, message, style),
        `next: ${NEXT[check]}`,
        '',
      ].join('\n'),
  }
}

function linesOf(
  passed: readonly ReceiptCheck[],
  failed: ReceiptCheck,
  message: string,
  style: Style,
): readonly string[] {
  return [
    ...passed.map((check) => `  ${style.good('ok')}  ${check}`),
    `  ${style.bad('no')}  ${failed}: ${message}`,
    ...RECEIPT_CHECKS.slice(passed.length + 1).map(
      (check) => `  ${style.faint('--')}  ${style.faint(`${check}: not reached`)}`,
    ),
  ]
}

const NEXT: Readonly<Record<ReceiptCheck, string>> = {
  format: 'give a file that accord-ledger receipt made, every byte of it',
  entry: 'get the receipt again; where the entry is of a later version, use a newer accord-ledger',
  place: 'get the receipt again: its entry and its proof belong to different places',
  inclusion: 'get the receipt again: its entry is not the one that was logged there',
  log: 'give the policy that names this log, and make sure that it is the log you mean',
  'log-signature':
    "learn the operator's key from somebody you trust, and see that the policy has it",
  quorum: 'get a receipt under a checkpoint that the witnesses of the policy have cosigned',
  freshness: 'get a newer receipt of the entry, or allow a greater --max-age',
  'entry-signatures': 'keep the file as evidence: the log holds an entry that nobody signed',
}

/** Adds `verify-receipt` to `program`. */
export function defineVerifyReceipt(program: Command, run: Run): void {
  withJson(
    withFreshness(
      program
        .command('verify-receipt')
        .summary('check a receipt, offline')
        .description(
          [
            'Checks that the entry in a receipt was logged, and that the witnesses of the policy saw it. It needs no',
            'network and no ledger. Exit code 0: logged. 1: not shown, and the check that fails is named. 2: could not',
            'tell (an entry of a later version).',
          ].join(' '),
        )
        .argument('<file>', 'a receipt; - for standard input')
        .requiredOption(
          '--policy <file>',
          'whose logs and witnesses to believe (c2sp.org/tlog-policy)',
        ),
    ),
  ).action((file: string, options: VerifyReceiptOptions) =>
    run((context) => checkReceipt(context, file, options), options),
  )
}

/** `--max-age` and `--now`. */
export function withFreshness(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--max-age <duration>',
        'how long ago the quorum may have cosigned, as in 24h or 7d (default: any time)',
      ).argParser(readDurationArgument),
    )
    .addOption(
      new Option('--now <time>', 'reckon ages as of this UTC time (default: now)').argParser(
        readTimeArgument,
      ),
    )
}
