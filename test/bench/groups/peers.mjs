/**
 * Other ways to keep signed records, each by the smallest script that appends and verifies them (../peers), against a verify
 * of ours over as many entries. Every one has a process of its own for each turn, and ours too. One that does
 * not install or does not run is reported, and left out.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ledgerOf } from '../logs.mjs'
import { ratios, summaryOf } from '../measure.mjs'

const SOURCE = fileURLToPath(new URL('../peers', import.meta.url))
const OURS = fileURLToPath(new URL('../our-process.mjs', import.meta.url))

/** `share`: records for one of ours, where a peer is too slow for as many. `every`: it checks a signature for every record. */
const PEERS = [
  { name: 'hand-rolled', installed: false, share: 1, every: true },
  { name: 'git', installed: false, share: 0.02, every: true },
  { name: 'ssb', installed: true, share: 1, every: true },
  { name: 'hypercore', installed: true, share: 1, every: false },
  { name: 'did-plc', installed: true, share: 0.05, every: true },
  { name: 'didwebvh', installed: true, share: 0.02, every: true },
  { name: 'signify', installed: true, share: 0.1, every: true },
]

/** Peers sign each record once. An entry that admits a party has two signatures, so few parties are admitted. */
const PER_PARTY = 200

export async function peers({ cache, records, repeats, peers: wanted }) {
  const chosen = PEERS.filter(({ name }) => wanted.includes('all') || wanted.includes(name))
  if (chosen.length === 0) return []
  const place = join(cache, `peers-${digestOf(['package-lock.json', 'package.json'])}`)
  const refused = chosen.some(({ installed }) => installed) ? install(place) : null
  cpSync(SOURCE, place, { recursive: true })
  const table = chosen.map((peer) => ({
    ...peer,
    rates: [],
    appends: [],
    failure: peer.installed ? refused : null,
  }))
  const ours = { native: [], sodium: [] }
  const ledger = ledgerOf(cache, records, Math.ceil(records / PER_PARTY))
  for (let turn = 0; turn < repeats; turn++) {
    for (const name of Object.keys(ours))
      ours[name].push(records / started(OURS, [ledger, name]).verify)
    for (const peer of table) measure(peer, cache, place, records)
  }
  return rowsOf(table, ours, records)
}

function measure(peer, cache, place, records) {
  if (peer.failure !== null) return
  const folder = mkdtempSync(join(cache, `${peer.name}-`))
  try {
    const count = Math.max(5, Math.round(records * peer.share))
    const { append, verify } = started(join(place, `${peer.name}.mjs`), [folder, String(count)])
    peer.rates.push(count / verify)
    peer.appends.push(count / append)
  } catch (thrown) {
    peer.failure = thrown.message
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function rowsOf(table, ours, records) {
  const rivals = table.filter(({ every, rates }) => every && rates.length > 0)
  const best = rivals.toSorted((a, b) => summaryOf(b.rates).median - summaryOf(a.rates).median)[0]
  const found = [
    ...Object.entries(ours).map(([name, rates]) => ({
      name: `accord-ledger, ${name}`,
      every: true,
      rates,
      appends: [],
      failure: null,
    })),
    ...table,
  ].map(({ name, every, rates, appends, failure }) => ({
    name,
    every,
    failure,
    verified: rates.length === 0 ? null : summaryOf(rates),
    appended: appends.length === 0 ? null : summaryOf(appends),
  }))
  return Object.entries({ 'peer-default': ours.native, 'peer-sodium': ours.sodium }).map(
    ([id, rates]) => ({
      id,
      entries: records,
      values: best === undefined ? [] : ratios(rates, best.rates),
      seconds: {},
      note: best === undefined ? 'no peer ran' : `the best peer: ${best.name}`,
      peers: found,
    }),
  )
}

/** What a script printed last, as JSON. Throws with what it said where it failed. */
function started(script, words) {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    ['--no-warnings', script, ...words],
    {
      encoding: 'utf8',
      timeout: 1_800_000,
    },
  )
  if (status !== 0) throw error ?? new Error(stderr.trim().split('\n').slice(-8).join('\n'))
  return JSON.parse(stdout.trimEnd().split('\n').at(-1))
}

/** Installs the peers' packages as their lock file says, once. Why that failed, or null. */
function install(place) {
  if (existsSync(join(place, 'node_modules', '.package-lock.json'))) return null
  mkdirSync(place, { recursive: true })
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(SOURCE, name), join(place, name))
  const { status, stderr } = spawnSync('npm', ['ci'], { cwd: place, encoding: 'utf8' })
  return status === 0 ? null : `npm ci: ${stderr.trim().split('\n').slice(-3).join('\n')}`
}

function digestOf(names) {
  const hash = createHash('sha256')
  for (const name of names) hash.update(readFileSync(join(SOURCE, name)))
  return hash.digest('hex').slice(0, 12)
}
