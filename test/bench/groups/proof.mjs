/** How many tiles an inclusion proof takes: a count, the same on every machine. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRawEntries } from '@accord-ledger/adapters/file'
import { publishCheckpoint } from '@accord-ledger/adapters/publication'
import { folderTiles } from '@accord-ledger/adapters/tiles'
import {
  checkInclusion,
  leafHash,
  memoryHashReader,
  proveInclusion,
  rootAt,
  tileHashReader,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { ledgerOf, yes } from '../logs.mjs'
import { NOW, operator, ORIGIN } from '../../support/large-log.mjs'

const PROOFS = 100

export async function proof({ cache, large, smallest }) {
  const counts = {}
  let last
  for (let size = smallest; size <= large; size *= 10) {
    last = await readsOf(ledgerOf(cache, size, size / 10), size)
    counts[size] = last.most
  }
  return [
    {
      id: 'proof-reads',
      entries: large,
      values: [last.most / last.levels],
      seconds: {},
      note: `tiles read at most, by entries: ${JSON.stringify(counts)}`,
    },
  ]
}

async function readsOf(directory, size) {
  const leaves = []
  for await (const lines of (await readRawEntries(directory)).blocks)
    for (const line of lines) leaves.push(leafHash(line))
  const hashes = memoryHashReader(leaves)
  if (!existsSync(join(directory, 'public', 'checkpoint'))) await publish(directory, size, hashes)
  const head = { size, root: await rootAt(hashes, size) }
  let most = 0
  for (let n = 0; n < PROOFS; n++) {
    const index = Math.floor((n * size) / PROOFS)
    const source = folderTiles(directory)
    let reads = 0
    const counted = { readTile: (tile) => ((reads += 1), source.readTile(tile)) }
    const path = await proveInclusion(tileHashReader(head, counted), index, size)
    const checked = checkInclusion(head, index, leaves[index], path)
    if (E.isLeft(checked)) throw new Error(JSON.stringify(checked.left))
    most = Math.max(most, reads)
  }
  return { most, levels: Math.max(1, Math.ceil(Math.log(size) / Math.log(256))) }
}

async function publish(directory, size, hashes) {
  const published = await publishCheckpoint({
    directory,
    log: { origin: ORIGIN, size, hashes, operators: [{ key: operator.key, from: 0 }] },
    signers: [operator],
    verifier: yes,
    clock: () => NOW,
    ask: () => {
      throw new Error('there is no policy, and no witness to be asked')
    },
  })()
  if (E.isLeft(published)) throw new Error(JSON.stringify(published.left))
}
