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
  const header = headerOf(body)
  const bytes = new Uint8Array(header.length + body.length)
  encodeInto(bytes, header, body)
  return bytes
}

/** As `preAuthEncode` of each. They are views of one array: many small ones cost more than all that is written to them. */
export function preAuthEncodeAll(bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  const headers = bodies.map(headerOf)
  const lengths = bodies.map((body, i) => body.length + (headers[i]?.length ?? 0))
  const all = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let start = 0
  return bodies.map((body, i) => {
    const bytes = all.subarray(start, (start += lengths[i] ?? 0))
    encodeInto(bytes, headers[i] ?? '', body)
    return bytes
  })
}

/** ASCII: as many bytes as characters. */
function headerOf(body: Uint8Array): string {
  return `${PREFIX}${body.length} `
}

function encodeInto(bytes: Uint8Array, header: string, body: Uint8Array): void {
  UTF8.encodeInto(header, bytes)
  bytes.set(body, header.length)
}

const PREFIX = `DSSEv1 ${EVENT_PAYLOAD_TYPE.length} ${EVENT_PAYLOAD_TYPE} `

const UTF8 = new TextEncoder()
