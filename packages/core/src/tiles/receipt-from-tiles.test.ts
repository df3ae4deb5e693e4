import { describe, expect, it } from 'vitest'
import { describe as sentence } from '../describe.ts'
import { leafHash } from '../crypto/hash.ts'
import type { SignedCheckpoint } from '../notes/checkpoint.ts'
import { left, right } from '../test-support/either.ts'
import { entryOf, mapSource, sourceOver, tilesByDefinition } from '../test-support/tile-model.ts'
import { syntheticReader } from '../test-support/tree-model.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import { checkInclusion } from '../tree/proof.ts'
import { receiptFromTiles } from './receipt-from-tiles.ts'

const signedHead = (size: number, root: Uint8Array): SignedCheckpoint => ({
  checkpoint: { origin: 'log.example', size, root, extensions: [] },
  note: { text: '', signatures: [] },
})

const entries = Array.from({ length: 600 }, (_, i) => entryOf(i))
const memory = memoryHashReader(entries.map(leafHash))
const published = async (size: number): Promise<SignedCheckpoint> =>
  signedHead(size, await rootAt(memory, size))

describe('a receipt from tiles', () => {
  it('has the entry, and a proof of it that stands, of every entry', async () => {
    const source = mapSource(tilesByDefinition(entries))
    const signed = await published(600)
    for (const index of [0, 1, 255, 256, 511, 512, 599]) {
      const receipt = right(await receiptFromTiles(source, signed, index)())
      expect(receipt.entry).toEqual(entries[index])
      expect(receipt.proof).toMatchObject({ index, signed, extra: null })
      const leaf = leafHash(receipt.entry)
      right(checkInclusion(signed.checkpoint, index, leaf, receipt.proof.hashes))
    }
  })

  it('has the first entries of a full bundle where the partial one is gone', async () => {
    const files = tilesByDefinition(entries)
    const older = tilesByDefinition(entries.slice(0, 300))
    files.set('tile/1/000.p/1', older.get('tile/1/000.p/1') ?? new Uint8Array(0))
    const receipt = right(await receiptFromTiles(mapSource(files), await published(300), 299)())
    expect(receipt.entry).toEqual(entries[299])
  })

  it('is not given for another entry in the bundle, for a tile that is missing, or of a tree that is too small', async () => {
    const files = tilesByDefinition(entries)
    const signed = await published(600)
    const ask = (changed: ReadonlyMap<string, Uint8Array>, index: number) =>
      receiptFromTiles(mapSource(changed), signed, index)()
    const bundle = files.get('tile/entries/001')?.slice() ?? new Uint8Array(0)
    bundle[bundle.length - 1] = 0
    const bent = new Map(files).set('tile/entries/001', bundle)
    right(await ask(bent, 256))
    expect(sentence(left(await ask(bent, 511)))).toMatch(
      /^tile\/entries\/001 is not of this tree: expected entry 511 with the leaf hash [0-9a-f]{64}, found [0-9a-f]{64}$/,
    )
    const short = new Map(files).set('tile/entries/001', bundle.subarray(0, -1))
    expect(left(await ask(short, 256))).toMatchObject({
      why: 'bundle',
      paths: ['tile/entries/001'],
    })
    const long = new Map(files).set('tile/entries/002.p/88', new Uint8Array(88 * 65_537 + 1))
    expect(left(await ask(long, 512))).toMatchObject({ why: 'length' })
    const none = new Map(files)
    none.delete('tile/entries/001')
    expect(left(await ask(none, 256))).toMatchObject({
      why: 'missing',
      paths: ['tile/entries/001'],
    })
    for (const index of [600, -1, 0.5, Number.NaN, 2 ** 53])
      expect(left(await ask(files, index))).toEqual({ _tag: 'IndexOutOfRange', index, size: 600 })
  })

  it('goes on with what the source failed in as it came', async () => {
    const source = { readTile: () => Promise.reject(new Error('offline')) }
    await expect(receiptFromTiles(source, await published(5), 0)()).rejects.toThrow('offline')
  })

  it('takes O(log n) tiles and one bundle of a log of any size', async () => {
    const entry = new TextEncoder().encode('0')
    for (const [size, most] of [
      [1_000_000, 6],
      [2 ** 32 + 12_345, 9],
      [2 ** 53 - 1, 14],
    ] as const) {
      const tree = syntheticReader(new Map())
      const source = sourceOver(tree, entry)
      const signed = signedHead(size, await rootAt(tree, size))
      const index = Math.floor(size / 3)
      right(await receiptFromTiles(source, signed, index)())
      expect(source.reads.length).toBeLessThanOrEqual(most)
      expect(source.reads.filter((path) => path.startsWith('tile/entries/'))).toHaveLength(1)
      expect(new Set(source.reads).size).toBe(source.reads.length)
    }
  })
})
