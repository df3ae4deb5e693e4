/**
 * Those who share an address with somebody who sends forged events. The bucket of such an address is always empty; so each key of the log
 * that nobody forged from there has a small one of its own, and whoever signs with it is still heard.
 */
import type { Clock, LedgerView, SignedEvent } from '@accord-ledger/core'
import { tokenBuckets } from './token-buckets.ts'
import type { BucketLimits } from './token-buckets.ts'

export interface SharedAddresses {
  /** Takes note that the signatures of `signed`, which came from `sender`, did not stand. */
  forged(signed: SignedEvent, sender: string): void
  /** Whether `signed` is heard although the bucket of its sender is empty. */
  hears(signed: SignedEvent, sender: string, view: Pick<LedgerView, 'keys'>): boolean
}

/** What one key may send from an address that forges, besides what the address may: four events at once, and one every two seconds. */
const OWN: BucketLimits = { burst: 4, perSecond: 0.5 }
/** Milliseconds that an address counts as one that forges. */
const REMEMBERED = 60_000
/** Addresses kept. The one that forged longest ago is forgotten first. */
const MAX_ADDRESSES = 65_536

/** `clock` in milliseconds. */
export function sharedAddresses(clock: Clock): SharedAddresses {
  const forging = new Map<string, number>()
  const own = tokenBuckets(OWN, clock)
  return {
    forged: (signed, sender) => {
      forging.delete(sender)
      forging.set(sender, clock())
      if (forging.size > MAX_ADDRESSES) forging.delete(forging.keys().next().value ?? sender)
      for (const name of namesOf(signed, sender)) own.charge(name, 2 * OWN.burst)
    },
    hears: (signed, sender, { keys }) => {
      const since = forging.get(sender)
      if (since === undefined || clock() - since > REMEMBERED) return false
      // Of keys that are new to the log anybody has any number.
      if (!signed.signatures.every(({ key }) => keys.get(key) !== undefined)) return false
      return namesOf(signed, sender).every((name) => own.take(name) === 0)
    },
  }
}

/** Each key that signed, at the address that it came from. */
function namesOf({ signatures }: SignedEvent, sender: string): readonly string[] {
  return signatures.map(({ key }) => `${sender} ${key}`)
}
