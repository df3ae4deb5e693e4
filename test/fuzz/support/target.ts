/**
 * A parser under fuzzing, and what has to hold of it: it never throws, never hangs, keeps no memory, and what it accepts it prints
 * back to the byte. Runs are counted, not timed. ACCORD_LEDGER_LONG=1 makes them many, from a seed of their own, which is printed;
 * ACCORD_LEDGER_SEED=N repeats them.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { aBent } from '@accord-ledger/audit'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'

/** What a parser said: refused, or accepted and printed again, where it can be printed. */
export type Verdict =
  { readonly accepted: false } | { readonly accepted: true; readonly again: Uint8Array | null }

export interface Target {
  readonly name: string
  /** Valid and invalid ones. */
  readonly samples: readonly Uint8Array[]
  readonly parse: (bytes: Uint8Array) => Verdict | Promise<Verdict>
  /** Runs of the small form. 150 where nothing is said. */
  readonly runs?: number
}

export const refused: Verdict = { accepted: false }

/** Accepted; `again` is what it is printed as. */
export function accepted(again: Uint8Array | string | null): Verdict {
  return {
    accepted: true,
    again: typeof again === 'string' ? new TextEncoder().encode(again) : again,
  }
}

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'
const LONG_FACTOR = 100
/** Milliseconds for one input; generous, for machines that are busy. */
const DEADLINE = 10_000
/** Bytes that may stay in memory after a target was fuzzed. */
const MAX_KEPT = 48 * 2 ** 20

/** The seed and the number of runs of a target. */
export function fuzzParameters(runs: number): { readonly numRuns: number; readonly seed?: number } {
  const asked = process.env['ACCORD_LEDGER_SEED']
  if (!LONG) return { numRuns: runs }
  const seed = asked === undefined || asked === 'random' ? Date.now() % 2 ** 31 : Number(asked)
  console.log(`fuzzing with seed ${seed}`)
  return { numRuns: runs * LONG_FACTOR, seed }
}

/** One test: the law of the target, over its bent samples. */
export function fuzz({ name, samples, parse, runs = 150 }: Target): void {
  it(
    `${name}: refuses or prints back, and never throws or hangs`,
    { timeout: 3_600_000 },
    async () => {
      const met = { accepted: 0, refused: 0 }
      const before = kept()
      const law = fc.asyncProperty(aBent(samples), async (bytes) => {
        const given = bytes.slice()
        const started = Date.now()
        const verdict = await parse(bytes)
        expect(Date.now() - started, 'milliseconds').toBeLessThan(DEADLINE)
        expect(Buffer.from(bytes).equals(given), 'what is parsed is left as it is').toBe(true)
        met[verdict.accepted ? 'accepted' : 'refused'] += 1
        if (verdict.accepted && verdict.again !== null)
          expect(Buffer.from(verdict.again).toString('latin1')).toBe(
            Buffer.from(given).toString('latin1'),
          )
      })
      await fc.assert(law, fuzzParameters(runs))
      expect(met.accepted, 'inputs that were accepted').toBeGreaterThan(0)
      expect(met.refused, 'inputs that were refused').toBeGreaterThan(0)
      expect(kept() - before, 'bytes kept in memory').toBeLessThan(MAX_KEPT)
    },
  )
}

/** Bytes in use after a collection. */
function kept(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
