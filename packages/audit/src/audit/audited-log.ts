/** What is audited, and what an audit says of it. */
import type { Policy, Trust, Verification, Verifier } from '@accord-ledger/core'
import type { HistoryStatistics } from '../arbitraries/statistics.ts'
import type { AttackReport } from './attack-run.ts'
import type { LogLawReport } from './log-law.ts'

/** A checkpoint that was published, and by which policy it is believed. */
export interface PublishedCheckpoint {
  /** The bytes of the note. */
  readonly bytes: Uint8Array
  /** Null: the operator's key in force after the last entry it covers is enough. */
  readonly policy: Policy | null
}

/** A log to audit. It is held in memory. */
export interface AuditedLog {
  /** Blocks of entry bytes, in log order. */
  readonly blocks: AsyncIterable<readonly Uint8Array[]>
  readonly trust?: Trust
  /** What is published of it, if anything is. */
  readonly published?: PublishedCheckpoint | null
}

/** How a log is audited. */
export interface AuditOptions {
  readonly verifier: Verifier
  /** The seed of all cases: an integer. The same seed gives the same cases of the same log. */
  readonly seed: number
  /** Cases of each attack and law, at least 1; 100 by default. Laws whose cases are slow take a part of it. */
  readonly runs?: number
  /** By which a published checkpoint's cosignatures are judged: milliseconds since 1970. */
  readonly now: number
  readonly signal?: AbortSignal
  /** Called with what is being done, how much of it is done, and of how much; null where that is not known. */
  readonly onProgress?: (what: string, done: number, total: number | null) => void
}

/** What an audit found. */
export interface AuditReport {
  /**
   * `passed`: the log is sound, every law held and every attack was detected. `failed`: the log is unsound, a law was
   * broken or untried, or an attack was missed or untried. `unknown`: whether the log is sound cannot be told.
   * `stopped`: the signal was aborted before the end.
   */
  readonly verdict: 'passed' | 'failed' | 'unknown' | 'stopped'
  readonly verification: Verification
  /** Empty where the log is not sound. */
  readonly laws: readonly LogLawReport[]
  /** Empty where the log is not sound. */
  readonly attacks: readonly AttackReport[]
  /** What the log is like: its events by type, and the transitions in it. */
  readonly statistics: HistoryStatistics
  readonly seed: number
  readonly runs: number
}
