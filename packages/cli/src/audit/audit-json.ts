/** The answer of `audit`, as scripts read it. */
import type { AttackReport, AuditReport, LogLawReport } from '@accord-ledger/audit'

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
}

/** The answer on a log that is sound. */
export function auditJson(place: string, verification: object, report: AuditReport): AuditJson {
  const { verdict, seed, runs, statistics, laws, attacks } = report
  const { types: events, transitions } = statistics
  return { verdict, place, verification, seed, runs, events, transitions, laws, attacks }
}
