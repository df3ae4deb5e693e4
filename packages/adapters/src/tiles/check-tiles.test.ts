import {
  appendFile,
  mkdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { rootAt } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { left, right } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  layEntries,
  logOf,
  publishTiles,
  tilesFromTree,
  tilesOnDisk,
} from '../test-support/tiled-ledger.ts'
import { lockPublisher } from '../publication/ledger-files.ts'
import { checkTiles, rebuildTiles } from './check-tiles.ts'

const NONE = { count: 0, first: [] }
const one = (path: string) => ({ count: 1, first: [path] })

/** A ledger published at `size`, with `more` entries behind that. */
async function published(directory: string, size: number, more = 0): Promise<void> {
  await publishTiles(await layEntries(directory, size + more), logOf(size))
}

describe('checking tiles', () => {
  it('finds all of them right, and the root of the entries', () =>
    inDirectory(async (directory) => {
      await published(directory, 600, 5)
      const { hashes } = logOf(600)
      expect(right(await checkTiles(directory, 600)())).toEqual({
        size: 600,
        root: await rootAt(hashes, 600),
        right: 7,
        spare: 0,
        missing: NONE,
        differing: NONE,
        foreign: NONE,
      })
      expect(right(await checkTiles(directory, 605)())).toMatchObject({
        right: 5,
        spare: 2,
        missing: { count: 2, first: ['tile/entries/002.p/93', 'tile/0/002.p/93'] },
      })
    }))

  it(
    'tells what is missing, what differs and what is foreign, and says so of any one changed byte',
    () =>
      inDirectory(async (directory) => {
        await published(directory, 600)
        const tiles = [...(await tilesOnDisk(directory)).keys()]
        await fc.assert(
          fc.asyncProperty(
            fc.constantFrom(...tiles),
            fc.nat(),
            fc.nat(7),
            async (path, at, bit) => {
              const file = join(directory, 'public', path)
              const bytes = await readFile(file)
              const changed = Uint8Array.from(bytes)
              changed[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit)
              const findings = async (): Promise<unknown> =>
                right(await checkTiles(directory, 600)())
              await rm(file)
              expect(await findings()).toMatchObject({
                right: 6,
                missing: one(path),
                differing: NONE,
              })
              await writeFile(file, changed)
              expect(await findings()).toMatchObject({
                right: 6,
                missing: NONE,
                differing: one(path),
              })
              for (const odd of [bytes.subarray(1), Buffer.concat([bytes, Uint8Array.of(0)])]) {
                await writeFile(file, odd)
                expect(await findings()).toMatchObject({ missing: NONE, differing: one(path) })
              }
              await writeFile(file, bytes)
            },
          ),
          { numRuns: 10 },
        )
        expect(right(await checkTiles(directory, 600)())).toMatchObject({
          right: 7,
          differing: NONE,
        })
      }),
    60_000,
  )

  it('takes a full tile in the place of a partial one, and compares partial ones of smaller sizes', () =>
    inDirectory(async (directory) => {
      await layEntries(directory, 512)
      await published(directory, 300, 212)
      await published(directory, 512)
      await rm(join(directory, 'public', 'tile', '0', '001.p', '44'))
      expect(right(await checkTiles(directory, 300)())).toMatchObject({
        missing: NONE,
        differing: NONE,
      })
      await writeFile(join(directory, 'public', 'tile', 'entries', '001.p', '44'), 'x')
      expect(right(await checkTiles(directory, 512)())).toMatchObject({
        missing: NONE,
        differing: one('tile/entries/001.p/44'),
      })
    }))

  it.each([
    ['tile/0/notes', 'file'],
    ['tile/0/0', 'file'],
    ['tile/9/000', 'file'],
    ['tile/0/003', 'file'],
    ['tile/0/002.p/89', 'file'],
    ['tile/0/link', 'link'],
    ['tile/a/b/c/d/e/f/g/h/i', 'directory'],
  ])('says that %s is foreign', (path, kind) =>
    inDirectory(async (directory) => {
      await published(directory, 600)
      const file = join(directory, 'public', path)
      await mkdir(join(file, '..'), { recursive: true })
      if (kind === 'link') await symlink('/', file)
      else if (kind === 'directory') await mkdir(file)
      else await writeFile(file, 'x')
      expect(right(await checkTiles(directory, 600)())).toMatchObject({
        right: 7,
        foreign: one(path),
      })
    }),
  )

  it('tells fewer entries than were published', () =>
    inDirectory(async (directory) => {
      await published(directory, 5)
      expect(left(await checkTiles(directory, 6)())).toMatchObject({ code: 'damaged', at: 5 })
    }))

  it('of a ledger that has no tiles misses all, and of one that is not published none', () =>
    inDirectory(async (directory) => {
      await layEntries(directory, 300)
      expect(right(await checkTiles(directory, 300)())).toMatchObject({
        right: 0,
        missing: { count: 5 },
      })
      expect(right(await checkTiles(directory, 0)())).toMatchObject({ right: 0, missing: NONE })
    }))
})

