/** Tables for people, and CSV for spreadsheets. */
import { escaped } from '@accord-ledger/core'

/** Rows in columns as wide as their widest cell, two spaces between; the last column is not padded. Cells are escaped. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const safe = rows.map((row) => row.map(escaped))
  const widths = (safe[0] ?? []).map((_, column) =>
    Math.max(...safe.map((row) => widthOf(row[column] ?? ''))),
  )
  return safe
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1
            ? cell
            : cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('')
}

/**
 * CSV (RFC 4180): every line ended by CR LF, a cell with a comma, a quote or a line's end in quotes. A cell
 * that a spreadsheet would take for a formula (it begins with = + - @ tab or CR) gets an apostrophe before it.
 */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** Columns that a terminal gives `text`, as nearly as is worth while: one a code point, two for wide scripts, none for marks. */
function widthOf(text: string): number {
  let width = 0
  for (const point of text) width += MARK.test(point) ? 0 : WIDE.test(point) ? 2 : 1
  return width
}

const MARK = /\p{Mark}/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/u
