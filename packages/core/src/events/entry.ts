/**
 * Entries: an event with its place in the log. Spec §3.
 *
 *     {"event":{…},"index":0,"prev":"000…0","signatures":[{"key":"…","sig":"…"}],"time":"2026-11-22T09:00:00Z"}
 *
 * The canonical bytes of an entry are the leaf, and the RFC 6962 leaf hash of them is the entry hash:
 * what `prev` names and what the tree is built of.
 */
import * as E from 'fp-ts/lib/Either.js'
import { closed, decodeWith, isObject, list, refined } from '../values/codec.ts'
import type { Codec, Mismatch } from '../values/codec.ts'
import { decodeEvent, signingBytes, unknownEvent, writeEvent } from './event-codec.ts'
import type { LedgerEvent, Unknown } from './event.ts'
import type { Violation } from '../replay/failure.ts'
import { preAuthEncodeAll } from '../crypto/dsse.ts'
import { nobleHasher } from '../crypto/hash.ts'
import type { Hasher } from '../crypto/hash.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'
import {
  encodeCanonical,
  formatCanonical,
  isCanonicalizable,
  readJson,
  readJsonText,
  readUtf8,
  sameBytes,
} from '../values/json.ts'
import { Hash, LeafIndex, PublicKey, Signature, Time } from '../values/primitives.ts'
import type { RuleName } from '../rules/names.ts'
import type { SignatureCheck } from '../crypto/verifier.ts'

/** Bytes an entry may take: what a tile's entry bundle can hold (c2sp.org/tlog-tiles). */
export const MAX_ENTRY_BYTES = 65_535
/** Signatures an event may carry. */
export const MAX_SIGNATURES = 32

/** One signature under an event's signing bytes. */
export interface EventSignature {
  readonly key: PublicKey
  readonly sig: Signature
}

/** An event and its signatures, ascending by key. What a party sends to an operator. */
export interface SignedEvent {
  readonly event: LedgerEvent
  readonly signatures: readonly EventSignature[]
}

/** One leaf of the log. */
export interface Entry extends SignedEvent {
  readonly index: LeafIndex
  /** The entry hash of the entry before, or 64 zeros for entry 0. */
  readonly prev: Hash
  /** The operator's clock. */
  readonly time: Time
}

/** An entry whose bytes are canonical and hold to the schema. `decodeEntry` makes one of bytes, `makeEntry` the same one of a checked event; nobody else does. */
export interface DecodedEntry {
  readonly bytes: Uint8Array
  /** The leaf hash, 32 bytes; `hash` is its hex. */
  readonly leaf: Uint8Array
  readonly hash: Hash
  readonly entry: Entry
  /** The canonical bytes of the event: a part of `bytes`. */
  readonly event: Uint8Array
  /** What only a later version can explain; `entry.event` must not be looked at where this is not null. */
  readonly unknown: Unknown | null
}

const EventSignature: Codec<EventSignature> = closed<EventSignature>('a signature', {
  key: PublicKey,
  sig: Signature,
})

const signatures: Codec<readonly EventSignature[]> = list(EventSignature, {
  min: 0,
  max: MAX_SIGNATURES,
  order: {
    phrase: 'ascending by key, each once',
    holds: (before, after) => before.key < after.key,
  },
})

// Decoded on its own afterwards: its type decides its codec.
const anyEvent = refined<LedgerEvent>('an event', (value): value is LedgerEvent => isObject(value))

const Envelope: Codec<Entry> = closed<Entry>('an entry', {
  index: LeafIndex,
  prev: Hash,
  time: Time,
  event: anyEvent,
  signatures,
})

const SignedEnvelope: Codec<SignedEvent> = closed<SignedEvent>('a signed event', {
  event: anyEvent,
  signatures,
})

/** The canonical bytes of an entry: the leaf. */
export function encodeEntry(entry: Entry): Uint8Array {
  return encodeCanonical(entry)
}

/**
 * Reads attacker-controlled bytes as the entry at leaf index `at`: size, UTF-8, JSON, schema, and
 * re-encoding, which refuses duplicate keys, odd escapes, other number spellings and other orders.
 * Left: a violation of rules 1 to 5.
 */
export function decodeEntry(
  bytes: Uint8Array,
  at: number,
  hasher: Hasher = nobleHasher,
): E.Either<Violation, DecodedEntry> {
  const json = readJsonText(bytes, MAX_ENTRY_BYTES)
  if (E.isLeft(json)) return E.left(violated(json.left.rule, at, json.left))
  const envelope = decodeWith(Envelope, json.right.value)
  if (E.isLeft(envelope)) return E.left(violated('schema', at, envelope.left))
  const entry = envelope.right
  const unknown = unknownEvent(entry.event)
  if (unknown === null) {
    const event = decodeEvent(entry.event, 'event')
    if (E.isLeft(event)) return E.left(violated('schema', at, event.left))
  } else if (!isCanonicalizable(entry.event)) {
    return E.left(violated('schema', at, NOT_CANONICALIZABLE))
  }
  const tail = writeTail(entry)
  const text = unknown === null ? writeEvent(entry.event) : formatCanonical(entry.event)
  // Bytes that are UTF-8 are the same where their texts are.
  if (ENTRY_OPENING + text + tail !== json.right.text) {
    return E.left(violated('canonical', at, NOT_CANONICAL))
  }
  return E.right(decodedEntry({ bytes, entry, tail, unknown }, hasher))
}

