import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_PAYLOAD_TYPE, preAuthEncode, preAuthEncodeAll } from './dsse.ts'
import { encodeEvent, signingBytes } from '../events/event-codec.ts'
import { composeFounding } from '../events/compose.ts'
import { right } from '../test-support/either.ts'
import { A, B } from '../test-support/samples.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

describe('the bytes to sign', () => {
  it('are the worked example', () => {
    expect(latin1(preAuthEncode(utf8('{}')))).toBe(
      'DSSEv1 43 application/vnd.accord-ledger.event.v1+json 2 {}',
    )
  })

  it.each([
    ['no body', '', '0 '],
    ['a body of ten', '0123456789', '10 0123456789'],
    ['a body of two bytes and one character', 'é', '2 \u00c3\u00a9'],
  ])('count bytes in decimal: %s', (_, body, end) => {
    expect(latin1(preAuthEncode(utf8(body)))).toBe(`DSSEv1 43 ${EVENT_PAYLOAD_TYPE} ${end}`)
  })

  it('name the payload type by its length', () => {
    expect(utf8(EVENT_PAYLOAD_TYPE).length).toBe(43)
  })

  it('end in the body, byte for byte, and leave it alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
        const before = body.slice()
        const bytes = preAuthEncode(body)
        expect(bytes.slice(bytes.length - body.length)).toEqual(before)
        expect(latin1(bytes.slice(0, bytes.length - body.length))).toBe(
          `DSSEv1 43 ${EVENT_PAYLOAD_TYPE} ${body.length} `,
        )
        bytes.fill(0)
        expect(body).toEqual(before)
      }),
    )
  })

  it('of a founding event are these', () => {
    const event = right(composeFounding({ log: 'accords.example/1', operator: A, registrars: [B] }))
    const json = `{"format":1,"log":"accords.example/1","operator":"${A}","previous":null,"registrars":["${B}"],"type":"authority"}`
    expect(latin1(encodeEvent(event))).toBe(json)
    expect(latin1(signingBytes(event))).toBe(
      `DSSEv1 43 application/vnd.accord-ledger.event.v1+json 233 ${json}`,
    )
    expect(signingBytes(event).includes(0x0a)).toBe(false)
  })

  it('is the same for many bodies at once', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 1200 }), { maxLength: 9 }), (bodies) => {
        expect(preAuthEncodeAll(bodies)).toEqual(bodies.map(preAuthEncode))
      }),
    )
  })
})
