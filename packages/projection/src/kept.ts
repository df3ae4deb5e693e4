/** Kept strings: what many facts share is kept once, and known by its number. */

/** Strings by number; null has the number 0. */
export interface Kept<A extends string> {
  readonly list: (A | null)[]
  readonly numbers: Map<A, number>
  /** The number asked for last: neighbouring entries mostly name the same. */
  last: number
}

/** Nothing kept yet. */
export function noneKept<A extends string>(): Kept<A> {
  return { list: [null], numbers: new Map(), last: 0 }
}

/** The number of a string, which is kept from now on. */
export function numberOf<A extends string>(kept: Kept<A>, value: A | null): number {
  if (value === null) return 0
  if (kept.list[kept.last] !== value) kept.last = numberAnew(kept, value)
  return kept.last
}

/** The string of a number that was given out. */
export function keptAt<A extends string>({ list }: Kept<A>, number: number): A | null {
  return list[number] ?? null
}

function numberAnew<A extends string>({ list, numbers }: Kept<A>, value: A): number {
  const known = numbers.get(value)
  if (known !== undefined) return known
  const number = list.push(value) - 1
  numbers.set(value, number)
  return number
}
