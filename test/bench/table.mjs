/** The report as a table of plain text. */
import { formatTarget } from './targets.mjs'

export function formatTable({ machine, date, rows }) {
  const lines = [
    ['measure', 'target', 'median', 'low … high', '', 'entries'],
    ...rows.map((row) => [
      row.title,
      formatTarget(row.target),
      row.median === null ? '–' : formatNumber(row.median),
      row.median === null ? '' : `${formatNumber(row.low)} … ${formatNumber(row.high)}`,
      verdictOf(row),
      row.entries === null ? '' : row.entries.toLocaleString('en'),
    ]),
  ]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )
  const notes = rows.filter(({ note }) => note !== null).map(({ id, note }) => `${id}: ${note}`)
  return [
    `${describeMachine(machine)}${date === null ? '' : `, ${date}`}`,
    '',
    ...table,
    '',
    ...notes,
  ].join('\n')
}

export function describeMachine({ cpu, cores, system, node, openssl }) {
  return `${cpu}, ${cores} cores, ${system}, Node ${node}, OpenSSL ${openssl}`
}

export function verdictOf({ met, median }) {
  if (median === null) return 'not measured'
  if (met === null) return ''
  return met ? 'met' : 'MISSED'
}

export function formatNumber(number) {
  return Math.abs(number) >= 100 ? number.toFixed(0) : number.toPrecision(3)
}
