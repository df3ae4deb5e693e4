/** What generated histories were like: how long, of which events, with which transitions. */
import type { Told } from './past.ts'
import { transitionsIn } from './transitions.ts'

/** Of some histories. */
export interface HistoryStatistics {
  readonly histories: number
  /** Entries in all, in the shortest and in the longest. */
  readonly entries: { readonly total: number; readonly least: number; readonly most: number }
  /** How many events of each type. */
  readonly types: Readonly<Record<string, number>>
  /** How often each transition occurs (`TRANSITIONS`). */
  readonly transitions: Readonly<Record<string, number>>
}

/** Counts histories one by one. */
export interface Statistician {
  readonly take: (entries: readonly Told[]) => void
  readonly statistics: () => HistoryStatistics
}

/** Begins counting. */
export function newStatistician(): Statistician {
  const types = new Map<string, number>()
  const transitions = new Map<string, number>()
  const lengths: { count: number; total: number; least: number; most: number } = {
    count: 0,
    total: 0,
    least: 0,
    most: 0,
  }
  return {
    take: (entries) => {
      const { length } = entries
      lengths.least = lengths.count === 0 ? length : Math.min(lengths.least, length)
      lengths.most = Math.max(lengths.most, length)
      lengths.total += length
      lengths.count += 1
      for (const { event } of entries) add(types, event.type)
      for (const found of transitionsIn(entries)) add(transitions, found)
    },
    statistics: () => {
      const { count, ...entries } = lengths
      return { histories: count, entries, types: inOrder(types), transitions: inOrder(transitions) }
    },
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function inOrder(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
