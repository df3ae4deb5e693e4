import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { savedTable } from './saved-table.ts'
import type { SavedTable } from './saved-table.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (row: unknown): readonly [string, number] | null =>
  Array.isArray(row) && row.length === 2 && typeof row[1] === 'number' ? [row[0], row[1]] : null
const tableOf = (values: ReadonlyMap<string, number>): SavedTable<string, number> => {
  const rows = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return savedTable(utf8(rows.map((row) => `${JSON.stringify(row)}\n`).join('')), read)
}
// Keys of which one begins another, and of which few are there.
const key = fc.string({
  unit: fc.constantFrom('a', 'b', 'z', '0', '-', '/'),
  minLength: 1,
  maxLength: 5,
})
const values = fc
  .array(fc.tuple(key, fc.nat(99_999)), { maxLength: 40 })
  .map((rows): ReadonlyMap<string, number> => new Map(rows))

const write = (name: string, value: number): string => `${JSON.stringify([name, value])}\n`

describe('a saved table', () => {
  it('answers as a map does, also for keys that it lacks, goes on as one, and gives the rows of all', () => {
    fc.assert(
      fc.property(
        values,
        fc.array(key),
        fc.array(fc.tuple(key, fc.nat(9))),
        (saved, asked, set) => {
          const table = tableOf(saved)
          const model = new Map(saved)
          const compare = (): void => {
            for (const each of [...model.keys(), ...asked]) {
              expect(table.get(each)).toBe(model.get(each))
            }
          }
          expect(table.holdsTogether()).toBe(true)
          expect(new Map(table.entries())).toEqual(model)
          compare()
          for (const [name, value] of set) {
            table.set(name, value)
            model.set(name, value)
          }
          compare()
          expect(new Map(table.entries())).toEqual(model)
          expect([...table.entries()].length).toBe(model.size)
          const rows = [...model].toSorted(([a], [b]) => (a < b ? -1 : 1))
          expect(table.rows(write)).toEqual(utf8(rows.map((row) => write(...row)).join('')))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('answers to nothing where it has no row', () => {
    const empty = tableOf(new Map())
    expect([empty.get('a'), [...empty.entries()], empty.holdsTogether()]).toEqual([
      undefined,
      [],
      true,
    ])
  })

  it.each([
    ['rows in another order', '["b",1]\n["a",1]\n'],
    ['a key twice', '["a",1]\n["a",2]\n'],
    ['a row that is none', '["a",1]\n["b"]\n'],
    ['a row of another spelling', '["a", 1]\n'],
    ['an empty row', '["a",1]\n\n["b",1]\n'],
    ['no line feed at the end', '["a",1]\n["b",1]'],
    ['no JSON', 'a\n'],
  ])('does not hold together with %s', (_, rows) => {
    expect(savedTable(utf8(rows), read).holdsTogether()).toBe(false)
  })

  it('does not hold together with bytes that are no UTF-8', () => {
    const rows = utf8('["a",1]\n["b",1]\n')
    rows[10] = 0xff
    expect(savedTable(rows, read).holdsTogether()).toBe(false)
  })

  it('gives nothing for what is no key, and remembers none of it', () => {
    const table = savedTable(utf8('["a",1]\n["b",2]\n'), read)
    const strangers: readonly unknown[] = ['a",1', 'a",1]\n["b', '', 5, Symbol('a'), {}]
    for (const stranger of strangers) expect(table.get(stranger as string)).toBe(undefined)
    expect([...table.entries()]).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  it('tells each key once, also where it is asked for meanwhile', () => {
    const table = savedTable(utf8('["a",1]\n["b",2]\n'), read)
    table.set('c', 3)
    const told = Array.from(table.entries(), ([name]) => [name, table.get(name)])
    expect(told).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ])
  })

  it('throws at a row that is none, and at no other', () => {
    const table = savedTable(utf8('["a",1]\n["b","x"]\n["c",3]\n'), read)
    expect([table.get('a'), table.get('c')]).toEqual([1, 3])
    expect(() => table.get('b')).toThrow('a saved state holds a row that is none: ["b","x"]')
    const garbled = savedTable(utf8('["a",x]\n'), read)
    expect(() => garbled.get('a')).toThrow('a saved state holds a row that is none')
  })
})
