/**
 * What is in force on a day, as known at a tree size: of a little chain's facts, in log order, only
 * those among the first `size` entries are known, and only those effective on the day or before it
 * rule. The last that rules has its say, whatever day it is effective from: later entries correct
 * earlier ones for the days they cover. All lists here are in log order.
 */
import type { Day, Time } from '@accord-ledger/core'
import type { HistoryAct, KeyChange, Profile } from './facts.ts'
import type { Party } from './register.ts'

/** Where a fact stands in the log, and from when it rules. */
export interface Dated {
  readonly index: number
  readonly effective: Day
}

/** The profile or wording in force. Before the first one's day, the first one counts: so it rules at all times. Null where none is known. */
export function inForce<A extends Dated>(facts: readonly A[], size: number, on: Day): A | null {
  return facts.findLast((fact, i) => rulesAt(fact, i, size, on)) ?? null
}

/** The profile in force of a party that is known to have acted. */
export function profileOf({ id, profiles }: Party, size: number, on: Day): Profile {
  const profile = inForce(profiles, size, on)
  if (profile === null) throw new Error(`${id} acted before it was admitted`)
  return profile
}

/** True where a party is in by its acts on one accord. */
export function isIn(acts: readonly HistoryAct[], size: number, on: Day): boolean {
  return acts.findLast((act) => rulesOf(act, size, on))?.act === 'endorse'
}

/** The act by which a party is in, and since when. */
export interface Standing {
  readonly act: HistoryAct
  /** The effective day of the first act of the unbroken run of endorsements that the act ends. */
  readonly since: Day
}

/** Where a party stands by its acts on one accord, or null where it is not in. */
export function standingOf(acts: readonly HistoryAct[], size: number, on: Day): Standing | null {
  const place = acts.findLastIndex((act) => rulesOf(act, size, on))
  const last = acts[place]
  if (last?.act !== 'endorse') return null
  let since = last.effective
  for (let i = place - 1; i >= 0; i--) {
    const act = acts[i]
    if (act === undefined || !rulesOf(act, size, on)) continue
    if (act.act !== 'endorse') break
    since = act.effective
  }
  return { act: last, since }
}

/** The effective day of the first of the unbroken run of like profiles that the one in force ends; null where no profile before it was another. */
export function renamedSince(profiles: readonly Profile[], size: number, on: Day): Day | null {
  const ruling = profiles.filter((profile, i) => rulesAt(profile, i, size, on))
  const now = ruling.at(-1)
  const run = ruling.findLastIndex((profile) => now !== undefined && !isLike(profile, now)) + 1
  return run === 0 ? null : (ruling[run]?.effective ?? null)
}

/** The time of the entry that suspended a party's key, as known at `size`; null where its key is not suspended. */
export function suspendedSince(keys: readonly KeyChange[], size: number): Time | null {
  const last = keys.findLast(({ index }) => index < size)
  return last?.how === 'suspended' ? last.time : null
}

function rulesOf({ index, effective }: Dated, size: number, on: Day): boolean {
  return index < size && effective <= on
}

/** The same for profiles and wordings, of which the first, at `i` 0, rules at all times. */
function rulesAt(fact: Dated, i: number, size: number, on: Day): boolean {
  return i === 0 ? fact.index < size : rulesOf(fact, size, on)
}

function isLike(a: Profile, b: Profile): boolean {
  return a.name === b.name && a.category === b.category && a.country === b.country
}
