/** A power cut while a checkpoint and its tiles are published: every state that it can leave is looked at, or of very many a sample. */
import { describe, expect, it } from 'vitest'
import { encodeHex, noteKey, openCheckpoint, rootAt } from '@accord-ledger/core'
import { openToWrite } from '../test-support/small-logs.ts'
import { operator, ORIGIN, right } from '../test-support/checkpoints.ts'
import { wholeLog } from '../test-support/ledger-under-test.ts'
import { journal } from '../test-support/journal.ts'
import type { Journal } from '../test-support/journal.ts'
import { powerCuts, restored } from '../test-support/power-cuts.ts'
import type { PowerCut, Reach } from '../test-support/power-cuts.ts'
import {
  askAmong,
  crowd,
  grow,
  policyOf,
  publishing,
  verifier,
} from '../test-support/publishing.ts'
import { checkTiles, rebuildTiles } from '../tiles/check-tiles.ts'
import { knownSizeOf, readPublished, readWaiting } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import { publishCheckpoint } from './publisher.ts'

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'
const REACH: Reach = LONG
  ? { exhaustive: 20_000, sampled: 5_000, seed: 11 }
  : { exhaustive: 64, sampled: 12, seed: 11 }
const TIME = { timeout: LONG ? 1_800_000 : 120_000 }
const DIRECTORY = '/ledger'

/** Of how many entries a checkpoint was published, and of how many one was signed. */
interface Signed {
  readonly published: number
  readonly signed: number
}

/** Publishes all `size` entries of the ledger that the journal is of, and promises what came of it. */
async function publish(
  written: Journal<Signed>,
  size: number,
  witnesses: readonly number[],
): Promise<void> {
  const { fileSystem } = written
  const log = await grow(DIRECTORY, size, fileSystem)
  const ask = askAmong(crowd(...witnesses))
  const done = right(await publishCheckpoint(publishing(DIRECTORY, log, { ask, fileSystem }))())
  const before = right(await readPublished(DIRECTORY, { fileSystem })())?.checkpoint.size ?? 0
  written.promise({ published: done.status === 'published' ? size : before, signed: size })
}

/** The ledger in which `tree` is found is in order, and publishes again. */
async function lookAt({ tree, promise }: PowerCut<Signed>, size: number): Promise<void> {
  const disk = await restored(tree)
  const options = { fileSystem: disk.boot() }
  const knownSize = right(await knownSizeOf(DIRECTORY, options)())
  expect(knownSize).toBeGreaterThanOrEqual(promise.signed)
  const store = await openToWrite(DIRECTORY, { ...options, knownSize })
  expect(await wholeLog(store)).toHaveLength(size)
  await store[Symbol.asyncDispose]()
  const published = await checkPublished(size, options)
  expect(published).toBeGreaterThanOrEqual(promise.published)

  const log = await grow(DIRECTORY, size, options.fileSystem)
  const ask = askAmong(crowd(2))
  const again = await publishCheckpoint(publishing(DIRECTORY, log, { ask, ...options }))()
  expect(right(again).status).toBe('published')
  // The power goes again, and takes all that was not synced.
  disk.cutPower(() => 0)
  expect(await checkPublished(size, { fileSystem: disk.boot() })).toBe(size)
}

/** The size of the published checkpoint, 0 for none. It and one that waits are of these entries, and its tiles are all there. */
async function checkPublished(
  size: number,
  options: { readonly fileSystem: ReturnType<Awaited<ReturnType<typeof restored>>['boot']> },
): Promise<number> {
  const { hashes } = await grow(DIRECTORY, size, options.fileSystem)
  const there = right(await readPublished(DIRECTORY, options)())
  const waits = right(await readWaiting(DIRECTORY, options)())
  for (const stored of [there, waits]) {
    if (stored === null) continue
    const { size: reached, root } = stored.checkpoint
    expect(encodeHex(root)).toBe(encodeHex(await rootAt(hashes, reached)))
    const keys = { logs: [noteKey(ORIGIN, operator)], witnesses: [] }
    right(await openCheckpoint(stored.bytes, keys, verifier))
  }
  const published = there?.checkpoint.size ?? 0
  if (published > 0) {
    const tiles = right(await checkTiles(DIRECTORY, published, options)())
    expect([tiles.missing.count, tiles.differing.count]).toEqual([0, 0])
  }
  return published
}

describe('every state that a power cut leaves while a checkpoint is published', () => {
  for (const [what, before, quorum, least] of [
    ['the first one', [], false, 40],
    ['a later one', [[3, [2]]], false, 30],
    [
      'one that waited for its quorum',
      [
        [3, [2]],
        [5, []],
      ],
      true,
      30,
    ],
    ['one that goes on waiting', [[3, [2]]], true, 5],
  ] as const)
    it(
      `has all that was promised, and no checkpoint without its entries and tiles: ${what}`,
      TIME,
      async () => {
        const written = journal<Signed>({ published: 0, signed: 0 })
        const { fileSystem } = written
        await grow(DIRECTORY, 1, fileSystem)
        if (quorum) {
          const subject = { origin: ORIGIN, keys: [operator.key] }
          right(await setPolicy(DIRECTORY, policyOf(1, [2]), subject, { fileSystem })())
        }
        for (const [size, witnesses] of before) await publish(written, size, witnesses)
        const size = 6
        await grow(DIRECTORY, size, fileSystem)
        written.settled()
        await publish(written, size, what === 'one that goes on waiting' ? [] : [2])
        let states = 0
        for (const cut of powerCuts(written, REACH)) {
          await lookAt(cut, size).catch((error: unknown) => {
            throw new Error(`a cut after step ${cut.after} of ${written.steps.length}`, {
              cause: error,
            })
          })
          states += 1
        }
        expect(states).toBeGreaterThan(least)
      },
    )
})

describe('every state that a power cut leaves while tiles are rebuilt', () => {
  it('has its checkpoint, and can be rebuilt', TIME, async () => {
    const written = journal<Signed>({ published: 0, signed: 0 })
    const { fileSystem } = written
    await publish(written, 6, [])
    await fileSystem.remove(`${DIRECTORY}/public/tile/0/000.p/6`)
    await fileSystem.remove(`${DIRECTORY}/public/tile/entries/000.p/6`)
    written.settled()
    right(await rebuildTiles(DIRECTORY, { fileSystem })())
    let states = 0
    for (const { tree } of powerCuts(written, REACH)) {
      const disk = await restored(tree)
      right(await rebuildTiles(DIRECTORY, { fileSystem: disk.boot() })())
      disk.cutPower(() => 0)
      expect(await checkPublished(6, { fileSystem: disk.boot() })).toBe(6)
      states += 1
    }
    expect(states).toBeGreaterThan(5)
  })
})
