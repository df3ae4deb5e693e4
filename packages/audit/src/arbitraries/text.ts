/**
 * Names as hostile as the spec allows them (§2.3): any script, combining marks, joiners, emoji, up to the last byte. All are
 * in normal form C, as admission asks; so is every part of one, and every one cut short.
 */
import * as fc from 'fast-check'

/** What is refused by careless software, and may not be refused here. */
const PIECES = [
  'a',
  'Z',
  ' ',
  '"',
  '\\',
  '/',
  '<b>',
  '&amp;',
  "'; --",
  '${x}',
  '%00',
  '{"a":1}',
  'null',
  '__proto__',
  '\u00e9', // composed
  'x\u0323\u0307', // two combining marks in canonical order
  '\u0928\u200d\u092f', // a joiner that Devanagari needs
  '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', // a non-joiner that Persian needs
  '\u05e9\u05dc\u05d5\u05dd', // right to left
  '\u0e01\u0e33\u0e32', // Thai, without spaces
  '\u1100\uac00\u11a8\ud7a3', // Hangul, syllables and letters
  '\u682a\u5f0f\u4f1a\u793e',
  '\u{1f469}\u200d\u{1f680}', // emoji by a joiner
  '\u{1f1eb}\u{1f1f7}', // a flag
  '\u{1f44d}\u{1f3fd}',
  '\u00a0', // spaces that are not U+0020
  '\u3000',
  '\u202f',
  '\ufffd',
  '\ue000', // private use
  '\u{10fffd}',
  '\u0430\u0441\u043c\u0435', // looks Latin, and is Cyrillic
  '\uff21\uff23', // full width
  '\u0130\u0131\u00df', // changes its length with its case
]
const FILLERS = ['a', '\u00e9', '\u682a', '\u{1f44d}']

const UTF8 = new TextEncoder()

/** A name, 1 to 512 bytes of UTF-8. Shrinks to plain words. */
export const aName: fc.Arbitrary<string> = aText(512, ['Acme', 'Bolt', 'Corp', 'Dune'])

/** A title, 1 to 1,024 bytes. */
export const aTitle: fc.Arbitrary<string> = aText(1024, ['Open Waters', 'Clean Air'])

/** A reason, 1 to 1,024 bytes. */
export const aReason: fc.Arbitrary<string> = aText(1024, ['a duplicate', 'it changed its mind'])

/** Text that names may be made of, 1 to `maxBytes` bytes, a quarter of it of exactly so many. */
function aText(maxBytes: number, plain: readonly string[]): fc.Arbitrary<string> {
  const words = fc.constantFrom(...plain)
  const hostile = fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 24 })
    .map((pieces) => fitted(pieces.join(''), maxBytes))
    .filter((text) => text !== '')
  const full = fc
    .tuple(fc.constantFrom(...FILLERS), fc.constantFrom(...PIECES))
    .map(([filler, end]) => filledUp(filler, end, maxBytes))
  return fc.oneof(
    { weight: 3, arbitrary: words },
    { weight: 4, arbitrary: hostile },
    { weight: 1, arbitrary: full },
  )
}

function lengthOf(text: string): number {
  return UTF8.encode(text).length
}

/** `text` in normal form C, cut between two code points, and without U+0020 at either end. */
function fitted(text: string, maxBytes: number): string {
  let fitting = ''
  let length = 0
  for (const point of text.normalize('NFC').replace(/^ +/, '')) {
    length += lengthOf(point)
    if (length > maxBytes) break
    fitting += point
  }
  return fitting.replace(/ +$/, '')
}

/** Exactly `maxBytes` bytes, as many of `filler` as there is room for before `end`. */
function filledUp(filler: string, end: string, maxBytes: number): string {
  const last = end.trim() === '' ? 'a' : end.normalize('NFC')
  const room = maxBytes - lengthOf(last)
  const fill = filler.repeat(Math.floor(room / lengthOf(filler)))
  const text = `${'a'.repeat(room - lengthOf(fill))}${fill}${last}`
  return lengthOf(text.normalize('NFC')) === maxBytes ? text.normalize('NFC') : 'a'.repeat(maxBytes)
}
