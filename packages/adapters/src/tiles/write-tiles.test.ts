import { chmod, mkdir, readdir, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asStoreError, leafHash, memoryHashReader } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FileSystem } from '../file/file-system.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  entriesOf,
  layEntries,
  logOf,
  printOf,
  publishTiles,
  tilesFromTree,
  tilesOnDisk,
} from '../test-support/tiled-ledger.ts'
import { removeStaleTiles } from './stale-tiles.ts'
import { writeTiles } from './write-tiles.ts'

/** What a write rejects with, as a StoreError. */
const failed = async (writing: Promise<unknown>): Promise<unknown> =>
  writing.then(
    () => 'written',
    (thrown: unknown) => asStoreError(thrown) ?? thrown,
  )

/** A file system that counts the bytes that are read through it, and the files that are made. */
function counting(): FileSystem & { bytes: number; made: number } {
  const system = {
    ...nodeFileSystem,
    bytes: 0,
    made: 0,
    open: async (path: string, how: Parameters<FileSystem['open']>[1], mode?: number) => {
      const file = await nodeFileSystem.open(path, how, mode)
      if (how === 'create') system.made += 1
      return {
        ...file,
        read: async (into: Uint8Array, position: number) => {
          const count = await file.read(into, position)
          system.bytes += count
          return count
        },
      }
    },
  }
  return system
}

describe('the tiles that are written', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 700])('of %d entries are those of its tree', (size) =>
    inDirectory(async (directory) => {
      await writeTiles(await layEntries(directory, size, { segmentEntries: 64 }), logOf(size), 0)
      expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(size))
    }),
  )

  it(
    'of 20,000 entries, and of ten more, are those of its tree, and the ten cost a few tiles and no more',
    () =>
      inDirectory(async (directory) => {
        const system = counting()
        const files = await layEntries(directory, 20_000, { fs: system })
        await writeTiles(files, logOf(20_000), 0)
        expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(20_000))
        await layEntries(directory, 20_010)
        Object.assign(system, { bytes: 0, made: 0 })
        await writeTiles(files, logOf(20_010), 20_000)
        expect(system.made).toBe(2)
        expect(system.bytes).toBeLessThan(300_000)
        const all = await tilesOnDisk(directory)
        for (const [path, bytes] of await tilesFromTree(20_010))
          expect(all.get(path)).toEqual(bytes)
      }),
    180_000,
  )

  it(
    'are those of the last size, however a log grew, in segments of any length',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
          fc.constantFrom(4, 64, 256, 300, 65_536),
          (steps, segmentEntries) =>
            inDirectory(async (directory) => {
              let [size, previous] = [0, 0]
              for (const step of steps) {
                ;[size, previous] = [size + step, size]
                const files = await layEntries(directory, size, { segmentEntries })
                await writeTiles(files, logOf(size), previous)
                await removeStaleTiles(files, size, previous)
              }
              const found = await tilesOnDisk(directory)
              const expected = await tilesFromTree(size)
              for (const [path, bytes] of expected) expect(found.get(path), path).toEqual(bytes)
              // What is there besides are partial tiles of sizes before, of which the full one is not there yet, or was not before.
              const last = tileOf(previous)
              const extra = [...found.keys()].filter((path) => !expected.has(path))
              for (const path of extra) {
                expect(path).toMatch(/\.p\//)
                const full = path.replace(/\.p\/.*/, '')
                expect(!found.has(full) || full.endsWith(last), path).toBe(true)
              }
            }),
        ),
        { numRuns: 15 },
      ),
    180_000,
  )

  it('are written once: a second time changes no file', () =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 300)
      await writeTiles(files, logOf(300), 0)
      const path = join(directory, 'public', 'tile', '0', '000')
      const before = await stat(path)
      await writeTiles(files, logOf(300), 300)
      expect((await stat(path)).ino).toBe(before.ino)
      expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(300))
    }))

  it('are written from the first one on where those of the published size are not there', () =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 600)
      await writeTiles(files, logOf(600), 599)
      expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(600))
      await unlink(join(directory, 'public', 'tile', '0', '002.p', '88'))
      await writeTiles(files, logOf(600), 600)
      expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(600))
    }))

  it('leave none behind of a log without entries', () =>
    inDirectory(async (directory) => {
      await writeTiles(await layEntries(directory, 0), logOf(0), 0)
      expect((await tilesOnDisk(directory)).size).toBe(0)
    }))

  it.each([
    [false, 0o640, 0o750],
    [true, 0o644, 0o755],
  ])('may be read by whom public/ is for (all: %s)', (all, mode, directoryMode) =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 3)
      if (all) await chmod(join(directory, 'public'), 0o755)
      await writeTiles(files, logOf(3), 0)
      const tile = join(directory, 'public', 'tile')
      expect((await stat(join(tile, '0', '000.p', '3'))).mode & 0o777).toBe(mode)
      expect((await stat(join(tile, '0'))).mode & 0o777).toBe(directoryMode)
      expect(await readdir(join(tile, '0', '000.p'))).toEqual(['3'])
    }),
  )
})

