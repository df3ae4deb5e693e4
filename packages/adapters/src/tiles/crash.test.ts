/** Writing tiles that is killed, fails or loses its power at any point: the published checkpoint is never ahead of them, and it can be asked again. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { StoreError } from '@accord-ledger/core'
import { asStoreError } from '@accord-ledger/core'
import { layoutOf } from '../file/layout.ts'
import { readPublished } from '../publication/ledger-files.ts'
import { right } from '../test-support/checkpoints.ts'
import { errno, failNth, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import type { Fate, SimulatedDisk } from '../test-support/simulated-disk.ts'
import { layEntries, logOf, publishTiles } from '../test-support/tiled-ledger.ts'
import { checkTiles, rebuildTiles } from './check-tiles.ts'
import type { TileReport } from './check-tiles.ts'

const DIRECTORY = '/ledger'
/** Published already, one after the other; at the last one the partial tiles of the first are spared. */
const BEFORE = [100, 300]
/** What is partial becomes full, and what was spared is removed. */
const LAST = 520

/** Publishes at the last size, where that is not done. */
async function publishOn(disk: SimulatedDisk, fate?: (call: string) => Fate): Promise<void> {
  const done = right(await readPublished(DIRECTORY, { fileSystem: disk.boot() })())
  const fs = disk.boot(fate)
  if (done?.checkpoint.size !== LAST)
    await publishTiles({ fs, layout: layoutOf(DIRECTORY) }, logOf(LAST))
}

/** A ledger that is published at the size before, durably, with the entries of the last. */
async function begun(): Promise<SimulatedDisk> {
  const disk = simulatedDisk()
  const files = await layEntries(DIRECTORY, LAST, { fs: disk.boot(), segmentEntries: 256 })
  for (const size of BEFORE) await publishTiles(files, logOf(size))
  return disk
}

/** What is found on the disk by a new process. Nothing that is published is missing, and nothing differs, or this throws. */
async function lookAt(disk: SimulatedDisk, what: string): Promise<TileReport> {
  const fileSystem = disk.boot()
  const size = right(await readPublished(DIRECTORY, { fileSystem })())?.checkpoint.size ?? 0
  expect([...BEFORE, LAST], what).toContain(size)
  const report = right(await checkTiles(DIRECTORY, size, { fileSystem })())
  expect(report, what).toMatchObject({
    size,
    missing: { count: 0 },
    differing: { count: 0 },
    foreign: { count: 0 },
  })
  return report
}

/** The calls that publishing from the first size to the last makes. */
async function callsOf(): Promise<readonly string[]> {
  const calls: string[] = []
  await publishOn(await begun(), (call) => {
    calls.push(call)
    return 'goes on'
  })
  return calls
}

/** Gives `fate` to call number `nth`. */
function atCall(nth: number, fate: Fate): (call: string) => Fate {
  let count = 0
  return () => {
    count += 1
    return count - 1 === nth ? fate : 'goes on'
  }
}

const told = (thrown: unknown): StoreError => {
  const error = asStoreError(thrown)
  if (error === null) throw thrown instanceof Error ? thrown : new Error(String(thrown))
  return error
}

