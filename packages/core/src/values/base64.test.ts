import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { formatDecimal, parseDecimal } from './decimal.ts'

describe('base64', () => {
  it('is what others print, and is read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const text = encodeBase64(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect(decodeBase64(text)).toEqual(Uint8Array.from(bytes))
      }),
    )
  })

  it('has one spelling', () => {
    fc.assert(
      fc.property(
        fc.base64String(),
        fc.nat(),
        fc.constantFrom(...'AB/+=-_ \n\0é', ''),
        (text, at, by) => {
          const i = at % (text.length + 1)
          for (const bent of [
            text.slice(0, i) + by + text.slice(i),
            text.slice(0, i) + by + text.slice(i + 1),
          ]) {
            const bytes = decodeBase64(bent)
            if (bytes !== null) expect(encodeBase64(bytes)).toBe(bent)
          }
        },
      ),
    )
  })

  it.each([
    'A',
    'AA',
    'AAA',
    'AB==',
    'AAB=',
    '====',
    '=AAA',
    'A=AA',
    'A===',
    'AA==AA==',
    'AA= =',
    'AA-A',
    'AA_A',
    'AAA\n',
    ' AAA',
    'ＡAAA',
    'AAA\u0100',
  ])('is refused: %j', (text) => {
    expect(decodeBase64(text)).toBeNull()
  })
})

describe('a decimal', () => {
  it.each([0, 1, 9, 10, 2 ** 31, 2 ** 32, 2 ** 53 - 1])('is read as it is printed: %d', (value) => {
    expect(parseDecimal(formatDecimal(value))).toBe(value)
  })

  it.each([
    '',
    '00',
    '01',
    '+1',
    '-0',
    '-1',
    '1.0',
    '1e3',
    '0x10',
    ' 1',
    '1 ',
    '1\n',
    '1_0',
    '１',
    '٣',
    '9007199254740992',
    '9007199254740993',
    '99999999999999999',
    'Infinity',
    'NaN',
  ])('is refused: %j', (text) => {
    expect(parseDecimal(text)).toBeNull()
  })

  it.each([-1, -0, 0.5, 2 ** 53, Number.NaN, Infinity])('is not printed of %d', (value) => {
    expect(() => formatDecimal(value)).toThrow(RangeError)
  })
})
