/**
 * The Ed25519 rule of the ledger (spec §4) by definition, part by part, and without byte tables:
 * what test vectors are judged by.
 */
import {
  add,
  BASE,
  decode,
  encode,
  integer,
  isSmallOrder,
  L,
  multiply,
  negate,
  sha512,
} from './ed25519-arithmetic.mjs'

export const EQUATION = 'equation'

/** The parts of the rule that a key breaks. */
export const keyBreaks = (key) => {
  if (key.length !== 32) return ['key-length']
  const { point, canonical } = decode(key)
  return [
    ...(canonical ? [] : ['key-not-canonical']),
    ...(point === null ? ['key-off-curve'] : []),
    ...(point !== null && isSmallOrder(point) ? ['key-small-order'] : []),
  ]
}

/** The parts of the rule that a signature breaks, and whether a ZIP 215 verifier takes it. */
export const judge = (key, message, signature) => {
  const breaks = keyBreaks(key)
  if (signature.length !== 64) breaks.push('signature-length')
  if (signature.length !== 64 || key.length !== 32) return { breaks, zip215: false }
  const a = decode(key).point
  const r = decode(signature.subarray(0, 32)).point
  const s = integer(signature.subarray(32))
  if (r !== null && isSmallOrder(r)) breaks.push('r-small-order')
  if (s >= L) breaks.push('s-range')
  if (a === null) return { breaks, zip215: false }
  const k = integer(sha512(signature.subarray(0, 32), key, message)) % L
  const expected = add(multiply(s, BASE), negate(multiply(k, a)))
  if (!encode(expected).equals(signature.subarray(0, 32))) breaks.push(EQUATION)
  const zip215 = r !== null && s < L && isSmallOrder(add(expected, negate(r)))
  return { breaks, zip215 }
}
