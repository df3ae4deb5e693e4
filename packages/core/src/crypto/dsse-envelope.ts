/**
 * Events as DSSE envelopes (DSSE v1.0.2), for tools that know nothing of ledgers: the event's
 * canonical bytes, and the signatures under them. What is signed is the same (dsse.ts), so any DSSE
 * verifier that knows the keys can check it.
 *
 *     {"payload":"eyJhY2NvcmQ…","payloadType":"application/vnd.accord-ledger.event.v1+json",
 *      "signatures":[{"keyid":"<the public key, 64 hex>","sig":"<base64>"}]}
 *
 * An envelope leaves the entry's place in the log behind: index, prev and time are not signed by
 * the parties. A `keyid` is a hint. Spec: proofs §7.3.
 */
import { encodeBase64 } from '../values/base64.ts'
import { EVENT_PAYLOAD_TYPE } from './dsse.ts'
import type { SignedEvent } from '../events/entry.ts'
import { encodeEvent } from '../events/event-codec.ts'
import { decodeHex } from '../values/hex.ts'
import { encodeCanonical } from '../values/json.ts'

/** The bytes of a DSSE envelope, canonical JSON, of an entry or a signed event. */
export function exportDsse({ event, signatures }: SignedEvent): Uint8Array {
  return encodeCanonical({
    payload: encodeBase64(encodeEvent(event)),
    payloadType: EVENT_PAYLOAD_TYPE,
    signatures: signatures.map(({ key, sig }) => ({
      keyid: key,
      sig: encodeBase64(decodeHex(sig) ?? new Uint8Array(0)),
    })),
  })
}
