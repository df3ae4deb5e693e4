/** What the demo shows on a terminal: headings, commands with what they print, and a chart. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Counts } from '@accord-ledger/projection'

const manifest = createRequire(import.meta.url).resolve('@accord-ledger/cli/package.json')
const command = join(dirname(manifest), 'dist', 'main.js')

const tty = process.stdout.isTTY && process.env['NO_COLOR'] === undefined

/** Prints a heading. */
export function heading(text: string): void {
  console.log(`\n${tty ? `\x1b[1m${text}\x1b[0m` : text}`)
}

/** Runs `accord-ledger` in `folder` with the words of `line`, as a person would, shows command and output, and stops the demo where it exits otherwise than expected. */
export function accordLedger(folder: string, line: string, exit = 0): void {
  console.log(`$ accord-ledger ${line}`)
  const words = Array.from(line.matchAll(/'([^']*)'|\S+/g), ([word, quoted]) => quoted ?? word)
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  for (const each of `${stdout}${stderr}`.trimEnd().split('\n')) console.log(`  ${cut(each)}`)
  if (status !== exit) throw new Error(`accord-ledger exited with ${status}, not ${exit}`)
}

/** Characters of a line of output that the demo shows. */
const WIDEST = 120

const SHADES = ['█', '▓', '▒', '░', '·'] as const
const WIDTH = 50

/** Prints one bar a day: a member count, and its categories as shades, in the order of `categories`. */
export function chart(series: readonly Counts[], categories: readonly string[]): void {
  const most = Math.max(...series.map(({ total }) => total))
  for (const { on, total, counts } of series) {
    let bar = ''
    let seen = 0
    for (const [i, category] of categories.entries()) {
      seen += counts.find(({ value }) => value === category)?.count ?? 0
      bar += (SHADES[i] ?? ' ').repeat(Math.round((seen / most) * WIDTH) - bar.length)
    }
    console.log(`  ${on}  ${String(total).padStart(5)}  ${bar}`)
  }
  console.log(`  ${categories.map((each, i) => `${SHADES[i] ?? ' '} ${each}`).join('   ')}`)
}

function cut(line: string): string {
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line
}
