import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeHex, encodeHex, isHex } from './hex.ts'
import { anyText } from '../test-support/arbitraries.ts'

describe('hex', () => {
  it.each([
    ['', []],
    ['00', [0x00]],
    ['00ab', [0x00, 0xab]],
    ['7f80ff', [0x7f, 0x80, 0xff]],
    ['0123456789abcdef', [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]],
  ])('"%s" is the one spelling of its bytes', (text, bytes) => {
    expect(encodeHex(Uint8Array.from(bytes))).toBe(text)
    expect(decodeHex(text)).toEqual(Uint8Array.from(bytes))
  })

  it.each([
    ['odd length', 'abc'],
    ['one digit', '0'],
    ['upper case', 'AB'],
    ['one upper-case digit', 'aB'],
    ['a prefix', '0x10'],
    ['a space', 'a '],
    ['a leading space', ' a'],
    ['a line feed at the end', 'ab\n'],
    ['a line feed in place of a digit', 'a\n'],
    ['the character before 0', 'a/'],
    ['the character after 9', 'a:'],
    ['the character before a', 'a`'],
    ['the character after f', 'ag'],
    ['a sign', '-1'],
    ['a point', '.1'],
    ['NUL', 'a\0'],
    ['fullwidth digits', '\uff11\uff12'],
    ['digits of another script', '\u0661\u0662'],
    ['a code unit that is 0x30 in its low byte', '\u0130\u0130'],
    ['a surrogate pair', '\u{1d7ce}'],
  ])('%s is refused', (_, text) => {
    expect(decodeHex(text)).toBeNull()
  })

  it('decoding takes back encoding, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
        expect(encodeHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
      }),
    )
  })

  it('a text decodes exactly where encoding prints it', () => {
    const nearHex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABg \n'), maxLength: 8 })
    fc.assert(
      fc.property(fc.oneof(nearHex, anyText), (text) => {
        const bytes = decodeHex(text)
        expect(bytes !== null).toBe(/^(?:[0-9a-f]{2})*$/.test(text) && !text.includes('\n'))
        if (bytes !== null) expect(encodeHex(bytes)).toBe(text)
      }),
    )
  })
})

describe('hex of a length', () => {
  it('is what a pattern takes, with any one character changed', () => {
    const digits = '0123456789abcdef'.repeat(4)
    const character = fc.oneof(fc.constantFrom(...'09afAFgG/:`@ \u0660\u0130'), fc.string())
    fc.assert(
      fc.property(fc.nat(63), character, (at, other) => {
        const text = digits.slice(0, at) + other + digits.slice(at + 1)
        expect(isHex(text, 64)).toBe(/^[0-9a-f]{64}$/.test(text))
        expect(isHex(text, text.length)).toBe(/^[0-9a-f]*$/.test(text))
      }),
      { numRuns: 500 },
    )
    expect([isHex(digits, 64), isHex(digits, 63), isHex(digits, 65)]).toEqual([true, false, false])
  })
})
