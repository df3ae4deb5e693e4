import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodeCanonical,
  formatCanonical,
  isCanonicalizable,
  isWellFormed,
  MAX_DEPTH,
  readJson,
  readUtf8,
  sameBytes,
} from './json.ts'
import { anyText, restrictedJson } from '../test-support/arbitraries.ts'
import { left, right } from '../test-support/either.ts'
import { jcs } from '../test-support/jcs.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0)

describe('the canonical form', () => {
  it('is the worked example', () => {
    const bytes = encodeCanonical({ b: [1, 'é'], a: null })
    expect(Buffer.from(bytes).toString('hex')).toBe(
      '7b2261223a6e756c6c2c2262223a5b312c22c3a9225d7d',
    )
  })

  it.each<[string, unknown, string]>([
    ['an empty object', {}, '{}'],
    ['an empty array', [], '[]'],
    ['literals', [null, true, false], '[null,true,false]'],
    ['the bounds of integers', [0, 9_007_199_254_740_991], '[0,9007199254740991]'],
    [
      'members by code unit',
      { b: 1, a: 2, B: 3, '': 4, '10': 5, '9': 6 },
      '{"":4,"10":5,"9":6,"B":3,"a":2,"b":1}',
    ],
    [
      'a surrogate pair before U+FB33',
      { '\ufb33': 1, '\u{1f602}': 2 },
      '{"\u{1f602}":2,"\ufb33":1}',
    ],
    ['the short escapes', '\b\t\n\f\r"\\', '"\\b\\t\\n\\f\\r\\"\\\\"'],
    ['the long escapes', '\0\u001f', '"\\u0000\\u001f"'],
    ['no other escape', '/\u007f\u2028é\u{1f602}', '"/\u007f\u2028é\u{1f602}"'],
    [
      'a member __proto__',
      JSON.parse('{"b":1,"__proto__":{"a":2}}'),
      '{"__proto__":{"a":2},"b":1}',
    ],
    ['no call of toJSON', { toJSON: 'x' }, '{"toJSON":"x"}'],
  ])('of %s', (_, value, text) => {
    expect(formatCanonical(value)).toBe(text)
    expect(jcs(value)).toBe(text)
  })

  it('is what RFC 8785 gives, for any restricted value', () => {
    fc.assert(
      fc.property(restrictedJson, (value) => {
        expect(isCanonicalizable(value)).toBe(true)
        const text = formatCanonical(value)
        expect(text).toBe(jcs(value))
        expect(right(readJson(utf8(text), 65_535))).toEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it.each<[string, unknown]>([
    ['a negative integer', -1],
    ['2^53', 9_007_199_254_740_992],
    ['a fraction', 0.5],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['undefined', undefined],
    ['a function', () => 0],
    ['a bigint', 1n],
    ['undefined in an object', { a: undefined }],
    ['a fraction in an array', [[1.5]]],
  ])('has no place for %s, and throws', (_, value) => {
    expect(() => formatCanonical(value)).toThrow(/^not canonical JSON/)
  })
})

describe('what an unknown event may hold', () => {
  it.each<[string, unknown, boolean]>([
    ['nothing nested too deep', nested(MAX_DEPTH), true],
    ['one level more', nested(MAX_DEPTH + 1), false],
    ['an object one level too deep', { a: nested(MAX_DEPTH) }, false],
    ['ten thousand levels', nested(10_000), false],
    ['zero', 0, true],
    ['minus zero', -0, false],
    ['2^53 - 1', 9_007_199_254_740_991, true],
    ['2^53', 9_007_199_254_740_992, false],
    ['-1', -1, false],
    ['0.1', 0.1, false],
    ['infinity, as 1e400 parses', Infinity, false],
    ['a pair of surrogates', '\u{1f602}', true],
    ['a lone high surrogate', 'a\ud800', false],
    ['a lone low surrogate', '\udc00a', false],
    ['reversed surrogates', '\udc00\ud800', false],
    ['a lone surrogate in a member name', { '\ud800': 1 }, false],
    ['a lone surrogate in a member named __proto__', JSON.parse('{"__proto__":"\\ud800"}'), false],
    ['undefined', undefined, false],
  ])('%s', (_, value, holds) => {
    expect(isCanonicalizable(value)).toBe(holds)
  })

  it('is well-formed exactly where UTF-8 takes it and gives it back', () => {
    const units = fc.array(fc.oneof(fc.integer({ min: 0xd7ff, max: 0xe000 }), fc.nat(0xffff)), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes)
        expect(isWellFormed(text)).toBe(readUtf8(utf8(text)) === text || text.startsWith('\ufeff'))
      }),
      { numRuns: 500 },
    )
  })
})

describe('reading', () => {
  it('stops at the cap before it looks at anything', () => {
    expect(right(readJson(utf8('"12345"'), 7))).toBe('12345')
    expect(left(readJson(utf8('"1234567'), 7))).toEqual({
      rule: 'entry-size',
      path: '',
      expected: 'at most 7 bytes',
      found: '8 bytes',
    })
    expect(left(readJson(new Uint8Array(8).fill(0xff), 7)).rule).toBe('entry-size')
  })

  it.each([
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x30], 'a byte order mark'],
    ['nothing but a byte order mark', [0xef, 0xbb, 0xbf], 'a byte order mark'],
    ['0xff', [0x22, 0xff, 0x22], 'other bytes'],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22], 'other bytes'],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 'other bytes'],
    ['a surrogate pair', [0x22, 0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80, 0x22], 'other bytes'],
    ['a cut character', [0x22, 0xe2, 0x82], 'other bytes'],
    ['what lies above U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 'other bytes'],
    ['UTF-16', [0xff, 0xfe, 0x30, 0x00], 'other bytes'],
  ])('refuses %s as no UTF-8', (_, bytes, found) => {
    const error = left(readJson(Uint8Array.from(bytes), 100))
    expect(error).toMatchObject({ rule: 'utf-8', found })
    // and the next one is read as if nothing had been
    expect(right(readJson(utf8('"é"'), 100))).toBe('é')
  })

  it('keeps a byte order mark that stands inside, for the codecs to refuse', () => {
    expect(right(readJson(utf8('"a\ufeff"'), 100))).toBe('a\ufeff')
  })

  it.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '01',
    '1 2',
    "'a'",
    '{a:1}',
    'NaN',
    '\u00a01',
    '"\n"',
  ])('refuses %j as no JSON', (text) => {
    expect(left(readJson(utf8(text), 100)).rule).toBe('json')
  })

  it('answers to any bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = readUtf8(bytes)
        expect(text === null || sameBytes(utf8(text), bytes)).toBe(true)
        const json = readJson(bytes, 30)
        if (json._tag === 'Left') expect(['entry-size', 'utf-8', 'json']).toContain(json.left.rule)
      }),
      { numRuns: 1000 },
    )
  })

  it('compares bytes by length and by each', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (a, b) => {
        expect(sameBytes(a, b)).toBe(Buffer.from(a).equals(b))
        expect(sameBytes(a, a.slice())).toBe(true)
      }),
    )
    fc.assert(fc.property(anyText, (text) => sameBytes(utf8(text), utf8(text))))
  })
})
