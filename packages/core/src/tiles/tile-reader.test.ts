import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describe as sentence } from '../describe.ts'
import { leafHash } from '../crypto/hash.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import type { SubtreeId } from '../tree/hash-reader.ts'
import type { TreeHead } from '../tree/proof.ts'
import { proveConsistency, proveInclusion } from '../tree/proof.ts'
import { entryOf, mapSource, sourceOver, tilesByDefinition } from '../test-support/tile-model.ts'
import { leafOf, syntheticReader } from '../test-support/tree-model.ts'
import { asTileError } from './bad-tile.ts'
import type { BadTile } from './bad-tile.ts'
import { tileHashReader } from './tile-reader.ts'

const entriesOf = (size: number): readonly Uint8Array[] =>
  Array.from({ length: size }, (_, i) => entryOf(i))
const memory = memoryHashReader(entriesOf(70_000).map(leafHash))
const made = new Map<number, ReadonlyMap<string, Uint8Array>>()
/** The tiles of the log of so many entries, in a map of the caller's own; their bytes are for all. */
const tilesAt = (size: number): Map<string, Uint8Array> => {
  const tiles = made.get(size) ?? tilesByDefinition(entriesOf(size))
  made.set(size, tiles)
  return new Map(tiles)
}
const headAt = async (size: number): Promise<TreeHead> => ({
  size,
  root: await rootAt(memory, size),
})

/** Every complete subtree of a tree, or of a larger one those on the edges. */
function subtreesOf(size: number, at: readonly number[]): readonly SubtreeId[] {
  const ids: SubtreeId[] = []
  for (let level = 0; 2 ** level <= size; level++) {
    const last = Math.floor(size / 2 ** level) - 1
    const places = [0, last, ...at.map((leaf) => Math.floor(leaf / 2 ** level))]
    for (const index of new Set(places)) if (index <= last) ids.push({ level, index })
  }
  return ids
}

const badTile = async (reading: Promise<unknown>): Promise<BadTile> => {
  const thrown: unknown = await reading.then(
    () => 'no failure',
    (reason: unknown) => reason,
  )
  const bad = asTileError(thrown)
  if (bad === null) throw thrown instanceof Error ? thrown : new Error(String(thrown))
  return bad
}