describe('writing tiles on a disk', () => {
  it('that is killed at any call, or loses its power then, has every tile of what is published, and goes on from there', async () => {
    const calls = await callsOf()
    expect(calls).toEqual(
      expect.arrayContaining(['link 001', 'rename checkpoint', 'removeDirectory 000.p']),
    )
    for (const [nth, call] of calls.entries()) {
      const keeps = ['nothing', 'some', 'nothing', 'all'][nth % 4] ?? 'all'
      const what = `dies before ${nth}, ${call}, keeping ${keeps}`
      const disk = await begun()
      await publishOn(disk, atCall(nth, 'dies before')).catch(() => {})
      if (keeps !== 'all')
        disk.cutPower((sides) =>
          keeps === 'nothing' ? 0 : (nth * 7 + sides * 3) % Math.max(1, sides),
        )
      await lookAt(disk, what)
      await publishOn(disk)
      disk.cutPower(() => 0)
      await lookAt(disk, what)
      await publishOn(disk)
      expect((await lookAt(disk, what)).size, what).toBe(LAST)
    }
  }, 300_000)

  it('where any call fails, is told of it, and goes on from there, also after a power cut', async () => {
    const calls = await callsOf()
    for (const [nth, call] of calls.entries()) {
      const fate = nth % 2 === 0 ? 'fails before' : 'fails after'
      const what = `${fate} ${nth}, ${call}`
      const disk = await begun()
      const failed = await publishOn(disk, atCall(nth, fate)).then(() => null, told)
      // A call whose failure changes nothing: taking away what a crash may have left.
      if (failed === null) expect(call, what).toMatch(/^removeDirectory|^lstat/)
      await lookAt(disk, what)
      await publishOn(disk)
      disk.cutPower(() => 0)
      await lookAt(disk, what)
    }
  }, 300_000)

  it('leaves no draft and no empty directory behind', async () => {
    const disk = await begun()
    await publishOn(disk)
    const fs = disk.boot()
    expect(await fs.list(`${DIRECTORY}/public/tile/0`)).toEqual(['000', '001.p', '001', '002.p'])
    expect(await fs.list(`${DIRECTORY}/public/tile/0/002.p`)).toEqual(['8'])
  })
})

describe('rebuilding tiles', () => {
  it('that is killed or loses its power at any call can be asked again', async () => {
    const harmed = async (): Promise<SimulatedDisk> => {
      const disk = await begun()
      await publishOn(disk)
      const fs = disk.boot()
      await fs.remove(`${DIRECTORY}/public/tile/0/000`)
      const file = await fs.open(`${DIRECTORY}/public/tile/entries/000`, 'append')
      await file.write(Uint8Array.of(1))
      await file.sync()
      return disk
    }
    const calls: string[] = []
    const first = (await harmed()).boot((call) => {
      calls.push(call)
      return 'goes on'
    })
    right(await rebuildTiles(DIRECTORY, { fileSystem: first })())
    for (const [nth, call] of calls.entries()) {
      const disk = await harmed()
      const fileSystem = disk.boot(atCall(nth, nth % 2 === 0 ? 'dies before' : 'dies after'))
      await rebuildTiles(DIRECTORY, { fileSystem })().catch(() => {})
      disk.cutPower(() => 0)
      const again = await rebuildTiles(DIRECTORY, { fileSystem: disk.boot() })()
      expect(E.isRight(again), call).toBe(true)
      await lookAt(disk, call)
    }
  }, 300_000)
})

/** A ledger that is published at 250, with the entries of 258. */
const prepare = async (directory: string): Promise<void> => {
  await publishTiles(await layEntries(directory, 250), logOf(250))
  await layEntries(directory, 258)
}
const run = async (directory: string, fs: ReturnType<typeof faultyFileSystem>) =>
  publishTiles(await layEntries(directory, 258, { fs }), logOf(258))

describe('a failed call of the real file system', () => {
  for (const when of ['before', 'after'] as const)
    it(`is told as a StoreError, with every file closed: every call, failed ${when} it was made`, async () => {
      const calls = await inDirectory(async (directory) => {
        await prepare(directory)
        const fs = faultyFileSystem()
        await run(directory, fs)
        expect(fs.left).toEqual([])
        return fs.calls
      })
      for (const [nth, call] of calls.entries())
        await inDirectory(async (directory) => {
          await prepare(directory)
          const fs = faultyFileSystem()
          // Laying the entries is no part of it.
          const files = await layEntries(directory, 258, { fs })
          if (nth < fs.calls.length) return
          failNth(fs, nth - fs.calls.length, when, errno('EIO', -5))
          const failed = await publishTiles(files, logOf(258)).then(() => null, told)
          if (failed === null) expect(call).toMatch(/^(close|removeDirectory) /)
          expect(fs.left, call).toEqual([])
          fs.fault = null
          await publishTiles(files, logOf(258))
          expect(right(await checkTiles(directory, 258)())).toMatchObject({
            missing: { count: 0 },
            differing: { count: 0 },
          })
        })
    }, 300_000)
})
