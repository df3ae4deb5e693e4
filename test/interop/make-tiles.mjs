/**
 * Publishes logs as tiles, for a program in another language to read.
 *
 *     node test/interop/make-tiles.mjs FOLDER [URL]
 *
 *     FOLDER/ledger/          the ledger of make-ledger.mjs, published by `accord-ledger checkpoint`
 *     FOLDER/operator.vkey    its verifier key
 *     FOLDER/large/           70,000 leaves, of which there are only hash tiles, under a checkpoint
 *     FOLDER/tiles.json       where they lie and what they must be found to be; the ledger at URL, too, where it is given
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as al from '@accord-ledger/core'
import { makeLedger, operators, ORIGIN, seedOf } from './make-ledger.mjs'

const [folder, url] = [resolve(process.argv[2]), process.argv[3]]
const COMMAND = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))
const LARGE = 70_000
const [, operator] = operators
const vkey = al.formatVerifierKey(al.noteKey(ORIGIN, operator))

const logs = [await publishedLedger(), await largeLog()]
if (url !== undefined) logs.push({ ...logs[0], where: url })
writeFileSync(join(folder, 'tiles.json'), JSON.stringify(logs))
writeFileSync(join(folder, 'operator.vkey'), `${vkey}\n`)

async function publishedLedger() {
  const directory = join(folder, 'ledger')
  const entries = await makeLedger(directory, 65_536)
  const key = join(folder, 'operator.key')
  writeFileSync(key, al.formatKeyFile(seedOf('second operator')), { mode: 0o600 })
  const args = [COMMAND, 'checkpoint', directory, '--operator', key]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const reader = al.memoryHashReader(entries.map(({ bytes }) => al.leafHash(bytes)))
  const older = [1, 2, 255, 256, 257, 300, entries.length].filter((size) => size <= entries.length)
  return told(join(directory, 'public'), reader, older, true)
}

async function largeLog() {
  const directory = join(folder, 'large')
  const leaves = Array.from({ length: LARGE }, (_, n) =>
    al.leafHash(new TextEncoder().encode(`leaf ${n}`)),
  )
  const reader = al.memoryHashReader(leaves)
  for (const tile of al.tilesOf(LARGE)) {
    if (tile.kind === 'entries') continue
    const ids = Array.from({ length: tile.width }, (_, i) => ({
      level: 8 * tile.level,
      index: tile.index * al.TILE_WIDTH + i,
    }))
    const file = join(directory, al.formatTilePath(tile))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, Buffer.concat(await reader.readHashes(ids)))
  }
  const head = { size: LARGE, root: await al.rootAt(reader, LARGE) }
  writeFileSync(join(directory, 'checkpoint'), await al.signCheckpoint(ORIGIN, head, [operator]))
  return told(directory, reader, [1, 256, 65_535, 65_536, 65_537, 69_632, LARGE - 1], false)
}

async function told(where, reader, older, entries) {
  const roots = []
  for (const size of older) roots.push(al.encodeHex(await al.rootAt(reader, size)))
  return { where, vkeys: [vkey], older, roots, entries }
}
