import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEntry, decodeSignedEvent, encodeSignedEvent } from './entry.ts'
import { right } from '../test-support/either.ts'
import { A, bytesOf, entryOf, EVENTS, SIG } from '../test-support/samples.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a signed event', () => {
  const signed = { event: EVENTS.endorse, signatures: [{ key: A, sig: SIG }] }
  const bytes = bytesOf(signed)

  it('is decoded from its canonical bytes, with one final line feed or none', () => {
    expect(right(decodeSignedEvent(bytes))).toEqual(signed)
    expect(right(decodeSignedEvent(Uint8Array.of(...bytes, 0x0a)))).toEqual(signed)
    expect(encodeSignedEvent(right(decodeSignedEvent(bytes)))).toEqual(bytes)
  })

  it.each([
    ['two line feeds', Uint8Array.of(...bytes, 0x0a, 0x0a)],
    ['a line feed before', Uint8Array.of(0x0a, ...bytes)],
    ['a carriage return', Uint8Array.of(...bytes, 0x0d, 0x0a)],
    ['a space', Uint8Array.of(...bytes, 0x20)],
    ['nothing', new Uint8Array(0)],
    ['a line feed', Uint8Array.of(0x0a)],
    ['an entry', bytesOf(entryOf(EVENTS.endorse))],
    ['an event', bytesOf(EVENTS.endorse)],
    ['an event of a later version', bytesOf({ ...signed, event: { type: 'snapshot' } })],
    [
      'an authority event of a later format',
      bytesOf({ ...signed, event: { ...EVENTS.authority, format: 2 } }),
    ],
    ['signatures twice', utf8(Buffer.from(bytes).toString().replace(/\}$/, ',"signatures":[]}'))],
  ])('is refused: %s', (_, other) => {
    expect(isLeft(decodeSignedEvent(other))).toBe(true)
  })

  it('may lack every signature', () => {
    expect(right(decodeSignedEvent(bytesOf({ ...signed, signatures: [] }))).signatures).toEqual([])
  })

  it('is encoded without the place it has in a log', () => {
    const decoded = right(
      decodeEntry(bytesOf({ ...entryOf(EVENTS.endorse), signatures: signed.signatures }), 42),
    )
    expect(encodeSignedEvent(decoded.entry)).toEqual(bytes)
  })
})
