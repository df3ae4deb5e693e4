import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exportDsse } from './dsse-envelope.ts'
import { decodeEntry } from '../events/entry.ts'
import type { Entry } from '../events/entry.ts'
import { right } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'

const log = readFileSync(new URL('../../../../docs/spec/example.jsonl', import.meta.url), 'utf8')
const entries = log
  .trimEnd()
  .split('\n')
  .map((line, i) => right(decodeEntry(utf8(line), i)).entry)
const cases = entries.map((entry) => [entry.index, entry] as const)

interface Envelope {
  readonly payload: string
  readonly payloadType: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

/** A DSSE verifier of its own (DSSE protocol v1.0.2): the payload, and the key ids whose signatures stand. */
function verifyDsse({
  payload,
  payloadType,
  signatures,
}: Envelope): readonly [string, readonly string[]] {
  const body = Buffer.from(payload, 'base64')
  const type = Buffer.from(payloadType)
  const pae = Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${body.length} `),
    body,
  ])
  const standing = signatures.filter(({ keyid, sig }) => {
    const x = Buffer.from(keyid, 'hex').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, pae, key, Buffer.from(sig, 'base64'))
  })
  return [body.toString(), standing.map(({ keyid }) => keyid)]
}

function envelopeOf(entry: Entry): Envelope {
  const envelope: Envelope = JSON.parse(Buffer.from(exportDsse(entry)).toString())
  return envelope
}

describe('a DSSE envelope', () => {
  it.each(cases)('of entry %d is taken by another verifier, all its signatures', (_, entry) => {
    const envelope = envelopeOf(entry)
    const [payload, keys] = verifyDsse(envelope)
    expect(JSON.parse(payload)).toEqual(entry.event)
    expect(keys).toEqual(entry.signatures.map(({ key }) => key))
    expect(Object.keys(envelope)).toEqual(['payload', 'payloadType', 'signatures'])
    expect(envelope.payloadType).toBe('application/vnd.accord-ledger.event.v1+json')
  })

  it('of another event, or of another type, is not', () => {
    const [first, second] = entries.map(envelopeOf)
    if (first === undefined || second === undefined) throw new Error('two entries')
    expect(verifyDsse({ ...first, payload: second.payload })[1]).toEqual([])
    expect(verifyDsse({ ...first, payloadType: 'text/plain' })[1]).toEqual([])
  })
})
