import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventIds } from './event-ids.ts'

const id = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Ids that crowd a few slots. */
const crowded = fc
  .tuple(fc.constantFrom(0, 1, 254, 255), id)
  .map(([first, bytes]) => Uint8Array.of(first, 0, 0, first, 0, 0, 0, ...bytes.subarray(7)))

describe('the table of event ids', () => {
  it('finds what was put in, as a map does, however it is crowded', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(id, crowded), {
          maxLength: 300,
          selector: (bytes) => Buffer.from(bytes).toString('hex'),
        }),
        fc.array(id, { maxLength: 20 }),
        (ids, others) => {
          const table = eventIds(1)
          for (const [index, each] of ids.entries()) {
            table.add(each, index)
            expect(table.find(each)).toContain(index)
          }
          for (const [index, each] of ids.entries()) expect(table.find(each)).toContain(index)
          const known = new Set(ids.map((each) => Buffer.from(each.subarray(0, 8)).toString('hex')))
          for (const each of others)
            if (!known.has(Buffer.from(each.subarray(0, 8)).toString('hex')))
              expect(table.find(each)).toEqual([])
          expect(table.size).toBe(ids.length)
        },
      ),
    )
  })

  it('gives every entry whose id begins with the same 64 bits', () => {
    const table = eventIds()
    const ids = Array.from({ length: 5 }, (_, i) => new Uint8Array(32).fill(i, 8))
    for (const [index, each] of ids.entries()) table.add(each, index + 10)
    expect(table.find(new Uint8Array(32))).toEqual([10, 11, 12, 13, 14])
  })

  it('knows 200,000', () => {
    const table = eventIds()
    const bytes = randomBytes(200_000 * 32)
    const each = (index: number): Uint8Array => bytes.subarray(32 * index, 32 * index + 32)
    for (let index = 0; index < 200_000; index++) table.add(each(index), index)
    for (let index = 0; index < 200_000; index += 97)
      expect(table.find(each(index))).toEqual([index])
    expect(table.find(new Uint8Array(32))).toEqual([])
  })

  it.each([-1, 1.5, Number.NaN, 2 ** 32 - 1])('has no place for index %d', (index) => {
    expect(() => eventIds().add(new Uint8Array(32), index)).toThrow(RangeError)
  })
})
