/** What must hold of a ledger after whatever happened to its writer. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openFileStore, readRawEntries } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { readPublished, readWaiting } from '@accord-ledger/adapters/publication'
import { checkTiles, rebuildTiles } from '@accord-ledger/adapters/tiles'
import * as al from '@accord-ledger/core'
import { complete, openToWrite, publish, REMOVED_TILES, SEGMENT_ENTRIES } from './scenarios.mjs'
import { operator, right } from './world.mjs'

const verifier = nativeVerifier()

/** What the subject said, as numbers: how many entries it acknowledged, and how many of them it said are published or signed. */
export function promised(lines) {
  const most = (...words) =>
    Math.max(
      0,
      ...lines
        .map((line) => line.split(' '))
        .filter(([word]) => words.includes(word))
        .map(([, size]) => Number(size)),
    )
  const published = most('published')
  return { acknowledged: most('open', 'ack'), published, signed: most('published', 'waiting') }
}

/**
 * Throws unless the ledger opens, holds a first part of `entries` with everything that was `promised` in it, and is sound; its checkpoints
 * are of it and not ahead of it; the rest of `entries` can be appended, and a checkpoint of all of it published.
 */
export async function checkAftermath(
  directory,
  entries,
  promised,
  segmentEntries = SEGMENT_ENTRIES,
) {
  if (existsSync(join(directory, 'public', 'entries')))
    await checkReader(directory, entries, promised.acknowledged, segmentEntries)
  const store = await openToWrite(directory, segmentEntries)
  const size = await checkEntries(store, entries, promised.acknowledged)
  await checkSound(directory, entries, size)
  await checkCheckpoints(directory, entries, size, promised)
  await mendTiles(directory)
  await complete(store, entries)
  await store[Symbol.asyncDispose]()
  await checkSound(directory, entries, entries.length)
  const { status } = await publish(directory, { degraded: true, segmentEntries })
  assert.equal(status, 'published')
  await checkTilesOf(directory, entries.length)
  const all = { published: entries.length, signed: entries.length }
  await checkCheckpoints(directory, entries, entries.length, all)
  return size
}

/** A reader changes nothing and shows what was acknowledged, before any writer has mended anything. */
async function checkReader(directory, entries, acknowledged, segmentEntries) {
  const link = al.entryLink
  const reader = await openFileStore(directory, { link, mode: 'read', segmentEntries })
  assert.equal(reader.openReport.damage, null)
  await checkEntries(reader, entries, acknowledged)
  await reader[Symbol.asyncDispose]()
}

async function checkEntries(store, entries, acknowledged) {
  const { size } = await store.head()
  assert.ok(size >= acknowledged, `${acknowledged} entries were acknowledged, ${size} are there`)
  let next = 0
  for await (const { index, bytes } of store.read(0)) {
    assert.equal(index, next)
    assert.ok(Buffer.compare(bytes, entries[index]) === 0, `entry ${index} is another one`)
    next += 1
  }
  assert.equal(next, size)
  return size
}

async function checkSound(directory, entries, size) {
  const raw = await readRawEntries(directory)
  const trust = {
    kind: 'key',
    key: JSON.parse(new TextDecoder().decode(entries[0])).event.operator,
  }
  const found = await al.verifyLog(raw.blocks, { verifier, trust })
  const tags = found.findings.map(({ _tag }) => _tag)
  assert.deepEqual([found.size, tags], [size, size === 0 ? ['Empty'] : []])
  assert.equal(raw.report().tornTail, null)
  assert.deepEqual(raw.report().misplaced, [])
}

/** The tiles of a published checkpoint are there before it is: only who took one away finds one missing, and they can be made anew. */
async function mendTiles(directory) {
  const published = right(await readPublished(directory)())
  if (published === null) return
  const { written, replaced } = right(await rebuildTiles(directory)())
  const taken = written.first.filter((path) => !REMOVED_TILES.includes(path))
  assert.deepEqual([taken, replaced.first], [[], []])
  await checkTilesOf(directory, published.checkpoint.size)
}

async function checkTilesOf(directory, size) {
  const { missing, differing, foreign } = right(await checkTiles(directory, size)())
  assert.deepEqual([missing.first, differing.first, foreign.first], [[], [], []])
}

async function checkCheckpoints(directory, entries, size, { published, signed }) {
  const there = {
    'public/checkpoint': right(await readPublished(directory)()),
    'state/checkpoint': right(await readWaiting(directory)()),
  }
  const sizeOf = (place) => there[place]?.checkpoint.size ?? 0
  assert.ok(sizeOf('public/checkpoint') >= published, 'what was published is gone')
  const latest = Math.max(sizeOf('public/checkpoint'), sizeOf('state/checkpoint'))
  assert.ok(latest >= signed, 'what was signed is gone')
  for (const [place, stored] of Object.entries(there)) {
    if (stored === null) continue
    const { size: reached, root } = stored.checkpoint
    assert.ok(reached <= size, `${place} is of ${reached} entries, and there are ${size}`)
    const leaves = entries.slice(0, reached).map((bytes) => al.leafHash(bytes))
    const expected = await al.rootAt(al.memoryHashReader(leaves), reached)
    assert.equal(al.encodeHex(root), al.encodeHex(expected), `${place} is of another log`)
    const keys = { logs: [al.noteKey(stored.checkpoint.origin, operator)], witnesses: [] }
    right(await al.openCheckpoint(stored.bytes, keys, verifier))
  }
}
