/**
 * Attacks on a log, each read by all rules on top of the state before its place: the log is gone through once, and stops
 * at every place that is attacked. What is read of an attacked copy ends `WINDOW` entries behind the change, where the
 * head of the log is known.
 */
import { emptyState, nobleHasher, rootAt, tryBlock } from '@accord-ledger/core'
import type { HashReader, LedgerState, Verifier } from '@accord-ledger/core'
import type { LogAttack } from '../attacks/attack.ts'
import { changedBlock } from '../attacks/log-change.ts'
import type { LogChange } from '../attacks/log-change.ts'
import type { LogTarget } from '../attacks/log-target.ts'
import { believing } from '../arbitraries/verifiers.ts'
import { casesOf, newTally } from './attack-run.ts'
import type { AttackOptions, AttackReport, Tally } from './attack-run.ts'
import { readLog } from './readers.ts'

/** Entries that are read behind a change: what is chained anew trips over the first pin among them, and over the head at their end. */
export const WINDOW = 64

/** Tries `attacks` on the log of `target`, whose tree `reader` reads. */
export async function attackLog(
  attacks: readonly LogAttack[],
  target: LogTarget,
  reader: HashReader,
  verifier: Verifier,
  options: AttackOptions,
): Promise<readonly AttackReport[]> {
  const cases: Planned[] = []
  const tallies = attacks.map((attack) => {
    const drawn = casesOf(attack, target, options)
    const tally = newTally(attack, drawn?.length ?? null, options.seed)
    for (const [nth, change] of (drawn ?? []).entries()) cases.push({ nth, change, tally })
    return tally
  })
  const inOrder = cases.toSorted((a, b) => a.change.at - b.change.at)
  const places = inOrder.map(({ change }) => change.at)
  await forEachState(target, places, verifier, async (state, nth) => {
    const planned = inOrder[nth]
    if (planned === undefined || options.signal?.aborted === true) return
    const found = await readOn(state, planned.change, target, reader, verifier)
    planned.tally.take(planned.nth, planned.change.what, found)
    options.onCase?.()
  })
  return tallies.map((tally) => tally.report())
}

/** What detects one change of the log of `target`, whose tree `reader` reads; null for nothing. */
export async function readChange(
  change: LogChange,
  target: LogTarget,
  reader: HashReader,
  verifier: Verifier,
): Promise<string | null> {
  let found: string | null = null
  await forEachState(target, [change.at], verifier, async (state) => {
    found = await readOn(state, change, target, reader, verifier)
  })
  return found
}

async function readOn(
  state: LedgerState,
  change: LogChange,
  target: LogTarget,
  reader: HashReader,
  verifier: Verifier,
): Promise<string | null> {
  const { length } = target.entries
  const end = Math.min(length, change.at + change.removed + WINDOW)
  const known = { size: end, root: await rootAt(reader, end) }
  return readLog(state, changedBlock(target, change, end), known, verifier)
}

interface Planned {
  readonly nth: number
  readonly change: LogChange
  readonly tally: Tally
}

/**
 * Goes through a verified log once, and stops at `places`, sizes in ascending order, with the state of so many entries.
 * `visit` must not make anything part of the state that it is given.
 */
export async function forEachState(
  { entries }: LogTarget,
  places: readonly number[],
  { hasher }: Pick<Verifier, 'hasher'>,
  visit: (state: LedgerState, nth: number) => Promise<void>,
): Promise<void> {
  // These very bytes have been verified, signatures and all.
  const verifier: Verifier = { ...believing, hasher: hasher ?? nobleHasher }
  let state = emptyState()
  for (const [nth, place] of places.entries()) {
    while (state.size < place) {
      const part = entries.slice(state.size, Math.min(place, state.size + PART))
      const { failure, commit } = await tryBlock(
        state,
        part.map(({ bytes }) => bytes),
        verifier,
      )
      if (failure !== null) throw new Error(`a verified log breaks a rule at ${state.size}`)
      state = commit()
    }
    await visit(state, nth)
  }
}

const PART = 256
