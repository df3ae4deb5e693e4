/** The orders that answers come in, the same in every language and locale. */

/** Ascending by UTF-16 code units. */
export function byText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** How often a value occurs: a category, or a country, null for those that have none. */
export interface Tally {
  readonly value: string | null
  readonly count: number
}

/** How often each of `values` occurs: most first, then ascending by value, null last. */
export function tally(values: Iterable<string | null>): readonly Tally[] {
  const counts = new Map<string | null, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || byValue(a.value, b.value))
}

function byValue(a: string | null, b: string | null): number {
  if (a !== null && b !== null) return byText(a, b)
  return Number(a === null) - Number(b === null)
}
