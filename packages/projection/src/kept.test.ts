import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keptAt, noneKept, numberOf } from './kept.ts'

describe('kept strings', () => {
  it('have a number each, by which they are found, and null has none', () => {
    const few = fc.constantFrom('', 'a', 'b', 'ab', 'é', 'null')
    fc.assert(
      fc.property(fc.array(fc.option(few)), (values) => {
        const kept = noneKept<string>()
        const numbers = values.map((value) => numberOf(kept, value))
        expect(numbers.map((number) => keptAt(kept, number))).toEqual(values)
        const texts = values.filter((value) => value !== null)
        expect(kept.list).toEqual([null, ...new Set(texts)])
      }),
    )
  })
})
