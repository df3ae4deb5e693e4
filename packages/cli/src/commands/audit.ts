/** `audit DIR|URL`: verifies a ledger, puts it under laws, and shows that attacks on it would be noticed. */
import type { AuditReport, LedgerLawsReport, PublishedCheckpoint } from '@accord-ledger/audit'
import { asStoreError } from '@accord-ledger/core'
import type { Policy } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import { auditText } from '../audit/audit-text.ts'
import { auditJson } from '../audit/audit-json.ts'
import type { AuditJson } from '../audit/audit-json.ts'
import { formatJunit } from '../audit/junit.ts'
import type { Context } from '../context.ts'
import { explainStore } from '../explain.ts'
import type { ExitCode, Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { replaceFile } from '../io/files.ts'
import { openSource } from '../io/log-source.ts'
import type { LogSource } from '../io/log-source.ts'
import { explainContradiction } from '../io/pinned.ts'
import { progress } from '../io/progress.ts'
import type { Progress } from '../io/progress.ts'
import { loadPolicy } from '../io/read-policy.ts'
import { verifierOf } from '../io/verifier.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verify } from './verify.ts'

export interface AuditCommandOptions extends AskOptions {
  readonly policy?: string
  /** Cases of each attack and law. */
  readonly runs?: number
  readonly seed?: number
  /** Where the report goes in the form of JUnit. */
  readonly junit?: string
}

/** Cases of each attack at most: they are planned in memory. */
const MAX_RUNS = 10_000
/** The largest seed that fast-check takes as it is. */
const MAX_SEED = 2_147_483_647

const EXIT: Readonly<Record<AuditReport['verdict'], ExitCode>> = {
  passed: 0,
  failed: 1,
  unknown: 2,
  stopped: 2,
}

/** Audits the ledger at `place`. What it finds is the answer; left are options that are wrong, and a ledger that cannot be read twice. */
export function audit(context: Context, place: string, options: AuditCommandOptions): Task<Result> {
  return async () => {
    const { runs = 100, seed = seedOf(context), junit } = options
    if (runs < 1 || runs > MAX_RUNS) return E.left(usage(`--runs is 1 to ${MAX_RUNS}`, 'audit'))
    if (seed > MAX_SEED) return E.left(usage(`--seed is 0 to ${MAX_SEED}`, 'audit'))
    const reading = readingOf(options)
    const asked = options.policy === undefined ? {} : { policy: options.policy }
    const verified = await verify(context, place, { ...reading, ...asked })()
    if (E.isLeft(verified)) return verified
    const { exit = 0 } = verified.right
    let answer: AuditJson
    if (exit !== 0) answer = unverified(place, verified.right, { seed, runs, exit })
    else {
      const source = await openSource(context, place, reading)()
      if (E.isLeft(source)) return source
      const policy =
        options.policy === undefined ? E.right(null) : await loadPolicy(context, options.policy)()
      if (E.isLeft(policy)) return policy
      const report = await run(context, source.right, {
        seed,
        runs,
        policy: policy.right,
        options,
      })()
      if (E.isLeft(report)) return report
      const { log, generated } = report.right
      answer = auditJson(place, verified.right.json, log, generated)
    }
    if (junit !== undefined) {
      const bytes = new TextEncoder().encode(formatJunit(answer))
      const written = await replaceFile(context, junit, bytes)()
      if (E.isLeft(written)) return written
    }
    return E.right({
      exit: EXIT[answer.verdict],
      json: answer,
      text: (style) =>
        exit === 0 ? auditText(answer, style) : `${verified.right.text(style)}${NOT_AUDITED}`,
    })
  }
}

const NOT_AUDITED = 'not audited: laws and attacks are tried on a log that is sound\n'

interface How {
  readonly seed: number
  readonly runs: number
  readonly policy: Policy | null
  readonly options: AskOptions
}

/** What came of the log itself, and of the laws on histories that were made for them. */
interface Audited {
  readonly log: AuditReport
  readonly generated: LedgerLawsReport
}

/** Cases of a law on generated histories: fewer meet too little of what the law is there for. */
const FEWEST_GENERATED = 2

function run(
  context: Context,
  source: LogSource,
  { seed, runs, policy, options }: How,
): Task<Audited> {
  return async () => {
    if (source.contradiction !== null) return E.left(explainContradiction(source.contradiction))
    if (E.isLeft(source.published)) {
      return E.left(explainStore(source.published.left, source.name))
    }
    const stored = source.published.right
    const published: PublishedCheckpoint | null =
      stored === null ? null : { bytes: stored.bytes, policy }
    const shown = lines(context)
    try {
      const { blocks } = await source.entries()
      // Only this command needs it, and what it stands on.
      const { auditLog, runLedgerLaws } = await import('@accord-ledger/audit')
      const { trust } = options
      const verifier = await verifierOf(context)
      const log = await auditLog(
        { blocks, published, ...(trust === undefined ? {} : { trust }) },
        { verifier, seed, runs, now: context.clock(), onProgress: shown.at },
      )
      const generated = await runLedgerLaws({
        verifier,
        seed,
        runs: Math.max(FEWEST_GENERATED, Math.ceil(runs / 5)),
        onLaw: (_, done) => shown.at('laws on made histories', done, null),
      })
      return E.right({ log, generated })
    } catch (thrown) {
      const error = asStoreError(thrown)
      if (error === null) throw thrown
      return E.left(explainStore(error, source.name))
    } finally {
      shown.end()
    }
  }
}

/** One line of progress after another. */
function lines(context: Context): {
  readonly at: (what: string, done: number, total: number | null) => void
  readonly end: () => void
} {
  let now: { readonly what: string; readonly line: Progress } | null = null
  return {
    at: (what, done, total) => {
      if (now?.what !== what) {
        now?.line.end()
        now = { what, line: progress(context, what, total) }
      }
      now.line.at(done)
    },
    end: () => now?.line.end(),
  }
}

/** The answer on a log that is not sound, or of which nobody can tell. */
function unverified(
  place: string,
  { json }: Result,
  { seed, runs, exit }: { readonly seed: number; readonly runs: number; readonly exit: ExitCode },
): AuditJson {
  return {
    verdict: exit === 1 ? 'failed' : 'unknown',
    place,
    verification: json,
    seed,
    runs,
    events: {},
    transitions: {},
    laws: [],
    attacks: [],
    generated: null,
  }
}

/** A seed that nobody chose: it is printed, and gives the same cases again. */
function seedOf({ random }: Context): number {
  return random(4).reduce((seed, byte) => (seed * 256 + byte) % MAX_SEED, 0)
}

/** Adds `audit` to `program`. */
export function defineAudit(program: Command, runCommand: Run): void {
  withAskOptions(
    program
      .command('audit')
      .summary('verify, and show that attacks would be noticed')
      .description(
        [
          'Verifies a ledger, then puts it under laws (proofs, receipts, tiles, saved state, membership against a naive',
          'model), and attacks copies of it in memory: every attack has to be detected by the rule or check that is there for it.',
          'Nothing is written but the report. Exit code 0: passed. 1: unsound, a law broken, or an attack missed.',
          '2: could not tell.',
        ].join(' '),
      )
      .argument(...SOURCE_ARGUMENT),
  )
    .option('--policy <file>', 'whose logs and witnesses to believe (c2sp.org/tlog-policy)')
    .addOption(
      new Option('--runs <n>', 'cases of each attack and law (default: 100)').argParser(
        readCountArgument,
      ),
    )
    .addOption(
      new Option(
        '--seed <n>',
        'draws the cases: the same number, the same cases (default: another one each time; it is printed)',
      ).argParser(readCountArgument),
    )
    .option('--junit <file>', 'write the report as JUnit XML too, for CI')
    .action((place: string, options: AuditCommandOptions) =>
      runCommand((context) => audit(context, place, options), options),
    )
}
