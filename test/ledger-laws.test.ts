/** The library under its laws, by native signatures: what `accord-ledger audit` and users of the audit package run. */
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { allLaws, formatLedgerReport, runLedgerLaws, TRANSITIONS } from '@accord-ledger/audit'
import { describe, expect, it } from 'vitest'
import { nativeSigning } from './support/signers.ts'

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'

describe('the library', () => {
  it('holds to every law, on histories that hold every transition', async () => {
    const report = await runLedgerLaws({
      seed: 20_261_122,
      runs: LONG ? 1000 : 30,
      verifier: nativeVerifier(),
      signer: nativeSigning,
    })
    const failed = report.laws.filter(({ verdict }) => verdict !== 'holds')
    expect(formatLedgerReport({ ...report, laws: failed })).toMatch(/^\d+ histories, /)
    expect(report.passed).toBe(true)
    expect(report.laws).toHaveLength(allLaws.length)
    const { transitions, types } = report.statistics
    expect(TRANSITIONS.filter((name) => transitions[name] === undefined)).toEqual([])
    expect(Object.keys(types)).toHaveLength(8)
  }, 1_800_000)
})
