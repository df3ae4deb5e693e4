/**
 * Somebody with keys of its own who wants them taken for others. Its keys are made of known seeds, so that an audit
 * repeats; nobody may use them for anything else.
 */
import {
  encodeCanonical,
  encodeHex,
  leafHash,
  preAuthEncode,
  publicKeyOf,
  signEd25519,
} from '@accord-ledger/core'
import type { Time } from '@accord-ledger/core'

/** A signature in the shape of an entry. */
export interface LooseSignature {
  readonly key: string
  readonly sig: string
}

/** A key that the impostor holds. */
export interface ImpostorKey {
  /** 64 hex. */
  readonly key: string
  /** The signature of an event, valid by this key. */
  readonly sign: (event: object) => LooseSignature
}

/** What an impostor has. */
export interface Impostor {
  readonly operator: ImpostorKey
  readonly registrar: ImpostorKey
  readonly party: ImpostorKey
  /** A sound log of its own under the same origin: a founding, and an accord. */
  readonly log: readonly LooseEntry[]
}

/** An entry before its bytes. */
export interface LooseEntry {
  readonly index: number
  readonly prev: string
  readonly time: string
  readonly event: object
  readonly signatures: readonly LooseSignature[]
}

/** The canonical bytes of an entry, whatever it says. */
export function looseBytes({ index, prev, time, event, signatures }: LooseEntry): Uint8Array {
  return encodeCanonical({ index, prev, time, event, signatures })
}

/** The impostor of a log that was founded at `time` under `origin`. */
export function impostorOf(origin: string, time: Time): Impostor {
  const [operator, registrar, party] = [keyOf(0xa1), keyOf(0xa2), keyOf(0xa3)]
  const founding = {
    type: 'authority',
    log: origin,
    format: 1,
    operator: operator.key,
    registrars: [registrar.key],
    previous: null,
  }
  const first: LooseEntry = {
    index: 0,
    prev: '0'.repeat(64),
    time,
    event: founding,
    signatures: sorted([operator.sign(founding), registrar.sign(founding)]),
  }
  const hash = encodeHex(leafHash(looseBytes(first)))
  const accord = {
    type: 'accord',
    log: origin,
    accord: 'forged-call',
    title: 'A forged call',
    text: 'f0'.repeat(32),
    uri: null,
    open: true,
    effective: time.slice(0, 10),
    previous: null,
    seen: { index: 0, hash },
    until: null,
  }
  const second: LooseEntry = {
    index: 1,
    prev: hash,
    time,
    event: accord,
    signatures: [registrar.sign(accord)],
  }
  return { operator, registrar, party, log: [first, second] }
}

/** Signatures in the order of an entry: ascending by key. */
export function sorted(signatures: readonly LooseSignature[]): readonly LooseSignature[] {
  return signatures.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** The 32 bytes of a seed that everybody knows. */
export function knownSeed(fill: number): Uint8Array {
  return new Uint8Array(32).fill(fill)
}

function keyOf(fill: number): ImpostorKey {
  const seed = knownSeed(fill)
  const key = encodeHex(publicKeyOf(seed))
  return {
    key,
    sign: (event) => ({
      key,
      sig: encodeHex(signEd25519(seed, preAuthEncode(encodeCanonical(event)))),
    }),
  }
}
