/**
 * What is signed: the DSSE pre-authentication encoding (DSSE v1.0.2, "PAE") of an event's canonical bytes.
 *
 *     PAE(type, body) = "DSSEv1" SP len(type) SP type SP len(body) SP body      lengths in ASCII decimal
 *
 *     PAE("application/vnd.accord-ledger.event.v1+json", "{}")
 *       = DSSEv1 43 application/vnd.accord-ledger.event.v1+json 2 {}
 *
 * Every signer signs the same bytes. Canonical JSON holds no line feed and the text of a signed note
 * always does, so a signature by one key is never taken for the other kind. Spec §3.1.
 */

/** The payload type of an event. */
export const EVENT_PAYLOAD_TYPE = 'application/vnd.accord-ledger.event.v1+json'

/** The bytes to sign for an event whose canonical bytes are `body`. */
export function preAuthEncode(body: Uint8Array): Uint8Array {
  // ASCII: as many bytes as characters.
  const header = `DSSEv1 ${EVENT_PAYLOAD_TYPE.length} ${EVENT_PAYLOAD_TYPE} ${body.length} `
  const bytes = new Uint8Array(header.length + body.length)
  UTF8.encodeInto(header, bytes)
  bytes.set(body, header.length)
  return bytes
}

const UTF8 = new TextEncoder()
