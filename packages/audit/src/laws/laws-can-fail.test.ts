/** Each law breaks where what it is a law of is broken. The laws hold on the library in the other tests. */
import { describe, expect, it } from 'vitest'
import { BROKEN, blindTo } from '../test-support/broken-subjects.ts'
import { allLaws } from './all-laws.ts'
import { ruleLaws } from './rule-laws.ts'
import { runLedgerLaws } from './run-ledger-laws.ts'

const others = allLaws.filter(({ kind }) => kind !== 'rule')

describe('a law', () => {
  it.each(ruleLaws.map((law) => [law.name, law] as const))(
    '%s breaks on a verifier to whom the rule is nothing',
    async (name, law) => {
      const subject = blindTo(name.slice('rule-'.length))
      const { laws, passed } = await runLedgerLaws({
        seed: 1,
        runs: 30,
        length: 12,
        laws: [law],
        subject,
      })
      expect([passed, laws[0]?.verdict]).toEqual([false, 'broken'])
      expect(laws[0]?.script.join('; ')).toMatch(/^founds .*in place of entry \d+: one that /)
    },
  )

  it.each(others.map((law) => [law.name, law] as const))(
    '%s breaks on what is broken',
    async (name, law) => {
      const subject = BROKEN[name]
      if (subject === undefined) throw new Error(`nothing breaks ${name}`)
      const { laws, passed } = await runLedgerLaws({
        seed: 1,
        runs: 60,
        length: 16,
        laws: [law],
        subject,
      })
      expect([passed, laws[0]?.verdict]).toEqual([false, 'broken'])
      expect(laws[0]?.path).not.toBeNull()
    },
  )

  it('that has met nothing of what it is there for is untried, and that is no pass', async () => {
    const [law] = ruleLaws
    if (law === undefined) throw new Error('there are laws')
    const laws = [{ ...law, covers: [...law.covers, 'a miracle'] }]
    const report = await runLedgerLaws({ seed: 1, runs: 3, length: 4, laws })
    expect(report.laws[0]).toMatchObject({ verdict: 'untried', reason: 'never met: a miracle' })
    expect(report.passed).toBe(false)
  })

  it('fails at the same case again by the seed that is reported', async () => {
    const laws = allLaws.filter(({ name }) => name === 'rule-signers')
    const subject = blindTo('signers')
    const first = await runLedgerLaws({ seed: 7, runs: 30, length: 12, laws, subject })
    expect(first).toEqual(await runLedgerLaws({ seed: 7, runs: 30, length: 12, laws, subject }))
  })

  it('is stopped by its signal', async () => {
    const signal = AbortSignal.abort()
    const { laws, passed } = await runLedgerLaws({
      seed: 1,
      runs: 3,
      laws: ruleLaws.slice(0, 1),
      signal,
    })
    expect([passed, laws[0]?.verdict]).toEqual([false, 'stopped'])
  })

  it('has a name of its own', () => {
    const names = allLaws.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(Object.keys(BROKEN).toSorted()).toEqual(others.map(({ name }) => name).toSorted())
  })
})
