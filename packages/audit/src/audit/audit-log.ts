/**
 * Auditing a real log. Everything is verified; then the log itself is put under laws, and copies of it in memory are
 * attacked, to show that each attack is detected, and by what has to detect it: it proves that the alarm works. No key of
 * the log is needed; where somebody has to sign, stand-ins do (published-target.ts).
 *
 *     const report = await auditLog({ blocks }, { verifier: await bestVerifier(), seed: 1, now: Date.now() })
 *     report.verdict                                                   // passed
 *     report.attacks.find(({ name }) => name === 'drop-act')?.by       // { 'seen-hash': 81, 'known-head': 19 }
 */
import { verifyLog } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import { newStatistician } from '../arbitraries/statistics.ts'
import { publishedLog } from '../attacks/published-target.ts'
import type { AttackReport } from './attack-run.ts'
import type { AuditedLog, AuditOptions, AuditReport } from './audited-log.ts'
import { tryLogLaw } from './log-law.ts'
import type { LawGround, LogLawReport } from './log-law.ts'
import { logLaws } from './log-laws.ts'
import { tryCatalogue } from './try-catalogue.ts'

/** Audits a log. Rejects only where its source or the verifier does, and with a RangeError where `runs` is not an integer of 1 or more. */
export async function auditLog(log: AuditedLog, options: AuditOptions): Promise<AuditReport> {
  const { verifier, seed, runs = 100, signal, onProgress } = options
  if (!Number.isSafeInteger(runs) || runs < 1) throw new RangeError(`${runs} are no runs`)
  const entries: VerifiedEntry[] = []
  const statistician = newStatistician()
  const verification = await verifyLog(log.blocks, {
    verifier,
    ...(log.trust === undefined ? {} : { trust: log.trust }),
    ...(signal === undefined ? {} : { signal }),
    onEntry: (entry) => {
      entries.push(entry)
      if (entries.length % 256 === 0) onProgress?.('verifying', entries.length, null)
    },
  })
  statistician.take(entries)
  const found = { verification, statistics: statistician.statistics(), seed, runs }
  if (verification.verdict !== 'sound') {
    const verdict = verification.verdict === 'unsound' ? 'failed' : 'unknown'
    return { ...found, verdict, laws: [], attacks: [] }
  }
  const target = await publishedLog(entries)
  const published = log.published ?? null
  const ground: LawGround = { entries, target, published, verifier, now: options.now }
  const laws = await tryLaws(ground, options, runs)
  const attacks = await tryCatalogue(target, options, runs)
  return { ...found, verdict: verdictOf(laws, attacks), laws, attacks }
}

async function tryLaws(
  ground: LawGround,
  { seed, signal, onProgress }: AuditOptions,
  runs: number,
): Promise<readonly LogLawReport[]> {
  const reports: LogLawReport[] = []
  const asked = {
    seed,
    runs: Math.max(runs, FEWEST_OF_A_LAW),
    ...(signal === undefined ? {} : { signal }),
  }
  for (const law of logLaws) {
    onProgress?.('laws', reports.length, logLaws.length)
    reports.push(await tryLogLaw(law, ground, asked))
  }
  return reports
}

/** With fewer, chance alone would leave a law untried. */
const FEWEST_OF_A_LAW = 20

function verdictOf(
  laws: readonly LogLawReport[],
  attacks: readonly AttackReport[],
): AuditReport['verdict'] {
  const verdicts = new Set([...laws, ...attacks].map(({ verdict }) => verdict))
  if (verdicts.has('broken') || verdicts.has('missed')) return 'failed'
  if (verdicts.has('stopped')) return 'stopped'
  return verdicts.has('untried') ? 'failed' : 'passed'
}
