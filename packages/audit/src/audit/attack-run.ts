/**
 * Tries attacks, case by case, and counts what detects them. Cases are drawn by seed: the same seed, log and version
 * give the same ones. A path `flip-byte:17` names one of them: case 17, from 0, of that attack.
 */
import * as fc from 'fast-check'
import type { Attack, AttackedThing } from '../attacks/attack.ts'

/** What became of one attack. */
export interface AttackReport {
  readonly name: string
  readonly on: AttackedThing
  readonly claim: string
  /**
   * `detected`: every case was, by what has to. `missed`: one was not. `not offered`: the log has no place for it.
   * `untried`: no case was drawn. `stopped`: the signal was aborted before the end. All but the first and `not offered` are
   * failures.
   */
  readonly verdict: 'detected' | 'missed' | 'not offered' | 'untried' | 'stopped'
  /** What was missed, or what the log would have to offer; empty where all cases were detected. */
  readonly reason: string
  readonly cases: number
  /** Cases that were detected by what has to. */
  readonly detected: number
  /** How often each thing detected it. */
  readonly by: Readonly<Record<string, number>>
  readonly seed: number
  /** The first case that was missed; null where none was. */
  readonly path: string | null
  /** The smallest log that was found on which it is missed, and what is done to it, a line each; empty where none is. */
  readonly script: readonly string[]
}

/** How cases are drawn and counted. */
export interface AttackOptions {
  readonly seed: number
  /** Cases of each attack, at least 1. */
  readonly runs: number
  readonly signal?: AbortSignal | undefined
  /** Called after each case. */
  readonly onCase?: (() => void) | undefined
}

/** Counts the cases of one attack. */
export interface Tally {
  /** Takes what detected a case: a tag, or null for nothing. */
  readonly take: (nth: number, what: string, by: string | null) => void
  readonly report: () => AttackReport
}

/** The cases of `attack` on `target`, in their order; null where the target does not offer what it needs. */
export function casesOf<T, A>(
  attack: Attack<T, A>,
  target: T,
  { seed, runs }: AttackOptions,
): readonly A[] | null {
  const arbitrary = attack.arbitrary(target)
  return arbitrary === null
    ? null
    : fc.sample(arbitrary, { seed: seedOf(seed, attack), numRuns: runs })
}

/** Begins counting; `planned` is the number of cases, or null where the attack is not offered. */
export function newTally(
  attack: Pick<Attack<never, never>, 'name' | 'on' | 'claim' | 'detectedBy' | 'needs'>,
  planned: number | null,
  seed: number,
): Tally {
  const { name, on, claim, detectedBy, needs } = attack
  const by = new Map<string, number>()
  const missed: { path: string; reason: string; count: number } = { path: '', reason: '', count: 0 }
  let cases = 0
  return {
    take: (nth, what, found) => {
      cases += 1
      if (found !== null) by.set(found, (by.get(found) ?? 0) + 1)
      if (found !== null && detectedBy.includes(found)) return
      missed.count += 1
      if (missed.count > 1) return
      missed.path = `${name}:${nth}`
      missed.reason = `${what}: ${foundText(found)}, where it has to be ${anyOf(detectedBy)}`
    },
    report: () => {
      const detected = cases - missed.count
      const counts = Object.fromEntries([...by].toSorted(([, a], [, b]) => b - a))
      const found = { name, on, claim, cases, detected, by: counts, seed, script: [] }
      if (planned === null) {
        return { ...found, verdict: 'not offered', reason: `needs ${needs}`, path: null }
      }
      if (missed.count > 0) {
        return { ...found, verdict: 'missed', reason: missed.reason, path: missed.path }
      }
      if (cases < planned) {
        return { ...found, verdict: 'stopped', reason: 'the signal was aborted', path: null }
      }
      return cases === 0
        ? { ...found, verdict: 'untried', reason: 'no case was drawn', path: null }
        : { ...found, verdict: 'detected', reason: '', path: null }
    },
  }
}

/** Tries `attacks` on `target`, one after another. */
export async function tryAttacks<T, A extends { readonly what: string }>(
  attacks: readonly Attack<T, A>[],
  target: T,
  read: (attacked: A) => Promise<string | null>,
  options: AttackOptions,
): Promise<readonly AttackReport[]> {
  const reports: AttackReport[] = []
  for (const attack of attacks) {
    const cases = casesOf(attack, target, options)
    const tally = newTally(attack, cases?.length ?? null, options.seed)
    for (const [nth, attacked] of (cases ?? []).entries()) {
      if (options.signal?.aborted === true) break
      tally.take(nth, attacked.what, await read(attacked))
      options.onCase?.()
    }
    reports.push(tally.report())
  }
  return reports
}

function anyOf(tags: readonly string[]): string {
  const others = tags.length - SHOWN
  return others <= 1
    ? tags.join(' or ')
    : `${tags.slice(0, SHOWN).join(' or ')}, or one of ${others} others`
}

const SHOWN = 6

/** What detected a case, in words; null is nothing. */
export function foundText(found: string | null): string {
  return found === null ? 'nothing detected it' : `detected by ${found}`
}

/** Each attack has cases of its own, whichever others there are. */
export function seedOf(seed: number, { name }: Pick<Attack<never, never>, 'name'>): number {
  let mixed = seed | 0
  for (const letter of name) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return mixed
}
