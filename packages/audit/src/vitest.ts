/**
 * The laws as tests of vitest: one test a law. What a store does not offer is skipped, with the reason.
 *
 *     describeStoreLaws('my store', subject, { seed: 1 })
 *     describeLedgerLaws('the library', { seed: 1, runs: 20, verifier: nativeVerifier() })
 */
import { describe, it } from 'vitest'
import { allLaws } from './laws/all-laws.ts'
import { describeLedgerLaw } from './laws/describe-ledger-report.ts'
import { runLedgerLaws } from './laws/run-ledger-laws.ts'
import type { LedgerLawOptions } from './laws/run-ledger-laws.ts'
import { describeLaw } from './store-laws/describe-report.ts'
import { runLaws } from './store-laws/run-laws.ts'
import type { LawOptions } from './store-laws/run-laws.ts'
import { storeLaws } from './store-laws/store-laws.ts'
import type { StoreSubject } from './store-laws/subject.ts'

/** Declares a `describe` named `name` with a test for each law. `timeout` is that of a test, in milliseconds; 120,000 by default. */
export function describeStoreLaws(
  name: string,
  subject: StoreSubject,
  { timeout = 120_000, ...options }: LawOptions & { readonly timeout?: number },
): void {
  describe(name, () => {
    for (const law of options.laws ?? storeLaws)
      it(`law ${law.number}: ${law.claim}`, { timeout }, async ({ skip }) => {
        const report = await runLaws(subject, { ...options, laws: [law] })
        const [found] = report.laws
        if (found?.verdict === 'skipped') skip(found.reason)
        if (found !== undefined && !report.passed) throw new Error(describeLaw(found))
      })
  })
}

/** Declares a `describe` named `name` with a test for each law of a ledger. `timeout` is that of a test, in milliseconds; 120,000 by default. */
export function describeLedgerLaws(
  name: string,
  { timeout = 120_000, ...options }: LedgerLawOptions & { readonly timeout?: number },
): void {
  describe(name, () => {
    for (const law of options.laws ?? allLaws)
      it(`${law.name}: ${law.claim}`, { timeout }, async () => {
        const { laws, passed } = await runLedgerLaws({ ...options, laws: [law] })
        if (!passed) throw new Error(laws.map(describeLedgerLaw).join('\n'))
      })
  })
}
