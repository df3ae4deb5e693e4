/**
 * A party whose key is A = [a]B + T, T of order 8: of large order, and so admitted. It signs its own
 * admission with R = [r]B and S = r + k a, which holds to the byte where 8 divides k and only
 * after multiplication by the cofactor where it does not.
 */
import {
  add,
  BASE,
  encode,
  integer,
  L,
  littleEndian,
  multiply,
  sha512,
  TORSION,
} from '../../../scripts/ed25519-arithmetic.mjs'
import { REGISTRAR, signatory, started } from './says.mjs'
import { byKey, signingBytes } from './writer.mjs'

const scalar = (label) => integer(sha512(`accord-ledger test logs: ${label}`)) % L

/** Ends with an admission by such a key; `holds` says whether its signature stands. */
export function torsionSigned(holds) {
  const secret = scalar('torsion key')
  const nonce = scalar('torsion nonce')
  const key = encode(add(multiply(secret, BASE), TORSION[1]))
  const r = encode(multiply(nonce, BASE))
  const log = started()
  for (let attempt = 0; ; attempt++) {
    const says = signatory('knot', null, { name: `Knot ${attempt}`, key: key.toString('hex') })
    const event = log.event(says)
    const k = integer(sha512(r, key, signingBytes(event))) % L
    if ((k % 8n === 0n) !== holds) continue
    const s = littleEndian((nonce + k * secret) % L)
    const own = { key: says.key, sig: Buffer.concat([r, s]).toString('hex') }
    const signatures = [own, ...log.signatures(event, REGISTRAR)].toSorted(byKey)
    return log.add(says, [], { signatures })
  }
}
