import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  asStoreError,
  asTileError,
  parseSignedCheckpoint,
  parseTilePath,
  proveInclusion,
  receiptFromTiles,
  tileHashReader,
} from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { right } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { entriesOf, layEntries, logOf, publishTiles } from '../test-support/tiled-ledger.ts'
import { folderTiles } from './folder-tiles.ts'

const tileAt = (path: string): TileId => {
  const tile = parseTilePath(path)
  if (tile === null) throw new Error(path)
  return tile
}

describe('the tiles in a directory', () => {
  it('prove and give receipts of every entry of a log of two bundles', () =>
    inDirectory(async (directory) => {
      const log = logOf(400)
      await publishTiles(await layEntries(directory, 400), log)
      const folder = folderTiles(directory)
      const signed = right(parseSignedCheckpoint((await folder.checkpoint()) ?? new Uint8Array(0)))
      const reader = tileHashReader(signed.checkpoint, folder)
      for (let index = 0; index < 400; index += 7) {
        const proof = await proveInclusion(log.hashes, index, 400)
        expect(await proveInclusion(reader, index, 400)).toEqual(proof)
        const receipt = right(await receiptFromTiles(folder, signed, index)())
        expect(receipt).toMatchObject({
          entry: entriesOf(400)[index],
          proof: { index, hashes: proof },
        })
      }
    }))

  it('are null where there is none, and told where they are changed, too long, or a link', () =>
    inDirectory(async (directory) => {
      const folder = folderTiles(directory)
      const tile = tileAt('tile/0/000.p/3')
      await expect(folder.readTile(tile)).rejects.toMatchObject({
        storeError: { code: 'unavailable' },
      })
      await publishTiles(await layEntries(directory, 3), logOf(3))
      expect((await folder.readTile(tile))?.length).toBe(96)
      expect(await folder.readTile(tileAt('tile/0/000'))).toBeNull()
      expect(await folder.readTile(tileAt('tile/5/x001/000'))).toBeNull()
      await writeFile(join(directory, 'public', 'tile', '0', '001'), new Uint8Array(8_193))
      const long = await folder.readTile(tileAt('tile/0/001')).catch(asStoreError)
      expect(long).toMatchObject({ code: 'damaged' })
      await mkdir(join(directory, 'outside'))
      await writeFile(join(directory, 'outside', '000'), 'secret')
      await symlink(join(directory, 'outside'), join(directory, 'public', 'tile', '1'))
      const linked = await folder.readTile(tileAt('tile/1/000')).catch(asStoreError)
      expect(linked).toMatchObject({ code: 'unsupported' })
      await truncate(join(directory, 'public', 'tile', '0', '000.p', '3'), 64)
      const signed = right(parseSignedCheckpoint((await folder.checkpoint()) ?? new Uint8Array(0)))
      const short = await tileHashReader(signed.checkpoint, folder)
        .readHashes([{ level: 0, index: 0 }])
        .catch(asTileError)
      expect(short).toMatchObject({ why: 'length', paths: ['tile/0/000.p/3'] })
    }))
})
