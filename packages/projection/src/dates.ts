/** Dates: the days that facts name, and the times of all entries, one for neighbours that share it. Times in a log never decrease. */
import type { Day, Time, VerifiedEntry } from '@accord-ledger/core'
import { keptAt, noneKept } from './kept.ts'
import type { Kept } from './kept.ts'

/** `times` has one time for each run of entries that share it, `starts` the leaf index of its first entry. Both begin with what is before all entries. */
export interface Dates {
  readonly days: Kept<Day>
  readonly times: (Time | null)[]
  readonly starts: number[]
}

/** No dates. */
export function noDates(): Dates {
  return { days: noneKept(), times: [null], starts: [0] }
}

/** Takes in the time of the next entry. */
export function noteTime({ times, starts }: Dates, { index, time }: VerifiedEntry): void {
  if (times[times.length - 1] === time) return
  times.push(time)
  starts.push(index)
}

/** The day of a number that `days` gave out. */
export function dayAt({ days }: Dates, number: number): Day {
  const day = keptAt(days, number)
  if (day === null) throw new Error(`no day has the number ${number}`)
  return day
}

/** The time of the entry at `index`, which was taken in. */
export function timeOf({ times, starts }: Dates, index: number): Time {
  const time = times[countWhile(starts, (start) => start <= index) - 1]
  if (!time) throw new Error(`no entry ${index} was taken in`)
  return time
}

/** How many entries were logged at or before `time`, of `size` that were taken in. */
export function loggedBy({ times, starts }: Dates, size: number, time: Time): number {
  return starts[countWhile(times, (each) => each === null || each <= time)] ?? size
}

/** How many of `values` pass, where those that do come first. */
function countWhile<A>(values: readonly A[], passes: (value: A) => boolean): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const value = values[middle]
    if (value !== undefined && passes(value)) low = middle + 1
    else high = middle
  }
  return low
}
