import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWellFormed } from './json.ts'
import { hasRefusedCodePoint } from './plain-text.ts'
import { escaped, quote } from './quote.ts'
import { anyText } from '../test-support/arbitraries.ts'

const anyUnits = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(0x7f)), {
    maxLength: 250,
  })
  .map((units) => String.fromCharCode(...units))

describe('a quoted value', () => {
  it.each<[string, unknown, string]>([
    ['text', 'acme', '"acme"'],
    ['text with quotes', 'a"b\\c', '"a\\"b\\\\c"'],
    ['a line feed', 'a\nb', '"a\\nb"'],
    ['an escape sequence', '\u001b[31mred', '"\\u001b[31mred"'],
    ['an eight-bit escape sequence', '\u009b31mred', '"\\u{9b}31mred"'],
    ['text that runs backwards', '\u202egpj.exe', '"\\u{202e}gpj.exe"'],
    ['what cannot be seen', 'a\u200bb\ufeff', '"a\\u{200b}b\\u{feff}"'],
    ['tags', '\u{e0041}', '"\\u{e0041}"'],
    ['a lone surrogate', '\ud800', '"\\ud800"'],
    ['letters of other scripts', 'é漢\u{1f91d}', '"é漢\u{1f91d}"'],
    ['its own escapes', '\\u{202e}', '"\\\\u{202e}"'],
    ['nothing in it', '', '""'],
    ['zero', 0, '0'],
    ['minus one', -1, '-1'],
    ['infinity', Infinity, 'Infinity'],
    ['null', null, 'null'],
    ['true', true, 'true'],
    ['an array', [1, 2, [3]], 'an array of 3'],
    ['an object', { a: 1 }, 'an object of 1 fields'],
    ['__proto__', JSON.parse('{"__proto__":1}'), 'an object of 1 fields'],
  ])('%s', (_, value, text) => {
    expect(quote(value)).toBe(text)
  })

  it('is cut at 96 characters', () => {
    expect(quote('a'.repeat(94))).toBe(`"${'a'.repeat(94)}"`)
    expect(quote('a'.repeat(95))).toBe(`"${'a'.repeat(95)}…`.slice(0, 95) + '…')
    expect(quote('a'.repeat(1_000_000)).length).toBe(96)
    expect(quote('\u202e'.repeat(1000)).length).toBe(96)
    expect(quote(10n ** 300n).length).toBe(96)
  })

  it('is not cut in the middle of a character', () => {
    for (const before of ['', 'a']) {
      const quoted = quote(before + '\u{1f91d}'.repeat(60))
      expect(isWellFormed(quoted)).toBe(true)
      expect(quoted.endsWith('\u{1f91d}…')).toBe(true)
    }
  })

  it('holds nothing that steers, hides or breaks a line, and is short, whatever is quoted', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        const quoted = quote(text)
        expect(quoted.length).toBeLessThanOrEqual(96)
        expect(hasRefusedCodePoint(quoted)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })

  it('tells two short texts apart', () => {
    const short = fc.string({
      unit: fc.constantFrom('a', '\\', 'u{202e}', '\u202e', '"', '\n'),
      maxLength: 6,
    })
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(quote(a) === quote(b)).toBe(a === b)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('escaped text', () => {
  it('is itself where nothing is refused', () => {
    for (const text of ['', 'a "b" \\c', 'é漢\u{1f91d}\u200d']) expect(escaped(text)).toBe(text)
  })

  it.each([
    ['\u0000', '\\u{0}'],
    ['a\nb', 'a\\u{a}b'],
    ['\u202e', '\\u{202e}'],
    ['\ud800', '\\u{d800}'],
    ['\u{10ffff}', '\\u{10ffff}'],
  ])('of %j is %j', (text, shown) => {
    expect(escaped(text)).toBe(shown)
  })

  it('holds nothing refused, and keeps the rest', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (text) => {
        expect(hasRefusedCodePoint(escaped(text))).toBe(false)
        const back = escaped(text).replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) =>
          String.fromCodePoint(parseInt(hex, 16)),
        )
        if (!text.includes('\\')) expect(back).toBe(text)
      }),
      { numRuns: 500 },
    )
  })
})
