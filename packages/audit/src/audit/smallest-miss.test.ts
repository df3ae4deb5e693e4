import { nobleVerifier, verifyLog } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { aHistory } from '../arbitraries/history.ts'
import { keyring } from '../arbitraries/keyring.ts'
import type { Attack } from '../attacks/attack.ts'
import { publishedLog } from '../attacks/published-target.ts'
import type { PublishedTarget } from '../attacks/published-target.ts'
import { tryAttacks } from './attack-run.ts'
import type { AttackReport } from './attack-run.ts'
import { withScripts } from './smallest-miss.ts'

const entries: VerifiedEntry[] = []
beforeAll(async () => {
  const [longest] = fc
    .sample(aHistory({ keys: keyring() }), { seed: 11, numRuns: 40 })
    .toSorted((a, b) => b.log.length - a.log.length)
  const log = longest?.log ?? []
  async function* blocks(): AsyncIterable<readonly Uint8Array[]> {
    yield log
  }
  await verifyLog(blocks(), { verifier: nobleVerifier, onEntry: (entry) => entries.push(entry) })
  expect(entries.length).toBeGreaterThan(40)
})

/** One case: a place in the log. */
interface Hit {
  readonly what: string
  readonly at: number
}

const hit: Attack<PublishedTarget, Hit> = {
  name: 'hit',
  on: 'log',
  claim: 'hits an entry',
  detectedBy: ['eyes'],
  needs: 'an entry',
  arbitrary: ({ leaves }) =>
    fc.nat(leaves.length - 1).map((at) => ({ what: `entry ${at} is hit`, at })),
}

/** The report of `hit` on the whole log, where `detects` says which places are detected, and of how many looks. */
async function reported(
  detects: (at: number, size: number) => boolean,
): Promise<{ readonly report: AttackReport | undefined; readonly sizes: readonly number[] }> {
  const sizes: number[] = []
  const read = async ({ leaves }: PublishedTarget, { at }: Hit): Promise<string | null> =>
    detects(at, leaves.length) ? 'eyes' : null
  const target = await publishedLog(entries)
  const how = { seed: 1, runs: 200 }
  const reports = await tryAttacks([hit], target, (attacked) => read(target, attacked), how)
  const [report] = await withScripts(reports, [hit], read, {
    seed: 1,
    length: entries.length,
    on: async (size) => {
      sizes.push(size)
      return publishedLog(entries.slice(0, size))
    },
  })
  return { report, sizes }
}

describe('a missed attack', () => {
  it('is told on the smallest beginning of the log on which it is missed', async () => {
    const { report } = await reported((at) => at < 2)
    expect(report?.verdict).toBe('missed')
    expect(report?.script.map((line) => line.replace(/^(entry \d) .*/, '$1'))).toEqual([
      'entry 0',
      'entry 1',
      'entry 2',
      'entry 2',
    ])
    expect(report?.script.at(-1)).toBe('entry 2 is hit: nothing detected it')
  })

  it('on a long log is told with the beginning, the end, and the entry that it is of', async () => {
    const { report } = await reported((at, size) => at < 7 || size < 30)
    const script = report?.script ?? []
    expect(script[3]).toBe('(4 entries more)')
    expect(script[4]).toMatch(/^entry 7 /)
    expect(script[5]).toBe('(14 entries more)')
    expect(script[6]).toMatch(/^entry 22 /)
    expect(script.at(-2)).toMatch(/^entry 29 /)
    expect(script.at(-1)).toBe('entry 7 is hit: nothing detected it')
    expect(script).toHaveLength(15)
  })

  it('that only one place of the whole log shows is told on the whole log, by the case of its path', async () => {
    const last = entries.length - 1
    const { report } = await reported((at, size) => at !== 23 || size <= last)
    // Beyond the cases that are tried on a smaller log: it is found by its number.
    expect(Number(report?.path?.split(':')[1])).toBeGreaterThan(20)
    expect(report?.script.at(-2)).toMatch(new RegExp(`^entry ${last} `))
    expect(report?.script.at(-1)).toBe('entry 23 is hit: nothing detected it')
  })

  it('is not looked for where everything was detected', async () => {
    const { report, sizes } = await reported(() => true)
    expect(report).toMatchObject({ verdict: 'detected', script: [] })
    expect(sizes).toEqual([])
  })
})
