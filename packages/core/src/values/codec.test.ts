import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { bool, closed, decodeWith, exactly, isObject, list, orNull, refined } from './codec.ts'
import type { Codec } from './codec.ts'
import { left, right } from '../test-support/either.ts'

const digit = refined(
  'a digit',
  (value): value is string => typeof value === 'string' && /^\d$/.test(value),
)
const digits = list(digit, {
  min: 1,
  max: 3,
  order: { phrase: 'ascending', holds: (before, after) => before < after },
})
interface Inner {
  readonly c: string
}
interface Outer {
  readonly a: string
  readonly b: Inner
  readonly d: readonly string[]
}
const Inner: Codec<Inner> = closed<Inner>('an inner', { c: digit })
const Outer: Codec<Outer> = closed<Outer>('an outer', { a: digit, b: Inner, d: digits })
const good = { a: '1', b: { c: '2' }, d: ['3', '4'] }

describe('a closed object', () => {
  it('is returned as it came', () => {
    expect(right(decodeWith(Outer, good))).toBe(good)
    expect(Outer.is(good)).toBe(true)
  })

  it('has no use for a field that is not shown, nor a list for a hole', () => {
    const hidden = Object.defineProperty({ b: good.b, d: good.d, e: 1 }, 'a', { value: '1' })
    expect(Outer.is(hidden)).toBe(false)
    expect(digits.is(Object.assign(Array(2), { 1: '3' }))).toBe(false)
  })

  it('takes its fields in any order', () => {
    expect(isRight(decodeWith(Outer, { d: ['3'], b: { c: '2' }, a: '1' }))).toBe(true)
  })

  it.each<[string, unknown, string, string, string]>([
    ['a bad field', { ...good, a: 'x' }, 'a', 'a digit', '"x"'],
    ['a missing field', { b: good.b, d: good.d }, 'a', 'a digit', 'nothing'],
    ['a field that is undefined', { ...good, a: undefined }, 'a', 'a digit', 'nothing'],
    ['a field that is null', { ...good, a: null }, 'a', 'a digit', 'null'],
    ['an unknown field', { ...good, z: 1 }, 'z', 'no such field', '1'],
    [
      'an unknown field that is undefined',
      { ...good, z: undefined },
      'z',
      'no such field',
      'nothing',
    ],
    [
      'an unknown field with an odd name',
      { ...good, 'a b\u202e': {} },
      '"a b\\u{202e}"',
      'no such field',
      'an object of 0 fields',
    ],
    ['an unknown field without a name', { ...good, '': 1 }, '""', 'no such field', '1'],
    [
      'an unknown field with an endless name',
      { ...good, ['k'.repeat(65)]: 1 },
      `"${'k'.repeat(65)}"`,
      'no such field',
      '1',
    ],
    ['a field inside', { ...good, b: { c: 'x' } }, 'b.c', 'a digit', '"x"'],
    ['a missing field inside', { ...good, b: {} }, 'b.c', 'a digit', 'nothing'],
    [
      'an unknown field inside',
      { ...good, b: { c: '2', e: [1, 2] } },
      'b.e',
      'no such field',
      'an array of 2',
    ],
    ['an array for an object', { ...good, b: ['2'] }, 'b', 'an inner', 'an array of 1'],
    ['a string for an object', { ...good, b: 'c' }, 'b', 'an inner', '"c"'],
    ['a member of a list', { ...good, d: ['3', 'x'] }, 'd.1', 'a digit', '"x"'],
    ['another value altogether', 'x', '', 'an outer', '"x"'],
    ['nothing', undefined, '', 'an outer', 'nothing'],
    ['null', null, '', 'an outer', 'null'],
    [
      '__proto__ as JSON has it',
      JSON.parse('{"a":"1","b":{"c":"2"},"d":["3"],"__proto__":{"a":1}}'),
      '__proto__',
      'no such field',
      'an object of 1 fields',
    ],
    ['a field that only its prototype has', Object.create(good), 'a', 'a digit', 'nothing'],
    [
      'a known name in place of another',
      { ...JSON.parse('{"a":"1","d":["3"],"toString":{"c":"2"}}') },
      'b',
      'an inner',
      'nothing',
    ],
  ])('says what is wrong first: %s', (_, value, path, expected, found) => {
    expect(left(decodeWith(Outer, value))).toEqual({ path, expected, found })
    expect(Outer.is(value)).toBe(false)
  })

  it('reports a bad field before an unknown one, in the order of its own fields', () => {
    expect(left(decodeWith(Outer, { z: 1, d: [], a: 'x' })).path).toBe('a')
    expect(left(decodeWith(Outer, { z: 1, d: [], a: '1', b: good.b })).path).toBe('d')
  })

  it('puts the root before every path', () => {
    expect(left(decodeWith(Outer, { ...good, b: { c: 'x' } }, 'event')).path).toBe('event.b.c')
    expect(left(decodeWith(Outer, 'x', 'event')).path).toBe('event')
  })
})

