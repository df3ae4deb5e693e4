/**
 * `pnpm bench`: measures the rows of targets.mjs, on what was built, and prints them as a table, and as JSON with --json.
 *
 *     --entries N     entries of the log that is verified (100,000; a fifth as many signatories)
 *     --noble N       entries of the log that noble verifies, too (10,000)
 *     --large N       entries where a row asks for a million (100,000; with ACCORD_LEDGER_LONG=1 a million)
 *     --repeats N     times that each thing is measured (5)
 *     --only A,B      groups: signatures, noble, peers, beside, tree, saved, durable, proof, memory, projection, growth
 *     --peers A,B     peers to run, or `all`: they are installed from the npm registry into the cache folder
 *     --records N     records of each peer (20,000)
 *     --cache DIR     where logs and peers are kept (a folder in the system's temporary one)
 *     --date DAY      a day to put down in the JSON
 *     --json FILE     where the JSON goes; `-` prints it in place of the table
 *     --smoke         sizes that take seconds and mean nothing
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { summaryOf } from './measure.mjs'
import { formatTable } from './table.mjs'
import { isMet, ROWS } from './targets.mjs'

const GROUP = fileURLToPath(new URL('group.mjs', import.meta.url))
const NAMES = [
  'signatures',
  'noble',
  'peers',
  'beside',
  'tree',
  'saved',
  'durable',
  'proof',
  'memory',
  'projection',
  'growth',
]
const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'

const string = { type: 'string' }
const { values: given } = parseArgs({
  options: {
    entries: string,
    noble: string,
    large: string,
    repeats: string,
    only: string,
    peers: string,
    records: string,
    cache: string,
    date: string,
    json: string,
    smoke: { type: 'boolean', default: false },
  },
})

const size = (name, usual, smoke) => numberOf(name, given[name] ?? (given.smoke ? smoke : usual))
const entries = size('entries', 100_000, 200)
const options = {
  cache: given.cache ?? join(tmpdir(), 'accord-ledger-bench'),
  entries,
  parties: Math.floor(entries / 5),
  noble: size('noble', 10_000, 20),
  large: size('large', LONG ? 1_000_000 : 100_000, 1_000),
  smallest: given.smoke ? 100 : 10_000,
  appends: given.smoke ? 64 : 512,
  records: size('records', 20_000, 50),
  peers: given.peers?.split(',') ?? [],
  repeats: size('repeats', 5, 1),
}
mkdirSync(options.cache, { recursive: true })

const measured = new Map()
const failures = []
for (const name of given.only?.split(',') ?? NAMES) {
  if (!NAMES.includes(name)) throw new Error(`no group is named ${name}`)
  if (given.json !== '-') console.error(`measuring: ${name}`)
  for (const row of run(name)) measured.set(row.id, row)
}
const report = {
  date: given.date ?? null,
  machine: {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    openssl: process.versions.openssl,
  },
  options: { ...options, cache: undefined },
  rows: ROWS.map(rowOf),
  failures,
}
const json = `${JSON.stringify(report, null, 2)}\n`
if (given.json !== '-') console.log(formatTable(report))
if (given.json === '-') console.log(json)
else if (given.json !== undefined) writeFileSync(given.json, json)
process.exitCode = failures.length === 0 ? 0 : 1

function run(name) {
  const words = [
    '--expose-gc',
    '--no-warnings',
    '--max-old-space-size=8192',
    GROUP,
    name,
    JSON.stringify(options),
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  if (status === 0) return JSON.parse(stdout.trimEnd().split('\n').at(-1))
  failures.push({ group: name, error: stderr })
  console.error(`${name} failed:\n${stderr}`)
  return []
}

function rowOf({ id, title, target }) {
  const found = measured.get(id)
  const values = found?.values ?? []
  const { median, low, high } =
    values.length === 0 ? { median: null, low: null, high: null } : summaryOf(values)
  return {
    id,
    title,
    target,
    median,
    low,
    high,
    met: isMet(target, median),
    entries: found?.entries ?? null,
    note: found?.note ?? null,
    peers: found?.peers,
    seconds: Object.fromEntries(
      Object.entries(found?.seconds ?? {}).map(([name, list]) => [name, summaryOf(list)]),
    ),
  }
}

function numberOf(name, text) {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} ${text} is no number from 1 up`)
  return number
}
