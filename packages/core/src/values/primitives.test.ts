import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isAccordId,
  isCategory,
  isCountry,
  isHash,
  isOrigin,
  isPublicKey,
  isSignatoryId,
} from './guards.ts'
import {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  LeafIndex,
  Name,
  Origin,
  PublicKey,
  Reason,
  Signature,
  SignatoryId,
  Time,
  Title,
  Uri,
} from './primitives.ts'
import { id } from '../test-support/arbitraries.ts'

describe.each([
  ['accord', AccordId, isAccordId],
  ['signatory', SignatoryId, isSignatoryId],
  ['category', Category, isCategory],
] as const)('the id of %s', (_, codec, guard) => {
  it.each([
    'a',
    '0',
    'a-b',
    '0-0',
    'state-fr',
    'a1-b2-c3',
    'constructor',
    'a'.repeat(96),
    `${'ab-'.repeat(31)}abc`,
  ])('is %s', (text) => {
    expect(codec.is(text)).toBe(true)
    expect(guard(text)).toBe(true)
  })

  it.each([
    '',
    'a'.repeat(97),
    `${'ab-'.repeat(32)}a`,
    '-',
    '-a',
    'a-',
    'a--b',
    'A',
    'aB',
    'a_b',
    'a.b',
    'a/b',
    'a b',
    ' a',
    'a ',
    'a\n',
    'a\0',
    'é',
    'ａ',
    '\u212a',
    '__proto__',
    'hasOwnProperty',
    '`',
    '{',
    '/',
    ':',
  ])('is not %j', (text) => {
    expect(codec.is(text)).toBe(false)
    expect(guard(text)).toBe(false)
  })

  it('is words of lower-case letters and digits, joined by single hyphens', () => {
    const nearId = fc.string({ unit: fc.constantFrom(...'az09-'), maxLength: 8 })
    fc.assert(
      fc.property(fc.oneof(id, nearId), (text) => {
        const words = text.split('-')
        expect(codec.is(text)).toBe(text.length <= 96 && words.every((word) => word !== ''))
      }),
    )
  })
})

describe.each([
  ['hash', Hash, isHash, 64],
  ['public key', PublicKey, isPublicKey, 64],
  ['signature', Signature, Signature.is, 128],
] as const)('a %s', (_, codec, guard, digits) => {
  it(`is ${digits} lower-case hex digits`, () => {
    for (const digit of '0123456789abcdef') {
      expect(codec.is(digit.repeat(digits))).toBe(true)
      expect(guard(digit.repeat(digits))).toBe(true)
    }
  })

  it.each([
    ['one digit less', '0'.repeat(digits - 1)],
    ['two digits less', '0'.repeat(digits - 2)],
    ['one digit more', '0'.repeat(digits + 1)],
    ['half as many', '0'.repeat(digits / 2)],
    ['nothing', ''],
    ['upper case', 'A'.repeat(digits)],
    ['one upper-case digit', `${'a'.repeat(digits - 1)}F`],
    ['the letter after f', `${'a'.repeat(digits - 1)}g`],
    ['a prefix', `0x${'0'.repeat(digits - 2)}`],
    ['a line feed after', `${'0'.repeat(digits)}\n`],
    ['a line feed for a digit', `${'0'.repeat(digits - 1)}\n`],
    ['other digits', '\u0660'.repeat(digits)],
  ])('is not %s', (_name, text) => {
    expect(codec.is(text)).toBe(false)
    expect(guard(text)).toBe(false)
  })
})

describe('the origin of a log', () => {
  it.each([
    'a',
    'accords.example',
    'accords.example/1',
    'a-b.c/d_e/0.1',
    '0',
    'x'.repeat(128),
    `${'x'.repeat(63)}/${'y'.repeat(64)}`,
  ])('is %s', (text) => {
    expect(Origin.is(text)).toBe(true)
    expect(isOrigin(text)).toBe(true)
  })

  it.each([
    '',
    'x'.repeat(129),
    `${'x'.repeat(64)}/${'y'.repeat(64)}`,
    '/',
    '/a',
    'a/',
    'a//b',
    'a_b',
    'a_b/c',
    'A',
    'a/B',
    'a b',
    'a+b',
    'a:80',
    'https://a',
    'a\n',
    'a/b\n',
    'a\0b',
    'é.example',
    'a%2fb',
    'a\\b',
  ])('is not %j', (text) => {
    expect(Origin.is(text)).toBe(false)
    expect(isOrigin(text)).toBe(false)
  })
})

describe('a country', () => {
  it.each(['FR', 'AA', 'ZZ', 'XK'])('is %s', (text) => {
    expect(Country.is(text)).toBe(true)
    expect(isCountry(text)).toBe(true)
  })

  it.each(['', 'F', 'FRA', 'fr', 'Fr', 'F1', 'F\n', 'FR\n', ' FR', '@@', '[[', 'ＦＲ'])(
    'is not %j',
    (text) => {
      expect(Country.is(text)).toBe(false)
      expect(isCountry(text)).toBe(false)
    },
  )
})

describe('a leaf index', () => {
  it.each([0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1])('is %d', (value) => {
    expect(LeafIndex.is(value)).toBe(true)
  })

  it.each([
    -0,
    -1,
    0.5,
    2 ** 53,
    2 ** 53 + 2,
    NaN,
    Infinity,
    -Infinity,
    '0',
    '1',
    1n,
    null,
    undefined,
    true,
    [1],
  ])('is not %s', (value) => {
    expect(LeafIndex.is(value)).toBe(false)
  })
})

describe('no primitive', () => {
  const codecs = {
    AccordId,
    Category,
    Country,
    Day,
    Hash,
    LeafIndex,
    Name,
    Origin,
    PublicKey,
    Reason,
    Signature,
    SignatoryId,
    Time,
    Title,
    Uri,
  }

  it.each(Object.entries(codecs))('%s takes what is of another type', (_, codec) => {
    const strangers = [
      null,
      undefined,
      true,
      {},
      [],
      ['a'],
      new String('a'),
      { length: 1 },
      Symbol('a'),
    ]
    for (const value of strangers) {
      expect(codec.is(value)).toBe(false)
      expect(codec.decode(value)._tag).toBe('Left')
    }
  })
})

describe('days and times', () => {
  it('follow the calendar', () => {
    expect([Day.is('2024-02-29'), Day.is('2023-02-29')]).toEqual([true, false])
    expect([Time.is('2024-02-29T00:00:00Z'), Time.is('2023-02-29T00:00:00Z')]).toEqual([
      true,
      false,
    ])
  })
})
