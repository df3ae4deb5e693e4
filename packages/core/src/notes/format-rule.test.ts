import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { left } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'
import { hasControlCharacter, readText } from './format-rule.ts'

const CONTROLS = Array.from({ length: 0x20 }, (_, code) => code).filter((code) => code !== 0x0a)
const found = (code: number): string => `0x${code.toString(16).padStart(2, '0')}`

describe('a control character', () => {
  it('is found at any place of a text, and told with its line and its byte', () => {
    for (const code of CONTROLS) {
      for (const [before, line] of [
        ['', 1],
        ['a', 1],
        ['\n', 2],
        ['é\n\nb', 3],
      ] as const) {
        const error = left(
          readText('policy', utf8(`${before}${String.fromCharCode(code)}\n\u0001`), 99),
        )
        expect(error).toMatchObject({ rule: 'control-character', line, found: found(code) })
      }
    }
  })

  it('is each ASCII one but the line feed, wherever it stands', () => {
    for (const code of CONTROLS) {
      const character = String.fromCharCode(code)
      for (const text of [character, `${character}a`, `a${character}`]) {
        expect(hasControlCharacter(text)).toBe(true)
      }
    }
    for (const text of ['', '\n', ' ', '\u007f\u0085\u2028', 'a\nb']) {
      expect(hasControlCharacter(text)).toBe(false)
    }
  })
})

it('a text is read up to its limit in bytes, and refused past it before anything else', () => {
  expect(readText('policy', utf8('é\n'), 3)).toEqual(E.right('é\n'))
  expect(left(readText('policy', Uint8Array.of(0, 0xff, 0, 0), 3))).toEqual({
    _tag: 'Malformed',
    what: 'policy',
    rule: 'too-long',
    line: 0,
    path: '',
    expected: 'at most 3 bytes',
    found: '4 bytes',
  })
})
