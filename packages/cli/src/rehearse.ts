/** Trying events on a log without logging them. Signatures are not checked; every other rule is. */
import {
  addSignatures,
  encodeEntry,
  requiredSigners,
  timeFromMilliseconds,
  trialOn,
} from '@accord-ledger/core'
import type {
  Author,
  Clock,
  Failure,
  LeafIndex,
  LedgerState,
  LedgerView,
  PublicKey,
  SignedEvent,
  Signer,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** Signatures that an event lacks. */
export interface Missing {
  readonly keys: readonly PublicKey[]
  /** One by any registrar. */
  readonly registrar: boolean
}

/** What `signed` lacks on top of `view`. */
export function missingSignatures(view: LedgerView, { event, signatures }: SignedEvent): Missing {
  const { keys, registrar } = requiredSigners(view, event)
  const given = new Set(signatures.map(({ key }) => key))
  const registrars = view.authority?.registrars ?? []
  return {
    keys: keys.filter((key) => !given.has(key)),
    registrar: registrar && !registrars.some((key) => given.has(key) && !keys.includes(key)),
  }
}

/** `signed` with something in the place of every signature that it lacks, so that the other rules can be asked. */
export function filledIn(view: LedgerView, signed: SignedEvent): Promise<SignedEvent> {
  const missing = missingSignatures(view, signed)
  const registrar = missing.registrar ? (view.authority?.registrars ?? []).slice(0, 1) : []
  return addSignatures(signed, [...missing.keys, ...registrar].map(standIn))
}

/**
 * Has `authors` write on `state` one after another, as they would if it were logged now, and asks rules 1
 * to 31 of each event; `state` stays as it is. Left: the first that an author or a rule refuses.
 */
export async function rehearse<X>(
  state: LedgerState,
  clock: Clock,
  authors: readonly Author<X>[],
): Promise<E.Either<X | Failure, LedgerView>> {
  const now = timeFromMilliseconds(clock())
  const time = state.time !== null && state.time > now ? state.time : now
  const trial = trialOn(state)
  for (const author of authors) {
    const view = trial.view()
    const signed = await author(view)
    if (E.isLeft(signed)) return signed
    const { event, signatures } = signed.right
    const entry = { index: view.size as LeafIndex, prev: view.head, time, event, signatures }
    const broken = trial.next(encodeEntry(entry))
    if (broken !== null) return E.left(broken)
  }
  return E.right(trial.view())
}

function standIn(key: PublicKey): Signer {
  return { key, sign: () => Promise.resolve(new Uint8Array(64)) }
}