describe('a tile that stands there with other bytes', () => {
  it.each(['tile/0/000', 'tile/entries/000', 'tile/0/001.p/4'])(
    '%s is damaged, and stays as it is',
    (path) =>
      inDirectory(async (directory) => {
        const files = await layEntries(directory, 260)
        const file = join(directory, 'public', path)
        await mkdir(join(file, '..'), { recursive: true })
        await writeFile(file, 'another')
        expect(await failed(writeTiles(files, logOf(260), 0))).toMatchObject({ code: 'damaged' })
        expect((await tilesOnDisk(directory)).get(path)).toBe(printOf(Buffer.from('another')))
      }),
  )
})

describe('what is in the way of tiles', () => {
  it.each(['tile', 'tile/0', 'tile/entries/000.p', 'tile/0/000.p/3'])(
    'is told, and not followed, when %s is a symbolic link',
    (path) =>
      inDirectory(async (directory) => {
        const files = await layEntries(directory, 3)
        const outside = join(directory, 'outside')
        await mkdir(outside)
        const at = join(directory, 'public', path)
        await mkdir(join(at, '..'), { recursive: true })
        await symlink(outside, at)
        expect(await failed(writeTiles(files, logOf(3), 0))).toMatchObject({ code: 'unsupported' })
        expect(await readdir(outside)).toEqual([])
      }),
  )

  it('is told when an entry is not the one of the log, or is not there', () =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 20, { segmentEntries: 8 })
      const leaves = entriesOf(20).map(leafHash)
      const other = leaves.with(13, leafHash(Uint8Array.of(1)))
      const writing = writeTiles(files, { size: 20, hashes: memoryHashReader(other) }, 0)
      expect(await failed(writing)).toMatchObject({ code: 'damaged', at: 13 })
      expect(await failed(writeTiles(files, logOf(21), 0))).toMatchObject({
        code: 'damaged',
        at: 20,
      })
      await unlink(join(directory, 'public', 'entries', '000000000008.jsonl'))
      expect(await failed(writeTiles(files, logOf(20), 0))).toMatchObject({
        code: 'damaged',
        at: 8,
      })
    }))
})

describe('partial tiles', () => {
  it('stay until the full one of their place is published, and one publication more', () =>
    inDirectory(async (directory) => {
      const partials = async (): Promise<readonly string[]> =>
        [...(await tilesOnDisk(directory)).keys()].filter((path) => path.includes('.p/')).toSorted()
      const publish = async (size: number) =>
        publishTiles(await layEntries(directory, size), logOf(size))
      await publish(100)
      await publish(200)
      expect(await partials()).toEqual([
        'tile/0/000.p/100',
        'tile/0/000.p/200',
        'tile/entries/000.p/100',
        'tile/entries/000.p/200',
      ])
      await publish(300)
      expect(await partials()).toContain('tile/0/000.p/100')
      await publish(310)
      expect(await partials()).toEqual([
        'tile/0/001.p/44',
        'tile/0/001.p/54',
        'tile/1/000.p/1',
        'tile/entries/001.p/44',
        'tile/entries/001.p/54',
      ])
      expect(await readdir(join(directory, 'public', 'tile', '0'))).toEqual(['000', '001.p'])
    }))

  it('are removed alone: what is no tile stays', () =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 600)
      await writeTiles(files, logOf(10), 0)
      await writeFile(join(directory, 'public', 'tile', '0', '000.p', 'notes'), 'mine')
      await writeTiles(files, logOf(600), 10)
      await removeStaleTiles(files, 600, 590)
      expect(await readdir(join(directory, 'public', 'tile', '0', '000.p'))).toEqual(['notes'])
      expect(await readdir(join(directory, 'public', 'tile', 'entries'))).not.toContain('000.p')
    }))
})

/** The place of the partial tile of a size, as its full tile's path ends. */
function tileOf(size: number): string {
  return `/${String(Math.floor(size / 256)).padStart(3, '0')}`
}
