import { dayFromNumber, timeFromMilliseconds } from '@accord-ledger/core'
import type { LeafIndex } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayAt, loggedBy, noDates, noteTime, timeOf } from './dates.ts'
import { numberOf } from './kept.ts'
import { entriesOf, publish } from './test-support/log.ts'

const [entry] = await entriesOf([['2026-01-10', publish('pact')]])

describe('dates', () => {
  it('tell the time of each entry, and how many were logged by a time', () => {
    const steps = fc.array(fc.constantFrom(0, 0, 1, 2, 60), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(steps, (waits) => {
        if (entry === undefined) throw new Error('an entry')
        const seconds = waits.map((_, i) => waits.slice(0, i + 1).reduce((sum, n) => sum + n, 10))
        const times = seconds.map((second) => timeFromMilliseconds(second * 1_000))
        const dates = noDates()
        for (const [i, time] of times.entries())
          noteTime(dates, { ...entry, index: indexOf(i), time })
        expect(dates.times).toEqual([null, ...new Set(times)])
        expect(times.map((_, i) => timeOf(dates, i))).toEqual(times)
        for (let second = 8; second <= (seconds.at(-1) ?? 0) + 1; second++) {
          const by = timeFromMilliseconds(second * 1_000)
          const expected = seconds.filter((each) => each <= second).length
          expect(loggedBy(dates, times.length, by)).toBe(expected)
        }
      }),
    )
  })

  it('have no time before the first entry, and no day that nobody named', () => {
    expect(() => timeOf(noDates(), 0)).toThrow(/no entry 0/)
    expect(() => dayAt(noDates(), 1)).toThrow(/no day/)
    const dates = noDates()
    const day = dayFromNumber(20_000)
    expect(dayAt(dates, numberOf(dates.days, day))).toBe(day)
  })
})

function indexOf(i: number): LeafIndex {
  return i as LeafIndex
}
