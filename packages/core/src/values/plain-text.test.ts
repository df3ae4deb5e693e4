import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasRefusedCodePoint, isPlainText, utf8Length } from './plain-text.ts'
import { anyText, plainText } from '../test-support/arbitraries.ts'

/** The first and the last code point of every refused range, as in the table of spec §2.3. */
const REFUSED: readonly (readonly [string, number, number])[] = [
  ['controls', 0x0000, 0x001f],
  ['delete and controls', 0x007f, 0x009f],
  ['soft hyphen', 0x00ad, 0x00ad],
  ['Arabic letter mark', 0x061c, 0x061c],
  ['zero width space', 0x200b, 0x200b],
  ['directional marks', 0x200e, 0x200f],
  ['separators and directional embeddings', 0x2028, 0x202e],
  ['invisible operators and isolates', 0x2060, 0x206f],
  ['surrogates', 0xd800, 0xdfff],
  ['non-characters', 0xfdd0, 0xfdef],
  ['byte order mark', 0xfeff, 0xfeff],
  ['interlinear annotation', 0xfff9, 0xfffb],
  ['non-characters of plane 0', 0xfffe, 0xffff],
  ['non-characters of plane 13', 0xdfffe, 0xdffff],
  ['tags', 0xe0000, 0xe007f],
  ['non-characters of plane 14', 0xefffe, 0xeffff],
  ['non-characters of plane 16', 0x10fffe, 0x10ffff],
]

const isRefused = (code: number): boolean =>
  REFUSED.some(([, from, to]) => code >= from && code <= to) || (code & 0xfffe) === 0xfffe
const name = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

describe('refused code points', () => {
  it.each(REFUSED)('%s: the first and the last, and none beside them', (_, from, to) => {
    for (const code of [from, to]) {
      expect([name(code), isPlainText(`a${String.fromCodePoint(code)}b`, 512)]).toEqual([
        name(code),
        false,
      ])
    }
    for (const code of [from - 1, to + 1]) {
      if (code < 0 || code > 0x10ffff || isRefused(code)) continue
      expect([name(code), isPlainText(`a${String.fromCodePoint(code)}b`, 512)]).toEqual([
        name(code),
        true,
      ])
    }
  })

  it('are exactly those of the table, among all code points', () => {
    const wrong: string[] = []
    for (let code = 0; code <= 0x10ffff; code++) {
      if (hasRefusedCodePoint(String.fromCodePoint(code)) !== isRefused(code))
        wrong.push(name(code))
    }
    expect(wrong).toEqual([])
  })

  it('do not depend on what stands around them', () => {
    fc.assert(
      fc.property(
        plainText(),
        plainText(),
        fc.constantFrom(...REFUSED),
        (before, after, [, from]) => {
          expect(hasRefusedCodePoint(before + after)).toBe(false)
          expect(hasRefusedCodePoint(before + String.fromCodePoint(from) + after)).toBe(true)
        },
      ),
    )
  })

  it.each([
    ['zero width non-joiner', 'می\u200cخواهم'],
    ['zero width joiner', '\u{1f468}\u200d\u{1f469}'],
    ['a combining mark', 'Jose\u0301'],
    ['the same composed', 'José'],
    ['a confusable', '\u0430lice'],
    ['an ideographic space inside', '株式\u3000会社'],
    ['a no-break space inside', 'a\u00a0b'],
    ['a replacement character', 'a\ufffdb'],
    ['private use', 'a\ue000b'],
    ['a code point that no version has assigned yet', 'a\u{30000}b\u{e0080}'],
    ['two spaces inside', 'a  b'],
  ])('do not include %s', (_, text) => {
    expect(isPlainText(text, 512)).toBe(true)
  })
})

describe('plain text', () => {
  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['a space before', ' a'],
    ['a space after', 'a '],
    ['a tab', 'a\tb'],
    ['a line feed', 'a\nb'],
    ['a line feed after', 'a\n'],
    ['NUL', 'a\0'],
    ['an escape sequence', '\u001b[31mOK'],
    ['text that runs backwards', '\u202egpj.exe'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['reversed surrogates', '\udc00\ud800'],
  ])('is not %s', (_, text) => {
    expect(isPlainText(text, 512)).toBe(false)
  })

  it.each([
    ['one byte each', 'a', 512],
    ['two bytes each', 'é', 256],
    ['three bytes each and two left', '漢', 170],
    ['four bytes each', '\u{1f91d}', 128],
  ])('is at most so many bytes: %s', (_, point, count) => {
    const full = point.repeat(count) + 'a'.repeat(512 - utf8Length(point) * count)
    expect(Buffer.byteLength(full)).toBe(512)
    expect(isPlainText(full, 512)).toBe(true)
    expect(isPlainText(`${full}a`, 512)).toBe(false)
  })

  it('has the length of its UTF-8', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(utf8Length(text)).toBe(Buffer.byteLength(text))
      }),
      { numRuns: 500 },
    )
    expect(utf8Length('\ud800')).toBe(3)
  })
})
