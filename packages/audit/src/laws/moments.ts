/** Moments that a history can be asked about: each effective day, each entry's, and the day before each. */
import { dayFromNumber, dayNumber, dayOf } from '@accord-ledger/core'
import type { Day } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import type { Told } from '../arbitraries/past.ts'
import type { Sources } from './law.ts'
import { placeOf } from './logs.ts'

/** A history and two moments of it. */
export interface Asked {
  readonly history: History
  readonly from: { readonly size: number; readonly on: Day }
  readonly to: { readonly size: number; readonly on: Day }
  /** An accord and a party of the cast. */
  readonly accord: string
  readonly party: string
  readonly pick: number
}

/** Questions about histories whose signatures nobody looks at. */
export function asked({ mute, length }: Sources): fc.Arbitrary<Asked> {
  return fc
    .record({
      history: aHistory({ keys: mute, length }),
      picks: fc.tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), fc.nat(10_000)),
      pick: fc.nat(10_000),
    })
    .map(({ history, picks: [a, b, c, d], pick }) => {
      const days = daysOf(history.entries)
      const day = (n: number): Day => days[placeOf(n, days.length)] ?? dayFromNumber(0)
      const sizes = history.entries.length + 1
      const { accords, parties } = history.cast
      return {
        history,
        from: { size: placeOf(a, sizes), on: day(b) },
        // Mostly the whole log: there is most to be said of it.
        to: { size: c % 3 === 0 ? placeOf(c, sizes) : sizes - 1, on: day(d) },
        accord: accords[pick % 4 === 0 ? 1 : 0]?.id ?? '',
        party: parties[pick % 3]?.id ?? '',
        pick,
      }
    })
}

/** The days at which something changes, and the day before each, ascending. */
export function daysOf(entries: readonly Told[]): readonly Day[] {
  const named = entries.flatMap(({ event, time }) => [
    dayNumber(dayOf(time)),
    ...('effective' in event ? [dayNumber(event.effective)] : []),
  ])
  const all = new Set(named.flatMap((day) => [day - 1, day]))
  return [...all].toSorted((a, b) => a - b).map(dayFromNumber)
}