describe('a tree read from tiles', () => {
  it('has the hashes, and the proofs, of the same tree in memory, at every size up to 700', async () => {
    for (let size = 1; size <= 700; size++) {
      const reader = tileHashReader(await headAt(size), mapSource(tilesAt(size)))
      const ids = subtreesOf(size, [size >> 1, 255, 256])
      expect(await reader.readHashes(ids)).toEqual(await memory.readHashes(ids))
      const index = (size * 7) % size
      expect(await proveInclusion(reader, index, size)).toEqual(
        await proveInclusion(memory, index, size),
      )
    }
  })

  it('has them at larger sizes, for older trees too, with all leaves read at once', async () => {
    for (const size of [65_535, 65_536, 65_537, 66_049]) {
      const reader = tileHashReader(await headAt(size), mapSource(tilesAt(size)))
      const all = Array.from({ length: size }, (_, index) => ({ level: 0, index }))
      const read = await reader.readHashes(all)
      expect(read.every((hash, i) => Buffer.compare(hash, leafHash(entryOf(i))) === 0)).toBe(true)
      for (const older of [1, 255, 256, 300, 65_280, size - 1]) {
        expect(await proveConsistency(reader, older, size)).toEqual(
          await proveConsistency(memory, older, size),
        )
        expect(await rootAt(reader, older)).toEqual(await rootAt(memory, older))
      }
    }
  })

  it('is read from the full tile where a partial one is gone, and from no other', async () => {
    const older = await headAt(300)
    const files = tilesAt(512)
    files.delete('tile/0/001.p/44')
    files.set('tile/1/000.p/1', tilesAt(300).get('tile/1/000.p/1') ?? new Uint8Array(0))
    const reader = tileHashReader(older, mapSource(files))
    expect(await proveInclusion(reader, 299, 300)).toEqual(await proveInclusion(memory, 299, 300))
    // What follows in the full tile is not of this tree.
    await expect(reader.readHashes([{ level: 0, index: 300 }])).rejects.toThrow(RangeError)
    const short = new Map(files).set('tile/0/001', new Uint8Array(44 * 32))
    expect(
      await badTile(tileHashReader(older, mapSource(short)).readHashes([{ level: 0, index: 0 }])),
    ).toEqual({
      _tag: 'BadTile',
      why: 'length',
      paths: ['tile/0/001'],
      expected: '8192 bytes',
      found: '1408 bytes',
    })
  })

  it('gives no wrong hash, whatever one bit of its tiles is changed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 1, max: 700 }), fc.constantFrom(65_536, 65_800)),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        fc.nat(7),
        async (size, leaf, file, byte, bit) => {
          const files = tilesAt(size)
          const paths = [...files.keys()].filter((path) => !path.startsWith('tile/entries/'))
          const path = paths[file % paths.length] ?? ''
          const bytes = files.get(path)?.slice() ?? new Uint8Array(0)
          files.set(path, bytes)
          const at = byte % bytes.length
          bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
          const source = mapSource(files)
          const reader = tileHashReader(await headAt(size), source)
          const ids = subtreesOf(size, [leaf % size])
          for (const id of ids) {
            source.reads.length = 0
            const [hash] = await reader.readHashes([id]).catch(async (thrown: unknown) => {
              const bad = asTileError(thrown)
              expect(bad).toMatchObject({ why: 'hash' })
              expect(bad?.paths).toContain(path)
              return []
            })
            const [expected] = await memory.readHashes([id])
            if (hash !== undefined) {
              expect(hash).toEqual(expected)
              // A tile that was read anew and is changed is told.
              expect(source.reads).not.toContain(path)
            }
          }
        },
      ),
      { numRuns: 60 },
    ))

  it('tells a tile that is missing, longer, shorter or of another place, by its path', async () => {
    const files = tilesAt(66_000)
    const head = await headAt(66_000)
    const ask = (changed: (files: Map<string, Uint8Array>) => void): Promise<BadTile> => {
      const own = new Map(files)
      changed(own)
      return badTile(tileHashReader(head, mapSource(own)).readHashes([{ level: 0, index: 300 }]))
    }
    const at = (path: string): Uint8Array => files.get(path) ?? new Uint8Array(0)
    expect(sentence(await ask((own) => own.delete('tile/0/001')))).toBe('tile/0/001 is missing')
    expect(await ask((own) => own.delete('tile/1/001.p/1'))).toMatchObject({
      why: 'missing',
      paths: ['tile/1/001.p/1'],
    })
    for (const length of [0, 1, 31, 8_160, 8_191, 8_193, 8_224]) {
      const odd = new Uint8Array(length)
      odd.set(at('tile/0/001').subarray(0, length))
      expect(sentence(await ask((own) => own.set('tile/0/001', odd)))).toBe(
        `tile/0/001 has ${length} bytes: expected 8192 bytes`,
      )
    }
    expect(await ask((own) => own.set('tile/0/001', at('tile/0/002')))).toMatchObject({
      why: 'hash',
      paths: ['tile/0/001'],
    })
    expect(await ask((own) => own.set('tile/1/000', at('tile/0/000')))).toMatchObject({
      why: 'hash',
      paths: ['tile/1/000'],
    })
    expect(await ask((own) => own.set('tile/2/000.p/1', new Uint8Array(32)))).toMatchObject({
      why: 'hash',
      paths: ['tile/0/257.p/208', 'tile/1/001.p/1', 'tile/2/000.p/1'],
    })
  })

  it('of another root is refused, and so is what is no head', async () => {
    const source = mapSource(tilesAt(5))
    const head = await headAt(5)
    const other = { size: 5, root: leafOf(0) }
    expect(
      await badTile(tileHashReader(other, source).readHashes([{ level: 0, index: 0 }])),
    ).toMatchObject({
      why: 'hash',
      paths: ['tile/0/000.p/5'],
    })
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => tileHashReader({ ...head, size }, source)).toThrow(RangeError)
    expect(() => tileHashReader({ size: 5, root: new Uint8Array(31) }, source)).toThrow(RangeError)
    for (const id of [
      { level: 0, index: 5 },
      { level: 3, index: 0 },
      { level: 0, index: -1 },
      { level: 0.5, index: 0 },
      { level: -8, index: 0 },
      { level: 60, index: 0 },
    ])
      await expect(tileHashReader(head, source).readHashes([id])).rejects.toThrow(RangeError)
  })

  it('of no leaves reads nothing', async () => {
    const source = mapSource(new Map())
    const reader = tileHashReader(await headAt(0), source)
    expect(await reader.readHashes([])).toEqual([])
    await expect(reader.readHashes([{ level: 0, index: 0 }])).rejects.toThrow(RangeError)
    expect(source.reads).toEqual([])
  })

  it('gives what a source failed in as it came, and asks again the next time', async () => {
    const files = tilesAt(300)
    let down = true
    const good = mapSource(files)
    const reader = tileHashReader(await headAt(300), {
      readTile: (tile) => (down ? Promise.reject(new Error('offline')) : good.readTile(tile)),
    })
    const ask = () => reader.readHashes([{ level: 0, index: 1 }])
    await expect(ask()).rejects.toThrow('offline')
    down = false
    expect(await ask()).toEqual([leafHash(entryOf(1))])
  })

  it('shares no memory with its reader', async () => {
    const reader = tileHashReader(await headAt(300), mapSource(tilesAt(300)))
    const [first] = await reader.readHashes([{ level: 0, index: 0 }])
    first?.fill(0)
    expect(await reader.readHashes([{ level: 0, index: 0 }])).toEqual([leafHash(entryOf(0))])
  })

  it('keeps a bounded number of tiles, and those that were used last', async () => {
    const source = mapSource(tilesAt(66_000))
    const reader = tileHashReader(await headAt(66_000), source)
    const leaf = (tile: number) => reader.readHashes([{ level: 0, index: tile * 256 }])
    for (let tile = 0; tile < 257; tile++) await leaf(tile)
    source.reads.length = 0
    await leaf(256)
    await leaf(255)
    expect(source.reads).toEqual([])
    await leaf(0)
    expect(source.reads).toEqual(['tile/0/000'])
  })
})

