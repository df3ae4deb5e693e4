/** A report for people: one line a law, what the histories were like, and below a broken law the case that breaks it. */
import type { LawFinding } from '../try-law.ts'
import type { LedgerLawReport, LedgerLawsReport } from './run-ledger-laws.ts'

/** The whole report, each line ended by a line feed. */
export function formatLedgerReport({ laws, statistics, seed, passed }: LedgerLawsReport): string {
  const { histories, entries, types, transitions } = statistics
  const holding = laws.filter(({ verdict }) => verdict === 'holds').length
  return [
    ...laws.map(describeLedgerLaw),
    `${histories} histories, ${entries.least} to ${entries.most} entries, ${entries.total} in all`,
    `events: ${countsOf(types)}`,
    `transitions: ${countsOf(transitions)}`,
    `${passed ? 'passed' : 'FAILED'}: ${holding} of ${laws.length} laws hold, seed ${seed}`,
    '',
  ].join('\n')
}

/** One law: a line, and below it what was met, or where it is not met the case and where to find it. Without a final line feed. */
export function describeLedgerLaw(law: LedgerLawReport): string {
  const { name, claim, verdict, cases, coverage } = law
  const head = `${verdict.padEnd(8)}${name}: ${claim}`
  return verdict === 'holds'
    ? `${head}\n        ${cases} cases: ${countsOf(coverage)}`
    : [head, ...troubleOf(law).map((line) => `        ${line}`)].join('\n')
}

function troubleOf({ reason, protects, seed, path, script }: LawFinding): readonly string[] {
  return [
    reason,
    `protects ${protects}`,
    `seed ${seed}${path === null ? '' : `, path ${path}`}`,
    ...script,
  ]
}

function countsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ')
}
