/**
 * What the subject does while it is killed or refused, and on what. Segments hold four entries. `prepare` makes the ledger in
 * `directory` out of the log's `entries`; `how` and `steps` are the subject's arguments (subject.mjs): one process takes all steps.
 * `kills` is how many system calls at least must have been found to kill it at: far fewer would mean that the search has become blind.
 * `errors`: those of errors.mjs that are tried here. The scenarios with all of them make every kind of call between them.
 */
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as publication from '@accord-ledger/adapters/publication'
import { entryLink, openLedger } from '@accord-ledger/core'
import { NOW, operator, ORIGIN, policyBytes, right, unreachable } from './world.mjs'

export const SEGMENT_ENTRIES = 4

/** Taken away to be written anew. No other scenario publishes as many entries as they are of. */
export const REMOVED_TILES = ['tile/0/000.p/5', 'tile/entries/000.p/5']

const verifier = nativeVerifier()
const clock = () => NOW

const ALL = ['EIO', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EMFILE', 'EACCES']

export const scenarios = {
  'a fresh log': {
    prepare: async () => {},
    how: 'create',
    steps: ['append:1'],
    kills: 90,
    errors: ALL,
  },
  'an append, and one over the end of a segment': {
    prepare: (directory, entries) => fill(directory, entries.slice(0, 2)),
    how: 'open',
    steps: ['append:1', 'append:3'],
    kills: 100,
  },
  'the repair of a torn tail': {
    prepare: async (directory, entries) => {
      await fill(directory, entries.slice(0, 6))
      const torn = entries[6].subarray(0, 100)
      appendFileSync(join(directory, 'public', 'entries', '000000000004.jsonl'), torn)
      // A writer that was killed had no time to say what is on the disk.
      rmSync(join(directory, 'state', 'durable'))
    },
    how: 'open',
    steps: ['append:3'],
    kills: 120,
    errors: ALL,
  },
  'a publication': {
    prepare: async (directory, entries) => {
      await fill(directory, entries.slice(0, 3))
      await publish(directory)
      right(await publication.setPolicy(directory, policyBytes(), subject())())
      await fill(directory, entries.slice(0, 4))
      await publish(directory)
      await fill(directory, entries.slice(0, 6))
    },
    how: 'open',
    steps: ['publish:degraded'],
    kills: 200,
    errors: ['EIO', 'ENOSPC', 'EROFS'],
  },
  'the rebuilding of tiles': {
    prepare: async (directory, entries) => {
      await fill(directory, entries.slice(0, 5))
      await publish(directory)
      for (const path of REMOVED_TILES) rmSync(join(directory, 'public', path))
    },
    how: 'rebuild',
    steps: [],
    kills: 130,
  },
}

const subject = () => ({ origin: ORIGIN, keys: [operator.key] })

/** Opens the ledger in `directory` for writing, as far as it is known to have come. */
export async function openToWrite(directory, segmentEntries = SEGMENT_ENTRIES) {
  const known = await publication.knownSizeOf(directory)()
  return openFileStore(directory, {
    link: entryLink,
    mode: 'write',
    create: true,
    segmentEntries,
    knownSize: known._tag === 'Right' ? known.right : 0,
  })
}

/** Appends what is missing of `entries`. Answers the head. */
export async function complete(store, entries) {
  let head = await store.head()
  while (head.size < entries.length) {
    const batch = entries.slice(head.size, head.size + store.caps.maxBatch)
    const appended = await store.append(head, batch)
    if (!appended.ok) throw new Error('a conflict with nobody')
    head = appended.head
  }
  return head
}

async function fill(directory, entries) {
  const store = await openToWrite(directory)
  await complete(store, entries)
  await store[Symbol.asyncDispose]()
}

/** Signs a checkpoint of the whole ledger and publishes it. Answers what `publishCheckpoint` does. */
export async function publish(directory, { degraded = false, segmentEntries } = {}) {
  const store = await openToWrite(directory, segmentEntries)
  const log = publication.trackLog()
  right(await openLedger({ store, verifier, clock, onEntry: log.onEntry })())
  const options = { directory, log, signers: [operator], ask: unreachable, verifier, clock }
  const published = right(await publication.publishCheckpoint({ ...options, degraded })())
  await store[Symbol.asyncDispose]()
  return published
}