describe('a tree of more leaves than 32 bits or 53 count', () => {
  const EDGES = [2 ** 31, 2 ** 32, 2 ** 40, 2 ** 48, 2 ** 53 - 1]

  it('has the proofs of the same tree from O(log n) tiles', async () => {
    for (const edge of EDGES) {
      for (const size of [edge - 257, edge - 1, edge, edge + 1].filter(Number.isSafeInteger)) {
        const index = Math.floor(size / 3)
        const tree = syntheticReader(new Map([[index, leafOf(7)]]))
        const head = { size, root: await rootAt(tree, size) }
        const source = sourceOver(tree, new Uint8Array(0))
        const reader = tileHashReader(head, source)
        const levels = Math.ceil(Math.log2(size) / 8) + 1
        expect(await proveInclusion(reader, index, size)).toEqual(
          await proveInclusion(tree, index, size),
        )
        expect(source.reads.length).toBeLessThanOrEqual(2 * levels)
        expect(await proveConsistency(reader, index + 1, size)).toEqual(
          await proveConsistency(tree, index + 1, size),
        )
        expect(source.reads.length).toBeLessThanOrEqual(3 * levels)
        const ids = subtreesOf(size, [index])
        expect(await reader.readHashes(ids)).toEqual(await tree.readHashes(ids))
      }
    }
  }, 60_000)
})
