/** The choice of a backend: by itself, or by name. All of them decide the same rule, so it is one of speed alone. */
import { nobleVerifier, type Verifier } from '@accord-ledger/core'
import { hasSodium, sodiumVerifier, type SodiumOptions } from './sodium-verifier.ts'
import { nativeVerifier, type NativeOptions } from './verifier.ts'

/** The names of the backends, fastest first. */
export const BACKENDS = ['sodium', 'native', 'noble'] as const

/** A backend's name, as `Verifier.name` tells it. */
export type Backend = (typeof BACKENDS)[number]

/** What the choice is made by, besides what is found on the machine. */
export interface BestOptions extends NativeOptions, SodiumOptions {
  /** The backend to take and no other; without one, the first that works. */
  readonly backend?: Backend
}

/**
 * The fastest backend that is there and passes its self test: sodium where `sodium-native` is installed, else native,
 * else noble. The same verdicts, and `name` tells which. Rejects with a RangeError where an option is out of its range,
 * and, where `backend` names one, with the reason for which that one does not work.
 */
export async function bestVerifier(options: BestOptions = {}): Promise<Verifier> {
  const { backend, ...rest } = options
  if (backend === 'noble') return nobleVerifier
  const native = nativeVerifier(rest)
  const sodium = sodiumVerifier(rest)
  if (backend !== undefined) {
    const forced = backend === 'sodium' ? sodium : native
    await forced.verify([])
    return forced
  }
  if (hasSodium(rest) && (await works(sodium))) return sodium
  return (await works(native)) ? native : nobleVerifier
}

function works(verifier: Verifier): Promise<boolean> {
  return verifier.verify([]).then(
    () => true,
    () => false,
  )
}
