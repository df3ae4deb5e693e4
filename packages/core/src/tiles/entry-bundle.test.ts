import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describe as sentence } from '../describe.ts'
import { left, right } from '../test-support/either.ts'
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts'

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

describe('an entry bundle', () => {
  it('has the length of each entry before it, big-endian', () => {
    expect(encodeEntryBundle([bytes(7, 8, 9), bytes(), bytes(1)])).toEqual(
      bytes(0, 3, 7, 8, 9, 0, 0, 0, 1, 1),
    )
    const long = new Uint8Array(65_535).fill(5)
    const bundle = encodeEntryBundle([long])
    expect(bundle.subarray(0, 3)).toEqual(bytes(0xff, 0xff, 5))
    expect(right(decodeEntryBundle(bundle, 1))).toEqual([long])
    expect(encodeEntryBundle([new Uint8Array(258)]).subarray(0, 2)).toEqual(bytes(1, 2))
  })

  it('is read back, by its width and by no other, and with no byte more or less', () => {
    const anEntry = fc.oneof(
      fc.uint8Array({ maxLength: 8 }),
      fc.uint8Array({ minLength: 250, maxLength: 260 }),
    )
    const some = fc.array(anEntry, { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        some,
        fc.integer({ min: 1, max: 12 }),
        fc.uint8Array({ minLength: 1 }),
        (entries, width, more) => {
          const bundle = encodeEntryBundle(entries)
          const read = decodeEntryBundle(bundle, width)
          expect(E.isRight(read)).toBe(width === entries.length)
          expect(right(decodeEntryBundle(bundle, entries.length))).toEqual(entries)
          expect(E.isLeft(decodeEntryBundle(Buffer.concat([bundle, more]), entries.length))).toBe(
            true,
          )
          for (let cut = 0; cut < bundle.length; cut++)
            expect(E.isLeft(decodeEntryBundle(bundle.subarray(0, cut), entries.length))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is encoded again to the same bytes, whatever bytes were read as one', () => {
    const few = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { maxLength: 24 })
    fc.assert(
      fc.property(few, fc.integer({ min: 1, max: 8 }), (values, width) => {
        const read = decodeEntryBundle(bytes(...values), width)
        if (E.isRight(read)) expect(encodeEntryBundle(read.right)).toEqual(bytes(...values))
      }),
      { numRuns: 2000 },
    )
  })

  it('shares no memory with what was read', () => {
    const bundle = encodeEntryBundle([bytes(1, 2)])
    const [entry] = right(decodeEntryBundle(bundle, 1))
    bundle.fill(9)
    expect(entry).toEqual(bytes(1, 2))
  })

  it.each([
    [bytes(), 1, 'the tile is no entry bundle: expected 1 entries, found 0'],
    [
      bytes(0),
      1,
      'the tile is no entry bundle: expected 1 entries, found 0, and 1 bytes of another',
    ],
    [
      bytes(0, 2, 7),
      1,
      'the tile is no entry bundle: expected 1 entries, found 0, and 3 bytes of another',
    ],
    [
      bytes(0, 1, 7, 0),
      1,
      'the tile is no entry bundle: expected 1 entries, found 1, and 1 bytes more',
    ],
    [bytes(0, 1, 7), 2, 'the tile is no entry bundle: expected 2 entries, found 1'],
  ])('%s is none of width %d', (found, width, says) => {
    expect(sentence(left(decodeEntryBundle(found, width)))).toBe(says)
  })

  it('is not made of no entry, of 257, or of one that is too long', () => {
    expect(() => encodeEntryBundle([])).toThrow(RangeError)
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => bytes(1)))).toThrow(RangeError)
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError)
  })
})
