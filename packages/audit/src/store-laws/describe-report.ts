/** A report for people: one line a law, and below a broken one the calls that break it. */
import type { LawReport, StoreReport } from './run-laws.ts'

/** The whole report, each line ended by a line feed. */
export function formatStoreReport({ caps, laws, passed }: StoreReport): string {
  const count = (verdict: LawReport['verdict']): number =>
    laws.filter((law) => law.verdict === verdict).length
  const failed = laws.length - count('holds') - count('skipped')
  return [
    `acknowledged: ${caps.ack}, writers: ${caps.writers}, follow: ${caps.follow}`,
    ...laws.map(describeLaw),
    `${passed ? 'passed' : 'FAILED'}: ${count('holds')} laws hold, ${failed} do not, ${count('skipped')} skipped`,
    '',
  ].join('\n')
}

/** One law: a line, and where it is broken its script. Without a final line feed. */
export function describeLaw(law: LawReport): string {
  const { number, claim, verdict, reason, cases, coverage, script, seed, path, protects } = law
  const line = `${String(number).padStart(2)}  ${verdict.padEnd(8)}${claim}`
  if (verdict === 'skipped') return `${line}\n             ${reason}`
  if (verdict === 'holds') {
    const met = Object.entries(coverage).map(([what, times]) => `${what} ${times}`)
    return `${line}\n             ${cases} cases: ${met.join(', ')}`
  }
  return [
    line,
    `             ${reason}`,
    `             protects ${protects}`,
    `             seed ${seed}${path === null ? '' : `, path ${path}`}`,
    ...script.map((step, i) => `             ${i + 1}. ${step}`),
  ].join('\n')
}
