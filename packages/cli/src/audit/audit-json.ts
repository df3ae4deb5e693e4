/** The answer of `audit`, as scripts read it. */
import type {
  AttackReport,
  AuditReport,
  HistoryStatistics,
  LedgerLawReport,
  LedgerLawsReport,
  LogLawReport,
} from '@accord-ledger/audit'

/** The laws of the software that audits, tried on histories made for it. */
export interface GeneratedJson {
  readonly laws: readonly LedgerLawReport[]
  /** What the histories were like. */
  readonly statistics: HistoryStatistics
}

/** All that is told. */
export interface AuditJson {
  readonly verdict: AuditReport['verdict']
  readonly place: string
  /** As `verify` answers it. */
  readonly verification: object
  readonly seed: number
  readonly runs: number
  /** How many events of each type the log has. */
  readonly events: Readonly<Record<string, number>>
  /** How often each transition occurs in it. */
  readonly transitions: Readonly<Record<string, number>>
  readonly laws: readonly LogLawReport[]
  readonly attacks: readonly AttackReport[]
  /** Null where the log is not sound. */
  readonly generated: GeneratedJson | null
}

/** The answer on a log that is sound. `generated` is what the laws say on histories that were made for them. */
export function auditJson(
  place: string,
  verification: object,
  report: AuditReport,
  generated: LedgerLawsReport,
): AuditJson {
  const { seed, runs, statistics, laws, attacks } = report
  const { types: events, transitions } = statistics
  return {
    verdict: report.verdict === 'passed' && !generated.passed ? 'failed' : report.verdict,
    place,
    verification,
    seed,
    runs,
    events,
    transitions,
    laws,
    attacks,
    generated: { laws: generated.laws, statistics: generated.statistics },
  }
}
