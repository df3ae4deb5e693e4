/**
 * Verifier keys of signed notes (c2sp.org/signed-note): a name, a signature type and a public key,
 * in one line of text.
 *
 *     NAME "+" ID "+" base64(TYPE || KEY)          ID = hex(SHA-256(NAME || 0x0a || TYPE || KEY)[0..4])
 *
 *     example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
 *
 *     type  key                                     what it signs
 *     01    Ed25519, 32 bytes                       the text of a note
 *     04    Ed25519, 32 bytes                       cosignature/v1: a time and the text
 *     06    ML-DSA-44, 1,312 bytes                  known and kept, never checked
 *
 * A name is not empty and holds neither Unicode white space, nor `+`, nor control characters. The
 * text is parsed by its first two `+`: base64 may hold more. An Ed25519 key that can have no
 * signature under the strict rule (spec §4) is refused here, where C2SP says nothing.
 * Spec: proofs §3.1.
 */
import * as E from 'fp-ts/lib/Either.js'
import { decodeBase64, encodeBase64 } from '../values/base64.ts'
import { concatBytes } from '../values/bytes.ts'
import { isPublicKeyEncoding } from '../crypto/ed25519.ts'
import { broken, hasControlCharacter } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { sha256 } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { isWellFormed } from '../values/json.ts'
import { quote } from '../values/quote.ts'

/** What a key signs, and how. */
export type SignatureType = 'ed25519' | 'cosignature-v1' | 'ml-dsa-44'

/** A key, the name that it signs notes under, and how it signs. */
export interface VerifierKey {
  readonly name: string
  readonly type: SignatureType
  /** The key id: 8 lower-case hex. A short name for the key, not a commitment to it. */
  readonly id: string
  /** 32 bytes; of ml-dsa-44, 1,312. */
  readonly key: Uint8Array
}

/** Characters a verifier key may take; one of ML-DSA-44 takes 1,762 and its name. */
export const MAX_VERIFIER_KEY_LENGTH = 4096

/**
 * The verifier key of `key` under `name`. Throws a RangeError where the name is none, or the key
 * has another length than its type: 32 bytes, or 1,312.
 */
export function verifierKey(name: string, type: SignatureType, key: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new RangeError(`${quote(name)} is not a key name`)
  if (key.length !== KEY_LENGTHS[type]) {
    throw new RangeError(`a key of ${type} takes ${KEY_LENGTHS[type]} bytes, not ${key.length}`)
  }
  return { name, type, id: keyId(name, typed(type, key)), key }
}

/** The text of a verifier key. */
export function formatVerifierKey({ name, type, id, key }: VerifierKey): string {
  return `${name}+${id}+${encodeBase64(typed(type, key))}`
}

/**
 * The verifier key that attacker-controlled `text` spells. Accepts only what `formatVerifierKey`
 * prints, with the id that the rest gives. Left: the first rule it breaks.
 */
export function parseVerifierKey(text: string): E.Either<BrokenText, VerifierKey> {
  if (text.length > MAX_VERIFIER_KEY_LENGTH) {
    return bad('too-long', `at most ${MAX_VERIFIER_KEY_LENGTH} characters`, `${text.length}`)
  }
  const [first, second] = [text.indexOf('+'), text.indexOf('+', text.indexOf('+') + 1)]
  if (first < 0 || second < 0) return bad('key-parts', 'NAME+ID+KEY', quote(text))
  const [name, id] = [text.slice(0, first), text.slice(first + 1, second)]
  if (!isKeyName(name)) return bad('key-name', 'a name without white space or +', quote(name))
  const material = decodeBase64(text.slice(second + 1))
  if (material === null) return bad('base64', 'strict base64', quote(text.slice(second + 1)))
  const type = TYPES.find((each) => TYPE_BYTES[each] === material[0])
  if (type === undefined) {
    return bad(
      'key-algorithm',
      'signature type 01, 04 or 06',
      material[0] === undefined ? 'no bytes' : encodeHex(material.subarray(0, 1)),
    )
  }
  const key = material.subarray(1)
  if (key.length !== KEY_LENGTHS[type]) {
    return bad('key-length', `${KEY_LENGTHS[type]} bytes of ${type}`, `${key.length} bytes`)
  }
  if (type !== 'ml-dsa-44' && !isPublicKeyEncoding(key)) {
    return bad('key-encoding', 'a canonical Ed25519 key of large order', encodeHex(key))
  }
  const expected = keyId(name, material)
  return id === expected
    ? E.right({ name, type, id, key })
    : bad('key-id', `${expected}, in lower-case hex`, quote(id))
}

/**
 * True for what may name a key: not empty, no Unicode white space, no `+`, no control characters.
 */
export function isKeyName(name: string): boolean {
  return (
    name !== '' &&
    !name.includes('+') &&
    !WHITE_SPACE.test(name) &&
    !hasControlCharacter(name) &&
    isWellFormed(name)
  )
}

/** True where two keys are one: name, type and key. */
export function sameVerifierKey(a: VerifierKey, b: VerifierKey): boolean {
  return formatVerifierKey(a) === formatVerifierKey(b)
}

// JavaScript's \s misses U+0085 and adds U+FEFF.
const WHITE_SPACE = /\p{White_Space}/u
const TYPES: readonly SignatureType[] = ['ed25519', 'cosignature-v1', 'ml-dsa-44']
const TYPE_BYTES = { ed25519: 0x01, 'cosignature-v1': 0x04, 'ml-dsa-44': 0x06 } as const
const KEY_LENGTHS = { ed25519: 32, 'cosignature-v1': 32, 'ml-dsa-44': 1312 } as const
const UTF8 = new TextEncoder()

function typed(type: SignatureType, key: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(TYPE_BYTES[type]), key)
}

function keyId(name: string, material: Uint8Array): string {
  return encodeHex(sha256(concatBytes(UTF8.encode(`${name}\n`), material)).subarray(0, 4))
}

function bad(
  rule: BrokenText['rule'],
  expected: string,
  found: string,
): E.Either<BrokenText, never> {
  return broken('verifier key', rule, 1, expected, found)
}
