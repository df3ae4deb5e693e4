/**
 * What is shown of an attack that was missed: the smallest beginning of the log that was found on which it is missed too,
 * told as a script, and the smallest case on that.
 *
 *     entry 0 founds accords.example/1
 *     entry 1 publishes pact
 *     registrar 0 did not sign the accord: nothing detected it
 */
import * as fc from 'fast-check'
import { narrate } from '../arbitraries/narration.ts'
import type { Attack } from '../attacks/attack.ts'
import type { PublishedTarget } from '../attacks/published-target.ts'
import { foundText, seedOf } from './attack-run.ts'
import type { AttackReport } from './attack-run.ts'

/** What detects a case: a tag, or null for nothing. */
export type Reader<A> = (target: PublishedTarget, attacked: A) => Promise<string | null>

/** Where a smaller log is looked for. */
export interface SearchOptions {
  readonly seed: number
  /** Entries of the log. */
  readonly length: number
  /** What is published of the first `size` entries. */
  readonly on: (size: number) => Promise<PublishedTarget>
  readonly signal?: AbortSignal | undefined
}

/** The reports of `attacks`, with a script for each one that was missed. */
export async function withScripts<A extends { readonly what: string }>(
  reports: readonly AttackReport[],
  attacks: readonly Attack<PublishedTarget, A>[],
  read: Reader<A>,
  search: SearchOptions,
): Promise<readonly AttackReport[]> {
  const told: AttackReport[] = []
  for (const report of reports) {
    const attack = attacks.find(({ name }) => name === report.name)
    const nth = report.path?.split(':')[1]
    const isMissed = attack !== undefined && nth !== undefined
    told.push(
      isMissed ? { ...report, script: await smallestMiss({ attack, nth, read }, search) } : report,
    )
  }
  return told
}

/** An attack that is missed on the whole log. */
interface Missed<A> {
  readonly attack: Attack<PublishedTarget, A>
  /** The number of the first case that is. */
  readonly nth: string
  readonly read: Reader<A>
}

/** The script of the smallest log that is found, and at last of the whole one; empty where the signal ends the search. */
async function smallestMiss<A extends { readonly what: string }>(
  { attack, nth, read }: Missed<A>,
  { seed, length, on, signal }: SearchOptions,
): Promise<readonly string[]> {
  const at = async (size: number): Promise<Miss | null> => {
    if (signal?.aborted === true) return null
    const drawn = { seed: seedOf(seed, attack), numRuns: CASES }
    return miss(attack, read, await on(size), size < length ? drawn : { ...drawn, path: nth })
  }
  let [least, found]: [number, Miss | null] = [0, null]
  for (let size = 1; found === null && least < length; size = Math.max(size + 1, size * 1.5)) {
    const most = Math.min(length, Math.floor(size))
    found = await at(most)
    if (found === null) least = most
  }
  // Between the greatest log without a miss and the one with it: where that begins, if it begins once.
  while (found !== null && found.entries.length - least > 1) {
    const middle = Math.floor((least + found.entries.length) / 2)
    const smaller = await at(middle)
    if (smaller === null) least = middle
    else found = smaller
  }
  return found === null ? [] : [...scriptOf(found), found.what]
}

/** A miss on a log of these entries. */
interface Miss extends Pick<PublishedTarget['log'], 'entries'> {
  readonly what: string
}

/** The smallest of some cases that are missed on `target`; null where all are detected. */
async function miss<A extends { readonly what: string }>(
  attack: Attack<PublishedTarget, A>,
  read: Reader<A>,
  target: PublishedTarget,
  drawn: fc.Parameters<[A]>,
): Promise<Miss | null> {
  const arbitrary = attack.arbitrary(target)
  if (arbitrary === null) return null
  const misses: string[] = []
  let looks = 0
  const property = fc.asyncProperty(arbitrary, async (attacked) => {
    // Fast-check takes this for a case that holds, and ends its search for a smaller one.
    if (misses.length > 0 && ++looks > MAX_LOOKS) return
    const found = await read(target, attacked)
    if (found !== null && attack.detectedBy.includes(found)) return
    misses.push(`${attacked.what}: ${foundText(found)}`)
    throw new Error('missed')
  })
  await fc.check(property, drawn)
  // Each failure that fast-check comes to is smaller than the one before it.
  const what = misses.at(-1)
  return what === undefined ? null : { entries: target.log.entries, what }
}

/** What happened in the log; of a long one its beginning, its end, and what the miss speaks of. */
function scriptOf({ entries, what }: Miss): readonly string[] {
  const named = new Set([...what.matchAll(/entry (\d+)/g)].map(([, index]) => Number(index)))
  const script: string[] = []
  let left = 0
  for (const [index, line] of narrate(entries).entries()) {
    const isTold = index < FIRST || index >= entries.length - LAST || named.has(index)
    if (!isTold) left += 1
    else {
      if (left > 0) script.push(left === 1 ? '(1 entry more)' : `(${left} entries more)`)
      script.push(`entry ${index} ${line}`)
      left = 0
    }
  }
  return script
}

/** Cases that are tried on each log. */
const CASES = 20
/** Cases that are looked at for one that is smaller. */
const MAX_LOOKS = 60
/** Entries of a long log that are told. */
const FIRST = 3
const LAST = 8