describe('rebuilding tiles', () => {
  it('makes them what the entries give, whatever was done to them, and leaves the checkpoint as it is', () =>
    inDirectory(async (directory) => {
      await published(directory, 600, 5)
      const checkpoint = await readFile(join(directory, 'public', 'checkpoint'))
      const at = (path: string) => join(directory, 'public', path)
      await rm(at('tile/entries'), { recursive: true })
      await truncate(at('tile/0/000'), 100)
      await appendFile(at('tile/1/000.p/2'), 'x')
      await writeFile(at('tile/0/007'), 'of another log')
      await writeFile(at('tile/0/notes'), 'mine')
      const before = await stat(at('tile/0/001'))
      expect(right(await rebuildTiles(directory)())).toEqual({
        size: 600,
        root: await rootAt(logOf(600).hashes, 600),
        kept: 2,
        written: {
          count: 3,
          first: ['tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/88'],
        },
        replaced: { count: 2, first: ['tile/0/000', 'tile/1/000.p/2'] },
        removed: one('tile/0/007'),
        foreign: one('tile/0/notes'),
      })
      expect((await stat(at('tile/0/001'))).ino).toBe(before.ino)
      expect(await readFile(at('checkpoint'))).toEqual(checkpoint)
      await unlink(at('tile/0/notes'))
      expect(await tilesOnDisk(directory)).toEqual(await tilesFromTree(600))
      expect(right(await rebuildTiles(directory)())).toMatchObject({ kept: 7, written: NONE })
    }))

  it('changes nothing where the entries do not give the published root', () =>
    inDirectory(async (directory) => {
      await published(directory, 20)
      await rm(join(directory, 'public', 'tile'), { recursive: true })
      const segment = join(directory, 'public', 'entries', '000000000000.jsonl')
      const bytes = await readFile(segment)
      await writeFile(
        segment,
        Buffer.from(bytes.toString('latin1').replace('entry 7', 'entry 8'), 'latin1'),
      )
      expect(left(await rebuildTiles(directory)())).toMatchObject({ code: 'damaged' })
      expect((await tilesOnDisk(directory)).size).toBe(0)
      await writeFile(segment, bytes.subarray(0, bytes.lastIndexOf(0x0a, -2) + 1))
      expect(left(await rebuildTiles(directory)())).toMatchObject({ code: 'damaged', at: 19 })
    }))

  it('is refused while somebody publishes, and where nothing is published', () =>
    inDirectory(async (directory) => {
      const files = await layEntries(directory, 3)
      expect(left(await rebuildTiles(directory)())).toMatchObject({ code: 'unavailable' })
      await publishTiles(files, logOf(3))
      const lock = await lockPublisher(files)
      expect(left(await rebuildTiles(directory)())).toMatchObject({ code: 'locked' })
      await lock.release()
      expect(right(await rebuildTiles(directory)())).toMatchObject({ kept: 2 })
    }))
})
