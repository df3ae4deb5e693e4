/**
 * Key files: a private key as text, for a file that only its holder can read. Three lines, each ended
 * by one line feed:
 *
 *     accord-ledger private key v1
 *     public d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
 *     private 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
 *
 * `private` is the 32-byte seed of RFC 8032 §5.1.5 (the example is its first test vector), `public` the key of
 * it. No error here holds any part of the text.
 */
import * as E from 'fp-ts/lib/Either.js'
import { publicKeyOf } from './ed25519.ts'
import type { Malformed } from '../replay/failure.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'

/** The text of a key file for a 32-byte seed. */
export function formatKeyFile(seed: Uint8Array): string {
  return `${HEADER}\npublic ${encodeHex(publicKeyOf(seed))}\nprivate ${encodeHex(seed)}\n`
}

/** The 32-byte seed in a key file's text. Accepts only what `formatKeyFile` prints. */
export function parseKeyFile(text: string): E.Either<Malformed, Uint8Array> {
  const lines = text.split('\n')
  if (lines[0] !== HEADER) return E.left(malformed('line 1', `"${HEADER}"`))
  const seed = decodeHex(lines[2]?.startsWith('private ') ? lines[2].slice(8) : '')
  if (seed?.length !== 32) return E.left(malformed('line 3', '"private " and 64 lower-case hex'))
  return text === formatKeyFile(seed)
    ? E.right(seed)
    : E.left(malformed('line 2', 'the public key of the private one, and three lines in all'))
}

const HEADER = 'accord-ledger private key v1'

function malformed(path: string, expected: string): Malformed {
  return { _tag: 'Malformed', what: 'key file', path, expected, found: 'other text (not shown)' }
}
