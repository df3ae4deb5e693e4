/**
 * Puts something under one law: what the laws of stores and those of ledgers have in common. A law ends with a verdict:
 *
 * - `holds`: every case held, and everything that the law is there for was met.
 * - `broken`: a case did not hold; `script` is the smallest that was found.
 * - `untried`: every case held, but something that the law is there for was never met. It counts as a failure.
 * - `skipped`: the subject does not offer what the law needs.
 * - `stopped`: the signal was aborted before the end.
 */
import * as fc from 'fast-check'

/** What came of a law. */
export type LawVerdict = 'holds' | 'broken' | 'untried' | 'skipped' | 'stopped'

/** What became of one law, whatever it is a law of. */
export interface LawFinding {
  readonly claim: string
  readonly protects: string
  readonly verdict: LawVerdict
  /** What broke, what was never met, or what the subject would have to offer; empty where the law holds. */
  readonly reason: string
  /**
   * Cases that were tried and met something of what the law is there for; smaller examples of a failure are not counted, nor is
   * a case that offers nothing to try.
   */
  readonly cases: number
  /** How often each thing was met that the law is there for. */
  readonly coverage: Readonly<Record<string, number>>
  /** The smallest failing case, a step a line. */
  readonly script: readonly string[]
  readonly seed: number
  /** Where under the seed the failing case is, for fast-check; null where there is none. */
  readonly path: string | null
}

/** One case, as it is tried. */
export interface CaseAtHand {
  /** Something that the law is there for was met. */
  readonly met: (what: string) => void
  /** Takes the lines that tell the case, should it fail. */
  readonly tell: (lines: readonly string[]) => void
}

/** Tries one case. Rejects where the case does. */
export type OnCase = (tryCase: (at: CaseAtHand) => Promise<void>) => Promise<void>

/** What a law is, to the one that tries it. */
export interface Tryable {
  readonly claim: string
  readonly protects: string
  readonly covers: readonly string[]
  /** The part of the runs that this law takes: in (0, 1]. */
  readonly share: number
  readonly property: (onCase: OnCase) => fc.IAsyncProperty<[unknown]>
  /** Cases after which a law that has not met everything gives up; those of a few rounds in any case. */
  readonly patience?: number
  /** True for what ends the search for a smaller example. */
  readonly isFinal?: (thrown: unknown) => boolean
}

/** How a law is tried. */
export interface TryOptions {
  /** The seed of all cases: an integer. The same seed gives the same cases. */
  readonly seed: number
  /** Cases of a law, at least 1; 100 by default. Laws whose cases are slow or all alike take a part of it. */
  readonly runs?: number
  /** Ends the run after the case at hand. */
  readonly signal?: AbortSignal
}

/** Tries one law. */
export async function tryLaw(
  law: Tryable,
  { seed, runs = 100, signal }: TryOptions,
): Promise<LawFinding> {
  const met = new Map(law.covers.map((what): [string, number] => [what, 0]))
  let [cases, tried] = [0, 0]
  let script: readonly string[] = []
  let failures = 0
  let looks = 0
  let shrinking = true

  const finding = (
    verdict: LawVerdict,
    reason: string,
    path: string | null = null,
    ofSeed: number = seed,
  ): LawFinding => {
    const { claim, protects } = law
    const coverage = Object.fromEntries(met)
    const told = verdict === 'broken' ? script : []
    return { claim, protects, verdict, reason, cases, coverage, script: told, seed: ofSeed, path }
  }
  const count = (what: string): void => {
    if (failures === 0) met.set(what, (met.get(what) ?? 0) + 1)
  }
  const onCase: OnCase = async (tryCase) => {
    // Fast-check takes this for a case that holds, and ends its search for a smaller example.
    if (signal?.aborted === true || !shrinking) return
    let lines: readonly string[] = []
    let hasMet = law.covers.length === 0
    if (failures > 0 && ++looks >= MAX_LOOKS) shrinking = false
    try {
      await tryCase({
        met: (what) => {
          hasMet = true
          count(what)
        },
        tell: (told) => (lines = told),
      })
      if (failures === 0) tried += 1
      if (failures === 0 && hasMet) cases += 1
    } catch (thrown) {
      failures += 1
      if (failures >= MAX_SHRINKS || law.isFinal?.(thrown) === true) shrinking = false
      script = [...lines]
      throw thrown
    }
  }

  const numRuns = Math.max(1, Math.ceil(runs * law.share))
  for (let round = 0; round < ROUNDS || tried < (law.patience ?? 0); round++) {
    const ofSeed = seed + round
    const found = await fc.check(law.property(onCase), { seed: ofSeed, numRuns })
    if (failures > 0) {
      const thrown: unknown = found.errorInstance
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      return finding('broken', reason, found.counterexamplePath, ofSeed)
    }
    if (signal?.aborted === true) return finding('stopped', 'the signal was aborted')
    if ([...met.values()].every((times) => times > 0)) return finding('holds', '')
  }
  const never = [...met].filter(([, times]) => times === 0).map(([what]) => what)
  return finding('untried', `never met: ${never.join(', ')}`)
}

/** The finding on a law that is not tried, for want of `needs`. */
export function skippedLaw(
  { claim, protects, covers }: Tryable,
  needs: string,
  seed: number,
): LawFinding {
  const coverage = Object.fromEntries(covers.map((what) => [what, 0]))
  return {
    claim,
    protects,
    verdict: 'skipped',
    reason: `needs ${needs}`,
    cases: 0,
    coverage,
    script: [],
    seed,
    path: null,
  }
}

/** A law whose few cases have not met everything goes on, under the next seeds, at most this often. */
const ROUNDS = 5
/** Failing cases that are looked at for one that is smaller. */
const MAX_SHRINKS = 60
/** Cases that are looked at for that, those that hold among them. */
const MAX_LOOKS = 400
