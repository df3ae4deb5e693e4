/**
 * Sheets: rows of whole numbers, all of one width, in typed arrays of a thousand rows. A register holds
 * its facts in them: a row costs its cells and nothing else, none is ever moved, and garbage collection
 * has nothing to look at. Rows are numbered from 1, so that 0 can stand for none.
 */

/** Rows of `width` cells, each in [0, 2^32). */
export interface Sheet {
  readonly width: number
  /** `LEAF_ROWS` rows each, from row 0, which is none. */
  readonly leaves: Uint32Array[]
  /** The number of the last row, 0 for none. */
  rows: number
}

/** One past the largest number that a cell holds. */
export const CELL_LIMIT: number = 2 ** 32

/** A power of two. */
const LEAF_BITS = 10
const LEAF_ROWS: number = 2 ** LEAF_BITS

/** A sheet without rows. */
export function emptySheet(width: number): Sheet {
  return { width, leaves: [], rows: 0 }
}

/** Adds a row of zeros: its number. */
export function addRow(sheet: Sheet): number {
  const { leaves, width } = sheet
  const row = sheet.rows + 1
  if (row >>> LEAF_BITS >= leaves.length) leaves.push(new Uint32Array(LEAF_ROWS * width))
  sheet.rows = row
  return row
}

/** What stands in a cell of a row that there is. Throws where no row can be. */
export function cellAt({ leaves, width }: Sheet, row: number, column: number): number {
  const cell = leaves[row >>> LEAF_BITS]?.[(row & (LEAF_ROWS - 1)) * width + column]
  if (cell === undefined) throw new Error(`a sheet has no row ${row}`)
  return cell
}

/** Writes a cell of a row that there is. `value` is in [0, CELL_LIMIT). */
export function setCell(
  { leaves, width }: Sheet,
  row: number,
  column: number,
  value: number,
): void {
  const leaf = leaves[row >>> LEAF_BITS]
  if (leaf === undefined) throw new Error(`a sheet has no row ${row}`)
  leaf[(row & (LEAF_ROWS - 1)) * width + column] = value
}
