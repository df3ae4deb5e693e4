/** A witness's store in memory, whose steps a test may delay, break or watch. */
import type { Witnessed, WitnessStore } from '../notes/witness.ts'

export interface TestWitnessStore extends WitnessStore {
  /** What stands there for each origin. */
  readonly kept: Map<string, Witnessed>
}

/** `step` is awaited before each call takes effect, and may reject; `crash` after a store took effect. */
export function testWitnessStore(
  step: () => Promise<unknown> = async () => undefined,
  crash: () => boolean = () => false,
): TestWitnessStore {
  const kept = new Map<string, Witnessed>()
  return {
    kept,
    latest: async (origin) => {
      await step()
      return kept.get(origin) ?? null
    },
    compareAndStore: async (origin, expected, next) => {
      await step()
      const now = kept.get(origin) ?? null
      if (!sameWitnessed(now, expected)) return false
      kept.set(origin, next)
      if (crash()) throw new Error('killed')
      return true
    },
  }
}

function sameWitnessed(a: Witnessed | null, b: Witnessed | null): boolean {
  if (a === null || b === null) return a === b
  return a.size === b.size && a.time === b.time && Buffer.compare(a.root, b.root) === 0
}
