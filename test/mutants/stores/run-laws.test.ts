/** What the conformance suite says of a store: its verdicts, its coverage, and the script of a counterexample. */
import {
  describeLaw,
  formatStoreReport,
  runLaws,
  storeLaws,
  textEntriesAfter,
} from '@accord-ledger/audit'
import type { LawReport, StoreReport, StoreSubject } from '@accord-ledger/audit'
import { EMPTY_HEAD } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { paperSubject } from './paper-subject.ts'
import type { Mutation } from './paper-subject.ts'

const lawsOf = (number: number): typeof storeLaws =>
  storeLaws.filter((law) => law.number === number)

const forgetful: Mutation = {
  spoil: (store) => ({
    append: async (expected, entries, options) => {
      const result = await store.append(expected, entries, options)
      return result.ok && result.replayed
        ? { ok: false, reason: 'conflict', head: await store.head() }
        : result
    },
  }),
}

const tryIt = (subject: StoreSubject, number: number, seed = 7): Promise<StoreReport> =>
  runLaws(subject, { seed, runs: 20, laws: lawsOf(number) })

const brokenIn = ({ laws }: StoreReport): LawReport => {
  const broken = laws.find(({ verdict }) => verdict === 'broken')
  if (broken === undefined) throw new Error('no law is broken')
  return broken
}

describe('a broken law', () => {
  it('comes with the shortest calls that break it, seed and path', async () => {
    const report = await tryIt(paperSubject(forgetful), 5)
    const broken = brokenIn(report)
    expect(report.passed).toBe(false)
    expect(broken.script).toEqual([
      'open writer 1 → done',
      'writer 1: head → 0 (00000000)',
      'writer 1: head → 0 (00000000)',
      expect.stringMatching(/^writer 1: append at 0 \(00000000\) \[""\] → ok, 1 \([0-9a-f]{8}\)$/),
      expect.stringMatching(/^writer 1: append at 0 \(00000000\) \[""\] → conflict at 1 /),
    ])
    expect(broken.path).toMatch(/^\d+(:\d+)*$/)
    expect(describeLaw(broken)).toContain('seed 7, path ')
    expect(formatStoreReport(report)).toMatch(/FAILED: \d+ laws hold, \d+ do not, 0 skipped\n$/)
  })

  it('is broken in the same way by the same seed', async () => {
    const [one, two] = [
      await tryIt(paperSubject(forgetful), 5),
      await tryIt(paperSubject(forgetful), 5),
    ]
    expect(two).toEqual(one)
  })

  it('of a store that hangs is found within seconds, and not made smaller', async () => {
    const hangs = paperSubject({
      spoil: () => ({
        follow: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
      }),
    })
    const broken = brokenIn(await tryIt(hangs, 16))
    expect(broken.reason).toMatch(/took more than \d+ s/)
    expect(broken.cases).toBe(0)
  })

  it('is one also where the store throws what is no error of a store', async () => {
    const odd = paperSubject({
      spoil: () => ({ head: () => Promise.reject(new TypeError('oops')) }),
    })
    expect(brokenIn(await tryIt(odd, 1)).reason).toBe('oops')
  })
})

describe('a law', () => {
  it('that never met what it is there for is untried, and that is a failure', async () => {
    const [law] = lawsOf(1)
    if (law === undefined) throw new Error('there is no law 1')
    const laws = [{ ...law, covers: [...law.covers, 'a blue moon'] }]
    const report = await runLaws(paperSubject(), { seed: 1, runs: 2, laws })
    expect(report.passed).toBe(false)
    expect(report.laws).toMatchObject([{ verdict: 'untried', reason: 'never met: a blue moon' }])
  })

  it('that needs what the subject lacks is skipped by name, and tries nothing', async () => {
    const subject: StoreSubject = {
      ...paperSubject(),
      make: async () => {
        const backend = await paperSubject().make()
        return {
          open: (name, mode) => backend.open(name, mode),
          remove: () => backend.remove(),
        }
      },
    }
    const { laws, passed } = await tryIt(subject, 13)
    expect(passed).toBe(true)
    expect(laws).toMatchObject([{ verdict: 'skipped', reason: 'needs failNextWrite', cases: 0 }])
  })

  it('that is told to stop says so, and does not count as passed', async () => {
    const stop = new AbortController()
    stop.abort()
    const laws = lawsOf(2)
    const report = await runLaws(paperSubject(), { seed: 1, laws, signal: stop.signal })
    expect(report.passed).toBe(false)
    expect(report.laws).toMatchObject([{ verdict: 'stopped', cases: 0 }])
  })

  it('leaves nothing behind: what was made is removed, what was opened is disposed', async () => {
    let [made, removed, open] = [0, 0, 0]
    const subject: StoreSubject = {
      ...paperSubject(),
      make: async () => {
        const backend = await paperSubject().make()
        made += 1
        return {
          ...backend,
          open: async (name, mode) => {
            const store = await backend.open(name, mode)
            let disposed = false
            open += 1
            return {
              ...store,
              [Symbol.asyncDispose]: async () => {
                await store[Symbol.asyncDispose]()
                if (!disposed) open -= 1
                disposed = true
              },
            }
          },
          remove: async () => {
            removed += 1
          },
        }
      },
    }
    await tryIt(subject, 7)
    await tryIt(subject, 16)
    expect(made).toBeGreaterThan(20)
    expect([removed, open]).toEqual([made, 0])
  })
})

describe('entries of the suite', () => {
  it('link to the hash of the one before', () => {
    const [first, second] = textEntriesAfter(EMPTY_HEAD, 'first', 'second')
    expect(Buffer.from(first ?? []).toString()).toBe(`${'0'.repeat(64)}first`)
    expect(Buffer.from(second ?? []).toString()).toMatch(/^[0-9a-f]{64}second$/)
  })
})
