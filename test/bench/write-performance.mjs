/**
 * Writes docs/performance.md from a report of `pnpm bench`: `node test/bench/write-performance.mjs REPORT.json [FILE]`. The exit status is 1
 * where a target is missed and misses.md does not say why, or where a row was not measured.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartOf, peerChartOf } from './chart.mjs'
import { describeMachine, formatNumber, verdictOf } from './table.mjs'
import { formatTarget, ROWS } from './targets.mjs'

const [source, target = pathOf('../../docs/performance.md')] = process.argv.slice(2)
if (source === undefined) throw new Error('which report?')
const report = JSON.parse(readFileSync(source, 'utf8'))
const explained = sectionsOf(readFileSync(pathOf('misses.md'), 'utf8'))
const incomplete = []

const parts = {
  machine: `${describeMachine(report.machine)}${report.date === null ? '' : `, on ${report.date}`}`,
  repeats: String(report.options.repeats),
  chart: chartOf(report.rows),
  table: tableOf(
    ['measure', 'target', 'median', 'low … high', '', 'entries'],
    report.rows.map(cellsOf),
  ),
  notes: bulletsOf(
    report.rows.filter(({ note }) => note !== null),
    ({ title, note }) => `${title}: ${note}.`,
  ),
  meanings: bulletsOf(ROWS, ({ title, meaning }) => `**${title}.** ${meaning}`),
  peers: peersOf(report.rows.find(({ id }) => id === 'peer-default')),
  misses: missesOf(report.rows),
}
const template = readFileSync(pathOf('performance.template.md'), 'utf8')
writeFileSync(
  target,
  template.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => parts[name]),
)
for (const sentence of incomplete) console.error(sentence)
process.exitCode = incomplete.length === 0 ? 0 : 1

function cellsOf(row) {
  const { title, target: wanted, median, low, high, entries } = row
  if (median === null) incomplete.push(`not measured: ${row.id}`)
  return [
    title,
    formatTarget(wanted),
    median === null ? '–' : `**${formatNumber(median)}**`,
    median === null ? '' : `${formatNumber(low)} … ${formatNumber(high)}`,
    verdictOf(row),
    entries === null ? '' : entries.toLocaleString('en'),
  ]
}

function tableOf(head, rows) {
  return [head, head.map(() => '---'), ...rows].map(lineOf).join('\n')
}

function lineOf(cells) {
  return `| ${cells.join(' | ')} |`
}

function bulletsOf(rows, format) {
  return rows.map((row) => `- ${format(row)}`).join('\n')
}

function peersOf(row) {
  if (row?.peers === undefined) return 'Not measured in this run.'
  const ran = row.peers.filter(({ verified }) => verified !== null)
  const failed = row.peers.filter(({ failure }) => failure !== null)
  return [
    '```',
    peerChartOf(ran),
    '```',
    '',
    'Verified a second, median.',
    bulletsOf(failed, ({ name }) => `${name} did not run here.`),
  ].join('\n')
}

function missesOf(rows) {
  const missed = rows.filter(({ met }) => met === false)
  if (missed.length === 0) return 'None is.'
  return missed
    .map(({ id, title }) => {
      if (explained[id] === undefined)
        incomplete.push(`missed, and misses.md does not say why: ${id}`)
      return `### ${title}\n\n${explained[id] ?? 'Not explained yet.'}`
    })
    .join('\n\n')
}

/** What stands under each `## ` of a text. */
function sectionsOf(text) {
  const sections = text.split(/^## /m).slice(1)
  return Object.fromEntries(
    sections.map((section) => {
      const end = section.indexOf('\n')
      return [section.slice(0, end).trim(), section.slice(end).trim()]
    }),
  )
}

function pathOf(relative) {
  return fileURLToPath(new URL(relative, import.meta.url))
}
