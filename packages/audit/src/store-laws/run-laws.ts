/**
 * Puts a store under its laws. A law ends with a verdict:
 *
 * - `holds`: every case held, and everything that the law is there for was met.
 * - `broken`: a case did not hold; `script` is the smallest that was found, call by call.
 * - `untried`: every case held, but something that the law is there for was never met. It counts as a failure.
 * - `skipped`: the subject does not offer what the law needs.
 * - `stopped`: the signal was aborted before the end.
 */
import type { StoreCaps } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { disposed, Late, LEDGER, onFreshGround } from './ground.ts'
import type { Need, OnGround, StoreLaw } from './law.ts'
import { storeLaws } from './store-laws.ts'
import type { StoreSubject } from './subject.ts'
import { newTrace } from './traced.ts'

/** How the laws are tried. */
export interface LawOptions {
  /** The seed of all cases: an integer. The same seed gives the same cases. */
  readonly seed: number
  /** Cases of a law, at least 1; 100 by default. Laws whose cases are slow or all alike take a part of it. */
  readonly runs?: number
  /** Ends the run after the case at hand. */
  readonly signal?: AbortSignal
  /** Only these laws; all by default. */
  readonly laws?: readonly StoreLaw[]
}

/** What became of one law. */
export interface LawReport {
  readonly number: number
  readonly claim: string
  readonly protects: string
  readonly verdict: 'holds' | 'broken' | 'untried' | 'skipped' | 'stopped'
  /** What broke, what was never met, or what the subject would have to offer; empty where the law holds. */
  readonly reason: string
  /** Cases that were tried, smaller examples of a failure not counted. */
  readonly cases: number
  /** How often each thing was met that the law is there for. */
  readonly coverage: Readonly<Record<string, number>>
  /** The smallest failing case, one call a line, with what came of each. */
  readonly script: readonly string[]
  readonly seed: number
  /** Where under the seed the failing case is, for fast-check; null where there is none. */
  readonly path: string | null
}

/** What became of all laws. */
export interface StoreReport {
  readonly caps: StoreCaps
  readonly laws: readonly LawReport[]
  /** Whether no law was broken, untried or stopped. */
  readonly passed: boolean
}

/** Puts `subject` under the laws, one after another. Rejects where the subject itself cannot be made. */
export async function runLaws(subject: StoreSubject, options: LawOptions): Promise<StoreReport> {
  const offers = await look(subject)
  const laws: LawReport[] = []
  for (const law of options.laws ?? storeLaws)
    laws.push(await tryLaw(law, subject, offers, options))
  const passed = laws.every(({ verdict }) => verdict === 'holds' || verdict === 'skipped')
  return { caps: offers.caps, laws, passed }
}

/** What a subject is and offers. */
interface Offers {
  readonly caps: StoreCaps
  readonly needs: ReadonlySet<Need>
}

async function look(subject: StoreSubject): Promise<Offers> {
  const backend = await subject.make()
  const store = await backend.open(LEDGER, 'write')
  const { caps } = store
  await disposed(store)
  await backend.remove()
  const has: readonly (readonly [Need, boolean])[] = [
    ['a persistent store', subject.persistent],
    ['one writer', caps.writers === 'one'],
    ['many writers', caps.writers === 'many'],
    ['acknowledgement beyond memory', caps.ack !== 'memory'],
    ['acknowledgement on disk', caps.ack === 'disk' || caps.ack === 'replicas'],
    ['crash', backend.crash !== undefined],
    ['powerCut', backend.powerCut !== undefined],
    ['failNextWrite', backend.failNextWrite !== undefined],
    ['duringNextWrite', backend.duringNextWrite !== undefined],
    ['damage', backend.damage !== undefined],
    ['disconnect', backend.disconnect !== undefined],
    ['held', backend.held !== undefined],
    ['pulled', backend.pulled !== undefined],
    ['forget', backend.forget !== undefined],
    ['secrets', backend.secrets !== undefined],
  ]
  return { caps, needs: new Set(has.filter(([, offered]) => offered).map(([need]) => need)) }
}

async function tryLaw(
  law: StoreLaw,
  subject: StoreSubject,
  { caps, needs }: Offers,
  { seed, runs = 100, signal }: LawOptions,
): Promise<LawReport> {
  const { number, claim, protects } = law
  const met = new Map(law.covers.map((what): [string, number] => [what, 0]))
  let cases = 0
  const report = (
    verdict: LawReport['verdict'],
    reason: string,
    script: readonly string[] = [],
    path: string | null = null,
    ofSeed: number = seed,
  ): LawReport => {
    const coverage = Object.fromEntries(met)
    return { number, claim, protects, verdict, reason, cases, coverage, script, seed: ofSeed, path }
  }

  const lacking = law.needs.filter((need) => !needs.has(need))
  if (lacking.length > 0) return report('skipped', `needs ${lacking.join(' and ')}`)

  let script: readonly string[] = []
  let failures = 0
  let shrinking = true
  const onGround: OnGround = async (tryCase) => {
    // Fast-check takes this for a case that holds, and ends its search for a smaller example.
    if (signal?.aborted === true || !shrinking) return
    const trace = newTrace()
    try {
      await onFreshGround({ subject, caps, met: count, trace }, tryCase)
      if (failures === 0) cases += 1
    } catch (thrown) {
      failures += 1
      shrinking = failures < MAX_SHRINKS && !(thrown instanceof Late)
      script = [...trace.lines]
      throw thrown
    }
  }
  const count = (what: string): void => {
    if (failures === 0) met.set(what, (met.get(what) ?? 0) + 1)
  }

  const numRuns = Math.max(1, Math.ceil(runs * law.share))
  for (let round = 0; round < ROUNDS; round++) {
    const ofSeed = seed + round
    const found = await fc.check(law.property(onGround), { seed: ofSeed, numRuns })
    if (failures > 0) {
      const thrown: unknown = found.errorInstance
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      return report('broken', reason, script, found.counterexamplePath, ofSeed)
    }
    if (signal?.aborted === true) return report('stopped', 'the signal was aborted')
    if ([...met.values()].every((times) => times > 0)) return report('holds', '')
  }
  const never = [...met].filter(([, times]) => times === 0).map(([what]) => what)
  return report('untried', `never met: ${never.join(', ')}`)
}

/** A law whose few cases have not met everything goes on, under the next seeds, at most this often. */
const ROUNDS = 5
/** Failing cases that are looked at for one that is smaller. */
const MAX_SHRINKS = 60
