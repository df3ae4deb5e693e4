/**
 * What stands in the ledger already, as far as an import must know it: which accords, which profiles
 * of whom, and which acts have been attested. Kept along a replay.
 */
import type { AccordEvent, ActKey, Day, VerifiedEntry } from '@accord-ledger/core'
import { actKey } from '@accord-ledger/core'
import type { Profile } from './register-import/profile.ts'

/** One attested act. */
export interface Attested {
  readonly act: 'endorse' | 'withdraw'
  readonly effective: Day
}

/** One profile of a party, in log order. */
export interface ProfileInForce {
  readonly effective: Day
  readonly profile: Profile
}

export interface Standing {
  /** The newest event of each accord. */
  readonly accords: ReadonlyMap<string, AccordEvent>
  /** The profiles of each party; the last is the newest. */
  readonly profiles: ReadonlyMap<string, readonly ProfileInForce[]>
  /** The attested acts of each (accord, signatory). */
  readonly attested: ReadonlyMap<ActKey, readonly Attested[]>
  /** The parties that have acted, or were struck, on any accord. */
  readonly acted: ReadonlySet<string>
}

/** A `Standing` that grows with the log. */
export interface GrowingStanding extends Standing {
  /** Takes in the next entry. */
  readonly take: (entry: VerifiedEntry) => void
}

/** What stands in an empty log. */
export function emptyStanding(): GrowingStanding {
  const accords = new Map<string, AccordEvent>()
  const profiles = new Map<string, ProfileInForce[]>()
  const attested = new Map<ActKey, Attested[]>()
  const acted = new Set<string>()
  return {
    accords,
    profiles,
    attested,
    acted,
    take: ({ event }) => {
      if (event.type === 'accord') accords.set(event.accord, event)
      else if (event.type === 'signatory') {
        const { name, category, country, effective } = event
        push(profiles, event.signatory, { effective, profile: { name, category, country } })
      } else if ('accord' in event) acted.add(event.signatory)
      if (event.type === 'attest') {
        const { act, effective } = event
        push(attested, actKey(event.accord, event.signatory), { act, effective })
      }
    },
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
