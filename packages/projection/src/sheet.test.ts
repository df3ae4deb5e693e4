import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addRow, CELL_LIMIT, cellAt, emptySheet, setCell } from './sheet.ts'

describe('a sheet', () => {
  it('holds what was last written in each cell, however often it grew', () => {
    const cell = fc.oneof(fc.nat(CELL_LIMIT - 1), fc.constantFrom(0, CELL_LIMIT - 1))
    const written = fc.integer({ min: 1, max: 6 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          maxLength: 3_000,
        }),
        again: fc.array(fc.tuple(fc.nat(), fc.nat(width - 1), cell), { maxLength: 50 }),
      }),
    )
    fc.assert(
      fc.property(written, ({ width, rows, again }) => {
        const sheet = emptySheet(width)
        const expected = rows.map((cells) => cells.slice())
        for (const [i, cells] of rows.entries()) {
          expect(addRow(sheet)).toBe(i + 1)
          for (let column = 0; column < width; column++)
            expect(cellAt(sheet, i + 1, column)).toBe(0)
          for (const [column, value] of cells.entries()) setCell(sheet, i + 1, column, value)
          // Rows that are there already are written again between those that are added.
          const [at = 0, column = 0, value = 0] = again[i] ?? []
          if (again[i] === undefined) continue
          setCell(sheet, (at % (i + 1)) + 1, column, value)
          expected[at % (i + 1)]?.splice(column, 1, value)
        }
        expect(sheet.rows).toBe(rows.length)
        const found = rows.map((cells, i) => cells.map((_, column) => cellAt(sheet, i + 1, column)))
        expect(found).toEqual(expected)
      }),
    )
  })

  it('has no cells where there are no rows', () => {
    expect(() => cellAt(emptySheet(2), 1, 0)).toThrow(/has no row 1/)
    expect(() => setCell(emptySheet(2), 1_000_000, 0, 1)).toThrow(/has no row 1000000/)
  })
})
