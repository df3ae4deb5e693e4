import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tally } from './order.ts'

describe('a tally', () => {
  it.each<[values: (string | null)[], expected: string]>([
    [[], ''],
    [['b', 'a', 'c'], 'a1 b1 c1'],
    [['b', 'a', 'b'], 'b2 a1'],
    [[null, 'b', null, 'a'], 'null2 a1 b1'],
    [[null, 'null'], 'null1 null1'],
    [['a-b', 'a', 'ab', 'A'], 'A1 a1 a-b1 ab1'],
  ])('of %j is %s', (values, expected) => {
    const found = tally(values)
    expect(found.map(({ value, count }) => `${value}${count}`).join(' ')).toBe(expected)
  })

  it('counts every value once, in an order that the values’ own has no part in', () => {
    const values = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd-1', 'd')))
    const shuffled = values.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const found = tally(all)
        expect(tally(other)).toEqual(found)
        expect(new Map(found.map(({ value, count }) => [value, count]))).toEqual(
          new Map(all.map((value) => [value, all.filter((each) => each === value).length])),
        )
      }),
    )
  })
})
