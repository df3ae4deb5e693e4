import { describe, expect, it } from 'vitest'
import { left } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'
import { formatSignatureLine, parseNote, parseSignatureLines } from './note.ts'

describe('signature lines alone', () => {
  const line = '— w AAAAAAA=\n'

  it.each([
    ['', 'final-newline', 1],
    ['\n', 'signature-line', 1],
    [`- w AAAAAAA=\n${line}`, 'signature-line', 1],
    [`${line}${line}— w+ AAAAAAA=\n`, 'key-name', 3],
    [`${line}— w AAAAAAA\n`, 'base64', 2],
    [`${line}— w AAAAAA==\n`, 'signature-length', 2],
    [line.repeat(101), 'signature-count', 0],
  ])('are refused by the rule that they break, at its line: %j', (text, rule, at) => {
    const error = left(parseSignatureLines(utf8(text)))
    expect(error).toMatchObject({ what: 'signature lines', rule, line: at })
  })
})

it.each([
  ['a\n', 'no blank line'],
  ['a\n\n', 'nothing after the last one'],
  ['\n\n', 'nothing after the last one'],
])('a note without signature lines is refused: %j has %s', (text, found) => {
  const error = { what: 'signed note', rule: 'signature-block', line: 0, found }
  expect(left(parseNote(utf8(text)))).toMatchObject(error)
})

it('a signature line is written for a key id of four bytes in lower-case hex, and for no other', () => {
  const signature = Uint8Array.of(1)
  expect(formatSignatureLine({ name: 'w', id: '00000000', signature })).toBe('— w AAAAAAE=\n')
  for (const id of ['', '000000', '0000000', '0000000000', '0000000g', 'ABCDEF01']) {
    expect(() => formatSignatureLine({ name: 'w', id, signature })).toThrow(RangeError)
  }
})
