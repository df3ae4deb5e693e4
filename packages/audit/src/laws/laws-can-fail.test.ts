/** Each law breaks where what it is a law of is broken. The laws hold on the library in the other tests. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BROKEN, blindTo } from '../test-support/broken-subjects.ts'
import { allLaws } from './all-laws.ts'
import { describeLedgerLaw } from './describe-ledger-report.ts'
import { law, same } from './law.ts'
import { ruleLaws } from './rule-laws.ts'
import { runLedgerLaws } from './run-ledger-laws.ts'

const others = allLaws.filter(({ kind }) => kind !== 'rule')

const long = (last: string): string => `${'x'.repeat(500)}${last}${'y'.repeat(500)}`

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
      expect(laws[0]?.script.join('; ')).toMatch(
        /^entry 0 founds .*in place of entry \d+: one that /,
      )
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
      // Whoever reads of it is told the case, in words.
      expect(laws[0]?.script).not.toEqual([])
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

  it('counts a case only where it met something of what the law is there for', async () => {
    const ofEven = law({
      kind: 'note',
      name: 'even',
      claim: 'a number is a number',
      protects: 'nothing',
      covers: ['an even one'],
      cases: () => fc.nat(),
      check: async ({ met }, n) => {
        if (n % 2 === 0) met('an even one')
      },
    })
    const { laws } = await runLedgerLaws({ seed: 1, runs: 50, laws: [ofEven] })
    const met = laws[0]?.coverage['an even one'] ?? 0
    expect(laws[0]).toMatchObject({ verdict: 'holds', cases: met })
    expect([met > 5, met < 45]).toEqual([true, true])
  })

  it('fails at the same case again by the seed that is reported', async () => {
    const laws = allLaws.filter(({ name }) => name === 'rule-signers')
    const subject = blindTo('signers')
    const first = await runLedgerLaws({ seed: 7, runs: 30, length: 12, laws, subject })
    expect(first).toEqual(await runLedgerLaws({ seed: 7, runs: 30, length: 12, laws, subject }))
  })

  it('that is broken is told by the smallest history that was found, an entry a line', async () => {
    const laws = allLaws.filter(({ name }) => name === 'rule-previous')
    const report = await runLedgerLaws({ seed: 1, runs: 30, laws, subject: blindTo('previous') })
    const [told] = report.laws.map(describeLedgerLaw)
    expect(told?.split('\n').map((line) => line.trim())).toEqual([
      expect.stringMatching(/^broken {2}rule-previous: an entry that does not follow /),
      expect.stringMatching(/^the verdict: expected .* found /),
      expect.stringMatching(/^protects /),
      expect.stringMatching(/^seed 1, path \d/),
      'entry 0 founds accords.example/1',
      'entry 1 admits acme without a key',
      'in place of entry 1: one that does not follow the last event of its little chain',
    ])
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

  it('shows bytes as the text that they are, or in hex, and long values from where they part', () => {
    const [text, other] = ['a\n', 'b\n'].map((each) => new TextEncoder().encode(each))
    expect(() => same('it', text, other)).toThrow('it: expected bytes "b\\n", found bytes "a\\n"')
    expect(() => same('it', Uint8Array.of(0xff), Uint8Array.of(0))).toThrow(
      'expected 0x00, found 0xff',
    )
    expect(() => same('it', long('1'), long('2'))).toThrow(/^it: expected …x+2y+…, found …x+1y+…$/)
    expect(() => same('it', text, text?.slice())).not.toThrow()
  })

  it('has a name of its own', () => {
    const names = allLaws.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(Object.keys(BROKEN).toSorted()).toEqual(others.map(({ name }) => name).toSorted())
  })
})
