/** Tiles, against those that another implementation wrote, and the paths that it takes; skipped without the corpus. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { leafHash } from '../crypto/hash.ts'
import { parseSignedCheckpoint } from '../notes/checkpoint.ts'
import { base64, CORPUS, readCorpus } from '../test-support/corpus.ts'
import { right } from '../test-support/either.ts'
import { mapSource } from '../test-support/tile-model.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import { proveInclusion } from '../tree/proof.ts'
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts'
import { receiptFromTiles } from './receipt-from-tiles.ts'
import { formatTilePath, parseTilePath } from './tile-id.ts'
import { tileHashReader } from './tile-reader.ts'
import { tilesOf } from './tile-set.ts'

const Log = t.type({ leaves: t.array(t.string), filesBase64: t.record(t.string, t.string) })
const Paths = t.type({
  valid: t.array(t.tuple([t.number, t.number, t.number, t.string])),
  validEntries: t.array(t.tuple([t.number, t.number, t.string])),
  invalidPaths: t.array(t.string),
})

function read<A>(codec: t.Type<A, unknown>, file: string): A {
  const decoded = codec.decode(readCorpus(`tessera-golden-log/${file}`))
  if (E.isRight(decoded)) return decoded.right
  throw new Error(`${file} has another shape`)
}

describe.skipIf(CORPUS === undefined)('a log that another implementation wrote', () => {
  const log = CORPUS === undefined ? { leaves: [], filesBase64: {} } : read(Log, 'log.json')
  const entries = log.leaves.map((leaf) => new TextEncoder().encode(leaf))
  const files = new Map(Object.entries(log.filesBase64).map(([path, text]) => [path, base64(text)]))
  const hashes = memoryHashReader(entries.map(leafHash))

  it('has the tiles that are reckoned here, byte for byte, at each of its sizes', async () => {
    const paths = new Set<string>()
    for (let size = 1; size <= entries.length; size++)
      for (const tile of tilesOf(size)) {
        const path = formatTilePath(tile)
        paths.add(path)
        const ids = Array.from({ length: tile.width }, (_, index) => ({ level: 0, index }))
        const expected =
          tile.kind === 'entries'
            ? encodeEntryBundle(entries.slice(0, size))
            : Uint8Array.from(Buffer.concat(await hashes.readHashes(ids)))
        expect(files.get(path), path).toEqual(expected)
      }
    expect([...files.keys()].filter((path) => path.startsWith('tile/')).toSorted()).toEqual(
      [...paths].toSorted(),
    )
    expect(paths.size).toBe(30)
  })

  it('is read by its tiles and checkpoints: roots, proofs, entries, receipts', async () => {
    for (let size = 1; size <= entries.length; size++) {
      const signed = right(
        parseSignedCheckpoint(files.get(`checkpoint.${size}`) ?? new Uint8Array(0)),
      )
      const reader = tileHashReader(signed.checkpoint, mapSource(files))
      expect(await rootAt(reader, size)).toEqual(signed.checkpoint.root)
      for (let index = 0; index < size; index++) {
        const proof = await proveInclusion(hashes, index, size)
        expect(await proveInclusion(reader, index, size)).toEqual(proof)
        const receipt = right(await receiptFromTiles(mapSource(files), signed, index)())
        expect(receipt.entry).toEqual(entries[index])
      }
      const bundle = files.get(`tile/entries/000.p/${size}`) ?? new Uint8Array(0)
      expect(right(decodeEntryBundle(bundle, size))).toEqual(entries.slice(0, size))
    }
  })

  it('has paths that are read and printed alike, as far as indexes are below 2^53', () => {
    const { valid, validEntries, invalidPaths } = read(Paths, 'paths.json')
    let large = 0
    for (const [level, index, width, path] of valid) {
      if (!Number.isSafeInteger(index)) {
        large += 1
        expect(parseTilePath(path)).toBeNull()
        continue
      }
      const tile = { kind: 'hashes', level, index, width: width === 0 ? 256 : width } as const
      expect([path, formatTilePath(tile)]).toEqual([path, path])
      expect(parseTilePath(path)).toEqual(tile)
    }
    expect(large).toBe(1)
    for (const [index, width, path] of validEntries)
      expect(parseTilePath(path)).toEqual({
        kind: 'entries',
        index,
        width: width === 0 ? 256 : width,
      })
    for (const path of invalidPaths) expect([path, parseTilePath(path)]).toEqual([path, null])
  })
})
