/** The tiles of what is published. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { left, operator, ORIGIN, right } from '../test-support/checkpoints.ts'
import { errno, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  askAmong,
  crowd,
  grow,
  policyOf,
  publishing,
  sizeInTiles,
} from '../test-support/publishing.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import { findFiles, PUBLISHED, writeCheckpoint } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import { openPublisher, publishCheckpoint } from './publisher.ts'
import type { PublishOptions } from './publisher.ts'

const publish = (options: PublishOptions): Promise<unknown> =>
  publishCheckpoint(options)().then(right)
const inTiles = (directory: string, ...path: readonly string[]): Promise<readonly string[]> =>
  readdir(join(directory, 'public', 'tile', ...path)).then((names) => names.toSorted())

describe('the tiles of what is published', () => {
  it('are there when it is, and not while it waits', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      const policy = policyOf(1, [2])
      right(await setPolicy(directory, policy, { origin: ORIGIN, keys: [operator.key] })())
      await publish(publishing(directory, log))
      await expect(inTiles(directory)).rejects.toThrow('ENOENT')
      await publish(publishing(directory, log, { ask: askAmong(crowd(2)) }))
      expect(await sizeInTiles(directory)).toBe(5)
    }))

  it('are written all where what was published has none', () =>
    inDirectory(async (directory) => {
      await publish(publishing(directory, await grow(directory, 300)))
      for (const size of [300, 301]) {
        await rm(join(directory, 'public', 'tile'), { recursive: true })
        await publish(publishing(directory, await grow(directory, size)))
        expect(await sizeInTiles(directory)).toBe(size)
      }
    }))

  it('that are partial stay while the checkpoint before needs them, and go when they are full', () =>
    inDirectory(async (directory) => {
      for (const [size, partial, full] of [
        [254, ['254'], []],
        [255, ['254', '255'], []],
        [257, ['254', '255'], ['000']],
        [258, [], ['000']],
      ] as const) {
        await publish(publishing(directory, await grow(directory, size)))
        expect(await sizeInTiles(directory)).toBe(size)
        const names = await inTiles(directory, 'entries')
        expect(names.filter((name) => name === '000')).toEqual(full)
        const widths = names.includes('000.p') ? await inTiles(directory, 'entries', '000.p') : []
        expect(widths).toEqual(partial)
      }
    }))

  it('are not those of the checkpoint before where they cannot be written: that one stays', () =>
    inDirectory(async (directory) => {
      await publish(publishing(directory, await grow(directory, 3)))
      const log = await grow(directory, 4)
      const fileSystem = faultyFileSystem()
      fileSystem.fault = ({ operation }) =>
        operation === 'link' ? Promise.reject(errno('ENOSPC', -28)) : null
      const failed = left(await publishCheckpoint(publishing(directory, log, { fileSystem }))())
      expect(failed).toMatchObject({ _tag: 'StoreError', code: 'full' })
      expect(await sizeInTiles(directory)).toBe(3)
      await publish(publishing(directory, log))
      expect(await sizeInTiles(directory)).toBe(4)
    }))

  it('are all there at last, wherever the power was cut while they were written for the first time', async () => {
    let cut = 0
    await fc.assert(
      fc.asyncProperty(
        // After how many calls: from the first tile to the end, and around the last tiles.
        fc.oneof(fc.integer({ min: 290, max: 460 }), fc.integer({ min: 434, max: 440 })),
        fc.infiniteStream(fc.nat(1_000)),
        async (calls, dice) => {
          const disk = simulatedDisk()
          let fileSystem = disk.boot()
          const log = await grow('/ledger', 300, fileSystem)
          const options = (): PublishOptions => publishing('/ledger', log, { fileSystem })
          // Published by a version that wrote no tiles.
          const { bytes } = right(await right(await openPublisher(options())()).sign()())
          await writeCheckpoint(await findFiles('/ledger', { fileSystem }), PUBLISHED, bytes)
          let left = calls
          fileSystem = disk.boot(() => (left-- > 0 ? 'goes on' : 'dies before'))
          if (E.isLeft(await publishCheckpoint(options())())) cut += 1
          disk.cutPower((sides) => {
            const next = dice.next()
            return next.done === true ? 0 : next.value % sides
          })
          fileSystem = disk.boot()
          await publish(options())
          expect(await sizeInTiles('/ledger', { fileSystem })).toBe(300)
        },
      ),
      { numRuns: 30 },
    )
    expect(cut).toBeGreaterThan(10)
  })
})
