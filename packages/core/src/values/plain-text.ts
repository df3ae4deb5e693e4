/**
 * The text that names, titles and reasons are made of: well-formed Unicode without the code points
 * that hide, steer or cannot be exchanged. Spec §2.3. Normal forms are not a matter of validity: they
 * change with Unicode's versions and would split the ledger.
 */

/** True where `value` takes 1 to `maxBytes` bytes of UTF-8, holds no refused code point, and neither begins nor ends with U+0020. */
export function isPlainText(value: string, maxBytes: number): boolean {
  return (
    value.length > 0 &&
    value.length <= maxBytes &&
    !value.startsWith(' ') &&
    !value.endsWith(' ') &&
    !REFUSED.test(value) &&
    utf8Length(value) <= maxBytes
  )
}

/** True where `value` holds a code point that no name, title or reason may hold. */
export function hasRefusedCodePoint(value: string): boolean {
  return REFUSED.test(value)
}

/** The length of `value` in UTF-8 bytes; a surrogate that stands alone counts as three. */
export function utf8Length(value: string): number {
  let bytes = 0
  for (const point of value) {
    const code = point.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

// Spelled out, because the classes that Unicode gives these change with its versions. In order:
// controls, soft hyphen, Arabic letter mark, zero width space, directional marks, line and paragraph
// separators and directional embeddings, invisible operators and isolates, byte order mark,
// interlinear annotation, non-characters, surrogates that stand alone, tags.
const RANGES: readonly (readonly [number, number])[] = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x061c, 0x061c],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xfdd0, 0xfdef],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
  ...Array.from({ length: 17 }, (_, plane): readonly [number, number] => [
    plane * 0x10000 + 0xfffe,
    plane * 0x10000 + 0xffff,
  ]),
]

const REFUSED = new RegExp(
  `[${RANGES.map(([from, to]) => `${escape(from)}-${escape(to)}`).join('')}]`,
  'u',
)

function escape(code: number): string {
  return `\\u{${code.toString(16)}}`
}
