/** The laws of the store can fail: each of these stores breaks one, and is caught by that one. The test prints the kill table. */
import { describeLaw, formatStoreReport, runLaws, storeLaws } from '@accord-ledger/audit'
import type { LawReport } from '@accord-ledger/audit'
import { afterAll, describe, expect, it } from 'vitest'
import { mutantsOfAppending } from './mutants-of-appending.ts'
import { mutantsOfTheRest } from './mutants-of-the-rest.ts'
import { paperSubject } from './paper-subject.ts'

const SEED = 20261122
const RUNS = 30
const storeMutants = [...mutantsOfAppending, ...mutantsOfTheRest]

describe('the laws of the store', () => {
  const table: string[] = []
  afterAll(() => {
    console.log(['store mutant → the law that killed it', ...table].join('\n'))
  })

  for (const mutant of storeMutants)
    it(`${mutant.breaks}: a store that ${mutant.what} is caught`, async () => {
      const laws = storeLaws.filter(({ number }) => number === mutant.breaks)
      const { laws: tried } = await runLaws(paperSubject(mutant), { seed: SEED, runs: RUNS, laws })
      const killer = tried.find(({ verdict }) => verdict === 'broken')
      table.push(`  ${mutant.what} → ${killer === undefined ? 'SURVIVES' : killed(killer)}`)
      // Whoever looks for the reason wants to know what the other laws say.
      if (killer === undefined) {
        const all = await runLaws(paperSubject(mutant), { seed: SEED, runs: RUNS })
        const others = all.laws.filter(({ verdict }) => verdict === 'broken')
        expect.fail(
          `no law ${mutant.breaks} kills it; others: ${others.map(describeLaw).join('\n')}`,
        )
      }
      expect(killer.script.length).toBeGreaterThan(0)
      expect(killer.reason).not.toBe('')
    })

  it('hold for the store that the mutants are made of; only what it has no use for is skipped', async () => {
    const report = await runLaws(paperSubject(), { seed: SEED, runs: RUNS })
    expect(report.passed, formatStoreReport(report)).toBe(true)
    const skipped = report.laws.filter(({ verdict }) => verdict === 'skipped')
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'needs many writers',
      'needs disconnect',
      'needs forget',
    ])
  })

  it('each have mutants, from 1 to 26', () => {
    const numbers = Array.from({ length: 26 }, (_, i) => i + 1)
    expect([...new Set(storeLaws.map(({ number }) => number))]).toEqual(numbers)
    expect(
      [...new Set(storeMutants.map(({ breaks }) => breaks))].toSorted((a, b) => a - b),
    ).toEqual(numbers)
    expect(new Set(storeLaws.map(({ claim }) => claim)).size).toBe(storeLaws.length)
  })
})

function killed({ number, claim, cases, seed, path }: LawReport): string {
  return `${number}: ${claim} (case ${cases + 1}, seed ${seed}, path ${path})`
}