describe('a list', () => {
  it.each<[string, unknown, boolean, string]>([
    ['as few as allowed', ['1'], true, ''],
    ['as many as allowed', ['1', '2', '3'], true, ''],
    ['one too few', [], false, 'an array of 0'],
    ['one too many', ['1', '2', '3', '4'], false, 'an array of 4'],
    ['out of order', ['2', '1'], false, 'an array of 2'],
    ['out of order at the end', ['1', '3', '2'], false, 'an array of 3'],
    ['twice the same', ['1', '1'], false, 'an array of 2'],
    ['an object with a length', { length: 1, 0: '1' }, false, 'an object of 2 fields'],
    ['a hole', Array.from({ length: 2 }), false, 'nothing'],
    ['a string', '1', false, '"1"'],
  ])('%s', (_, value, holds, found) => {
    const decoded = decodeWith(digits, value)
    expect(isRight(decoded)).toBe(holds)
    if (!holds) expect(left(decoded).found).toBe(found)
  })

  it('says how many it takes and in what order', () => {
    expect(digits.name).toBe('1 to 3 of these, ascending')
    expect(list(digit, { min: 0, max: 2 }).name).toBe('0 to 2 of these')
  })

  it('without an order takes any', () => {
    expect(isRight(decodeWith(list(digit, { min: 0, max: 2 }), ['2', '1']))).toBe(true)
  })

  it('stops at the first bad member, however many follow', () => {
    const many = list(digit, { min: 0, max: 100_000 })
    let asked = 0
    const counting = refined('never', (_): _ is never => (asked++, false))
    expect(
      isRight(
        decodeWith(
          many,
          Array.from({ length: 100_000 }, () => '1'),
        ),
      ),
    ).toBe(true)
    decodeWith(
      list(counting, { min: 0, max: 100_000 }),
      Array.from({ length: 100_000 }, () => '1'),
    )
    expect(asked).toBeLessThanOrEqual(2) // once for the verdict, once for the error
  })
})

describe('single values', () => {
  it('are exactly one', () => {
    expect(isRight(decodeWith(exactly('a'), 'a'))).toBe(true)
    expect(left(decodeWith(exactly('a'), 'b'))).toEqual({ path: '', expected: '"a"', found: '"b"' })
    expect(left(decodeWith(exactly(1), '1')).expected).toBe('1')
    expect(left(decodeWith(exactly(null), undefined)).expected).toBe('null')
  })

  it('are null or a value', () => {
    const codec = orNull(digit)
    for (const value of [null, '1']) expect(isRight(decodeWith(codec, value))).toBe(true)
    for (const value of [undefined, 'x', 0, false, '']) {
      expect(left(decodeWith(codec, value)).expected).toBe('a digit, or null')
    }
  })

  it('are true or false', () => {
    for (const value of [true, false]) expect(right(decodeWith(bool, value))).toBe(value)
    for (const value of [0, 1, 'true', null, undefined, new Boolean(true)]) {
      expect(isRight(decodeWith(bool, value))).toBe(false)
    }
  })

  it('are objects where JSON says so', () => {
    expect([{}, Object.create(null)].every(isObject)).toBe(true)
    expect([[], null, 'a', 1, undefined, () => 0].some(isObject)).toBe(false)
  })
})
