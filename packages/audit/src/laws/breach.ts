/** A breach: an entry that breaks one rule, at a place in a valid log where all before it stands. */
import {
  encodeCanonical,
  encodeHex,
  isPublicKey,
  preAuthEncode,
  requiredSigners,
} from '@accord-ledger/core'
import type { Entry, LedgerEvent, LedgerView } from '@accord-ledger/core'
import type { History } from '../arbitraries/history.ts'
import type { Keyring } from '../arbitraries/keyring.ts'

/** A JSON object whose members may be replaced by anything. */
export type Loose = Readonly<Record<string, unknown>>

/** A place in a history, and what stood before it. */
export interface At {
  readonly history: History
  /** The log before entry `entry.index`. */
  readonly view: LedgerView
  /** The valid entry that stands at the place. */
  readonly entry: Entry
  /** Which of several, wherever there is a choice. */
  readonly pick: number
}

/** An entry before it is signed. */
export interface Draft {
  readonly event: Loose
  /** Public keys; each signs, in ascending order. */
  readonly signers: readonly string[]
  /** What the entry says of its place, where that is not the right one. */
  readonly place?: Loose
  /** What becomes of the signatures: 128 hex each. */
  readonly resigned?: (sig: string, at: number) => string
  /** What becomes of the bytes. */
  readonly respelt?: (bytes: Uint8Array) => Uint8Array
}

/** Drafts an entry that breaks a rule, and none of a lower number; null where the place offers no way. */
export type DraftBreach = (at: At) => Draft | null

/** The entry of `at` saying something else besides. */
export function saying(at: At, event: Loose): Draft {
  return { event: { ...at.entry.event, ...event }, signers: signersOf(at.entry) }
}

/** The entry of `at`, its event as it is. */
export function asItIs(at: At): Draft {
  return saying(at, {})
}

/** A composed event, signed by whom the rules ask for. */
export function asRequired({ view, pick }: At, event: LedgerEvent): Draft {
  const { keys, registrar } = requiredSigners(view, event)
  const registrars = view.authority?.registrars ?? []
  const one = registrars[pick % registrars.length]
  const signers = [...keys, ...(registrar && one !== undefined ? [one] : [])]
  return { event: { ...event }, signers }
}

/** The bytes of a draft. */
export function bytesOf({ entry }: At, draft: Draft, keys: Keyring): Uint8Array {
  const { event, place, resigned = (sig) => sig, respelt = (bytes) => bytes } = draft
  const message = preAuthEncode(encodeCanonical(event))
  const signatures = [...new Set(draft.signers)].toSorted().map((key, i) => {
    const sig = isPublicKey(key) ? signedBy(keys, key, message) : ''
    return { key, sig: resigned(sig, i) }
  })
  const { index, prev, time } = entry
  return respelt(encodeCanonical({ index, prev, time, ...place, event, signatures }))
}

/** Public keys under the signatures of an entry. */
export function signersOf({ signatures }: Entry): readonly string[] {
  return signatures.map(({ key }) => key)
}

function signedBy(
  keys: Keyring,
  key: Parameters<Keyring['holderOf']>[0],
  message: Uint8Array,
): string {
  return encodeHex(keys.holderOf(key).sign(message))
}
