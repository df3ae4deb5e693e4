/** Puts mutants under the laws that they have to break, and prints who killed whom. */
import { allLaws, library, runLedgerLaws } from '@accord-ledger/audit'
import type { Law, LedgerLawReport } from '@accord-ledger/audit'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { afterAll, describe, expect, it } from 'vitest'
import type { LedgerMutant } from './mutant.ts'

const OPTIONS = { seed: 20261122, runs: 60, length: 24, verifier: nativeVerifier() }

/** One test a mutant: `what` is what it is a mutant of. */
export function killEach(what: string, mutants: readonly LedgerMutant[]): void {
  describe(`the laws of a ${what}`, () => {
    const table: string[] = []
    afterAll(() => {
      console.log([`${what} mutant → the law that killed it`, ...table].join('\n'))
    })

    for (const mutant of mutants)
      it(`${mutant.breaks}: a ${what} that ${mutant.what} is caught`, async () => {
        const laws = lawsOf(mutant.breaks)
        const subject = { ...library, ...mutant.spoil(library) }
        const [tried] = (await runLedgerLaws({ ...OPTIONS, subject, laws })).laws
        table.push(`  ${mutant.what} → ${tried?.verdict === 'broken' ? killed(tried) : 'SURVIVES'}`)
        expect(tried?.verdict, tried?.reason).toBe('broken')
        expect(tried?.reason).not.toBe('')
      })

    it('hold for the library itself', async () => {
      const names = new Set(mutants.map(({ breaks }) => breaks))
      const laws = [...names].flatMap(lawsOf)
      const report = await runLedgerLaws({ ...OPTIONS, laws })
      expect(report.laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
    })
  })
}

function lawsOf(name: string): readonly Law[] {
  const laws = allLaws.filter((law) => law.name === name)
  if (laws.length !== 1) throw new Error(`${name} is no law`)
  return laws
}

function killed({ name, claim, cases, seed }: LedgerLawReport): string {
  return `${name}: ${claim} (case ${cases + 1}, seed ${seed})`
}
