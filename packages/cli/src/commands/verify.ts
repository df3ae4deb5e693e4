/** `verify DIR|URL`: checks everything. */
import { BACKENDS } from '@accord-ledger/adapters/native'
import type { Backend } from '@accord-ledger/adapters/native'
import type { StoredCheckpoint } from '@accord-ledger/adapters/publication'
import type { StoreError, Time, Trust, Verification } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { ExitCode, Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { openSource } from '../io/log-source.ts'
import type { LogSource } from '../io/log-source.ts'
import { readLog } from '../io/read-log.ts'
import type { LogReading } from '../io/read-log.ts'
import { loadPolicy } from '../io/read-policy.ts'
import { headOf } from '../logged.ts'
import { readingOf, SOURCE_ARGUMENT, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import type { FindingJson, Weighed } from '../verify/finding.ts'
import { weighed } from '../verify/finding.ts'
import { judgePublished, judgeUnderstood } from '../verify/judge-published.ts'
import type { Judged, Judging } from '../verify/judge-published.ts'
import { logFindings, logVerdict } from '../verify/log-findings.ts'
import { rawTree } from '../verify/raw-tree.ts'
import { loadState, misfit, saveState, skim } from '../verify/saved-state.ts'
import type { Saved, Skimmed } from '../verify/saved-state.ts'
import { verifyText } from '../verify/verify-text.ts'
import { waypointAt } from '../waypoint.ts'
import type { Waypoint } from '../waypoint.ts'
import { withFreshness } from './verify-receipt.ts'
import { requireVerifier, verifierOf, withBackend } from '../io/verifier.ts'

export interface VerifyOptions extends AskOptions {
  readonly policy?: string
  readonly state?: string
  /** Milliseconds. */
  readonly maxAge?: number
  readonly now?: Time
  readonly verifier?: Backend
}

type Verdict = Verification['verdict']

const EXIT: Readonly<Record<Verdict, ExitCode>> = { sound: 0, unsound: 1, unknown: 2 }

/** Verifies the ledger at `place`, all of it. What keeps it from being told is a finding; left are a policy and options that are wrong. */
export function verify(given: Context, place: string, options: VerifyOptions): Task<Result> {
  const context = withBackend(given, options.verifier)
  return async () => {
    const chosen = await requireVerifier(context)()
    if (E.isLeft(chosen)) return chosen
    const { trust, maxAge, now } = options
    if (options.policy === undefined && (maxAge !== undefined || now !== undefined)) {
      return E.left(usage('--max-age and --now ask for a policy: give --policy', 'verify'))
    }
    const policy =
      options.policy === undefined ? E.right(null) : await loadPolicy(context, options.policy)()
    if (E.isLeft(policy)) return policy
    const saved = options.state === undefined ? null : await loadState(options.state)
    const source = await openSource(context, place, readingOf(options))()
    if (E.isLeft(source)) return source
    const pass = await readFrom(context, source.right, trust, saved)
    const judged = await judge(context, source.right, pass, {
      policy: policy.right,
      now: now === undefined ? context.clock() : Date.parse(now),
      maxAge: maxAge ?? Infinity,
      verifier: await verifierOf(context),
    })
    const { verification } = pass.reading
    const beside = [
      ...contradictionIn(source.right),
      ...judged.findings,
      ...stateFindings(saved, pass),
    ]
    const verdict = worst(logVerdict(pass.reading), beside)
    if (verdict !== 'unsound' && judged.published !== null) {
      const pinned = await source.right.keep()()
      if (E.isLeft(pinned)) return pinned
    }
    const kept =
      saved === null || verdict !== 'sound'
        ? { saved: false, finding: null }
        : await saveState(saved, verification.state)
    const findings: readonly FindingJson[] = [
      ...logFindings(pass.reading),
      ...[...beside, ...(kept.finding === null ? [] : [kept.finding])].map(
        ({ finding }) => finding,
      ),
    ]
    const { origin, size, root, head } = headOf(verification.state)
    const { resumed } = pass
    const state = saved === null ? null : { file: saved.file, resumed, saved: kept.saved }
    const asked = policy.right !== null || judged.published !== null
    return E.right({
      exit: EXIT[verdict],
      json: {
        verdict,
        size,
        root,
        head,
        origin,
        trust: verification.trust,
        verifier: verification.verifier,
        findings,
        ...(asked ? { published: judged.published, policy: policy.right?.hash ?? null } : {}),
        ...(state === null ? {} : { state }),
      },
      text: (style) =>
        verifyText(
          {
            place,
            verdict,
            verification,
            findings,
            published: judged.published,
            state,
          },
          style,
        ),
    })
  }
}

type Stored = E.Either<StoreError, StoredCheckpoint | null>

/** One reading of the log. */
interface Pass {
  readonly reading: LogReading
  readonly waypoint: Waypoint
  /** How many entries were not verified again, or null. */
  readonly resumed: number | null
  /** What came of the saved state, where there was one. */
  readonly skimmed: Skimmed | null
}

/** Reads the log from the saved state on, and, where that does not fit, all of it. */
async function readFrom(
  context: Context,
  source: LogSource,
  trust: Trust | undefined,
  saved: Saved | null,
): Promise<Pass> {
  const stored = source.published
  const size = E.isRight(stored) ? (stored.right?.checkpoint.size ?? 0) : 0
  const trusting = trust === undefined ? {} : { trust }
  const state = saved?.state ?? null
  const outcome: { skimmed: Skimmed | null } = { skimmed: null }
  if (state !== null) {
    const covered = state.size // the state itself moves on
    const waypoint = waypointAt(size)
    const reading = await readLog(context, source, {
      ...trusting,
      onEntry: waypoint.take,
      begin: async (blocks) => {
        const skimmed = await skim(blocks, state, waypoint)
        outcome.skimmed = skimmed
        return skimmed.fits
          ? { blocks: skimmed.rest, resume: state }
          : { blocks: (async function* () {})() }
      },
    })
    if (outcome.skimmed?.fits === true) {
      return { reading, waypoint, resumed: covered, skimmed: outcome.skimmed }
    }
  }
  const waypoint = waypointAt(size)
  const reading = await readLog(context, source, { ...trusting, onEntry: waypoint.take })
  return { reading, waypoint, resumed: null, skimmed: outcome.skimmed }
}

/** What contradicts the last checkpoint that was seen here. */
function contradictionIn({ contradiction }: LogSource): readonly Weighed[] {
  if (contradiction === null) return []
  const { kind, message } = contradiction
  return [weighed('unsound', { kind, message })]
}

/** Judges what was published, as far as the log was read: of one that breaks a rule, nothing more is said. */
async function judge(
  context: Context,
  source: LogSource,
  { reading, waypoint }: Pass,
  judging: Judging,
): Promise<Judged> {
  const { verification, storeError } = reading
  const stored: Stored = source.published
  const tags = new Set(verification.findings.map(({ _tag }) => _tag))
  if (storeError !== null) return { published: null, findings: [] }
  if (E.isLeft(stored)) {
    const { code, message } = stored.left
    const weight = code === 'damaged' ? 'unsound' : 'unknown'
    return {
      published: null,
      findings: [weighed(weight, { kind: 'checkpoint-unreadable', message })],
    }
  }
  if (tags.has('Violation') || tags.has('Empty')) return { published: null, findings: [] }
  if (tags.has('Unrecognised')) {
    if (stored.right === null) return { published: null, findings: [] }
    const { size } = stored.right.checkpoint
    const raw = size > verification.size ? await rawTree(context, source, size) : null
    const { verifier } = judging
    const findings = await judgeUnderstood(stored.right, verification, waypoint, raw, verifier)
    return { published: null, findings }
  }
  return judgePublished(stored.right, verification, waypoint, judging)
}

function stateFindings(saved: Saved | null, { reading, skimmed }: Pass): readonly Weighed[] {
  if (saved === null) return []
  const { file, refused } = saved
  if (refused !== null) {
    const message = `${file} was refused, and everything was verified: ${refused}`
    return [weighed('information', { kind: 'state-refused', message })]
  }
  const found = misfit(saved, reading, skimmed)
  return found === null ? [] : [found]
}

function worst(verdict: Verdict, findings: readonly Weighed[]): Verdict {
  const weights = new Set(findings.map(({ weight }) => weight))
  if (verdict === 'unsound' || weights.has('unsound')) return 'unsound'
  return verdict === 'unknown' || weights.has('unknown') ? 'unknown' : 'sound'
}

/** Adds `verify` to `program`. */
export function defineVerify(program: Command, run: Run): void {
  withFreshness(
    withAskOptions(
      program
        .command('verify')
        .summary('check everything')
        .description(
          [
            'Checks every rule and every signature of a ledger, and that what was published of it is of',
            'these entries. With --policy, also that the witnesses saw it.',
            'Exit code 0: sound. 1: unsound; the first bad entry and the rule it breaks are named.',
            '2: could not tell (missing, unreadable, empty, of an unknown format; the quorum has not cosigned).',
          ].join(' '),
        )
        .argument(...SOURCE_ARGUMENT),
    ).option('--policy <file>', 'whose logs and witnesses to believe (c2sp.org/tlog-policy)'),
  )
    .addOption(
      new Option(
        '--state <file>',
        'go on from the state in this file, where it fits, and keep it there; for this machine alone',
      ),
    )
    .addOption(
      new Option(
        '--verifier <name>',
        'what checks signatures (default: the fastest that works)',
      ).choices(BACKENDS),
    )
    .action((place: string, options: VerifyOptions) =>
      run((context) => verify(context, place, options), options),
    )
}