/** An entry whose canonical `bytes` end in `tail`, with its hash and the place of its event. */
export function decodedEntry(
  {
    bytes,
    entry,
    tail,
    unknown,
  }: Pick<DecodedEntry, 'bytes' | 'entry' | 'unknown'> & { readonly tail: string },
  hasher: Hasher,
): DecodedEntry {
  const leaf = hasher.leafHash(bytes)
  const event = bytes.subarray(ENTRY_OPENING.length, bytes.length - tail.length)
  return { bytes, leaf, hash: encodeHex(leaf) as Hash, entry, event, unknown }
}

/** What stands before the event in the canonical text of an entry. */
export const ENTRY_OPENING = '{"event":'

/** What stands behind the event: ASCII, so that its length is its length in bytes. */
export function writeTail({ index, prev, signatures: given, time }: Entry): string {
  return `,"index":${index},"prev":"${prev}","signatures":${signatures.write(given)},"time":"${time}"}`
}

/** The canonical bytes of a signed event. */
export function encodeSignedEvent(signed: SignedEvent): Uint8Array {
  return encodeCanonical({ event: signed.event, signatures: signed.signatures })
}

/**
 * Reads attacker-controlled bytes as a signed event; one final line feed is allowed. It may lack
 * signatures that its event needs. Left: the first mismatch.
 */
export function decodeSignedEvent(bytes: Uint8Array): E.Either<Mismatch, SignedEvent> {
  const body = bytes[bytes.length - 1] === 0x0a ? bytes.subarray(0, -1) : bytes
  const json = readJson(body, MAX_ENTRY_BYTES)
  if (E.isLeft(json)) return json
  const envelope = decodeWith(SignedEnvelope, json.right)
  if (E.isLeft(envelope)) return envelope
  const event = decodeEvent(envelope.right.event, 'event')
  if (E.isLeft(event)) return event
  return sameBytes(encodeSignedEvent(envelope.right), body)
    ? E.right(envelope.right)
    : E.left(NOT_CANONICAL)
}

/**
 * Looks at a value that is said to be a signed event, but may have come past `decodeSignedEvent`: `JSON.parse` gives what a type
 * only claims. An entry is one too; what it has besides is left out. Left: the first mismatch. An event that only a later version
 * can explain passes; the rules stop at it.
 */
export function checkSignedEvent(value: unknown): E.Either<Mismatch, SignedEvent> {
  const envelope = decodeWith(
    SignedEnvelope,
    isObject(value) ? { event: value['event'], signatures: value['signatures'] } : value,
  )
  if (E.isLeft(envelope)) return envelope
  const { event } = envelope.right
  if (unknownEvent(event) !== null) {
    return isCanonicalizable(event) ? envelope : E.left(NOT_CANONICALIZABLE)
  }
  const decoded = decodeEvent(event, 'event')
  return E.isLeft(decoded) ? decoded : envelope
}

/** The questions that the signatures of an event put to a `Verifier`, in their order. */
export function signatureChecks(signed: SignedEvent): readonly SignatureCheck[] {
  return checksUnder(signingBytes(signed.event), signed.signatures)
}

/** As `signatureChecks` of each entry, whose event needs no second encoding. */
export function entryChecks(
  entries: readonly DecodedEntry[],
): readonly (readonly SignatureCheck[])[] {
  const messages = preAuthEncodeAll(entries.map(({ event }) => event))
  return messages.map((message, i) => checksUnder(message, entries[i]?.entry.signatures ?? []))
}

function checksUnder(
  message: Uint8Array,
  signatures: readonly EventSignature[],
): readonly SignatureCheck[] {
  return signatures.map(({ key, sig }) => ({
    key: bytesOf(key),
    message,
    signature: bytesOf(sig),
  }))
}

/**
 * Finds the previous entry hash in an entry's bytes without reading them whole: what a store is
 * opened with. Null where there is none. In canonical bytes a quote inside a string is escaped, so
 * the member name below cannot stand inside one.
 */
export function entryLink(bytes: Uint8Array): string | null {
  // Canonical JSON holds no control character. A store tells by this that a sector of zeros is no entry.
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) < SPACE) return null
  const end = bytes.length - PREV.length - 65
  for (let at = end; at >= 0; at--) {
    if (bytes[at] !== QUOTE || !isPrevAt(bytes, at)) continue
    const start = at + PREV.length
    const digits = readUtf8(bytes.subarray(start, start + 64))
    return Hash.is(digits) && bytes[start + 64] === QUOTE ? digits : null
  }
  return null
}

/** A hot path: a store asks at every byte of every entry. */
function isPrevAt(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < PREV.length; i++) if (bytes[at + i] !== PREV[i]) return false
  return true
}

const SPACE = 0x20

const QUOTE = 0x22
const PREV = [...new TextEncoder().encode('"prev":"')]

const NOT_CANONICAL: Mismatch = {
  path: '',
  expected: 'canonical JSON (RFC 8785)',
  found: 'another spelling of the same value',
}

const NOT_CANONICALIZABLE: Mismatch = {
  path: 'event',
  expected:
    'strings, integers in [0, 2^53), true, false, null, arrays and objects, nested at most 16 deep',
  found: 'something else',
}

function violated(rule: RuleName, index: number, { path, expected, found }: Mismatch): Violation {
  return { _tag: 'Violation', rule, index, path, expected, found, accord: null, signatory: null }
}

function bytesOf(hex: string): Uint8Array {
  const bytes = decodeHex(hex)
  if (bytes === null) throw new Error('a decoded entry holds strict hex')
  return bytes
}
