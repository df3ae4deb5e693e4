/**
 * A receipt made from tiles: the entry out of its bundle, the proof out of hash tiles, all of it checked
 * against a checkpoint. It takes O(log n) reads, whatever the size of the log. Spec: proofs §11.4.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { leafHash } from '../crypto/hash.ts'
import type { SignedCheckpoint } from '../notes/checkpoint.ts'
import type { Receipt } from '../notes/receipt.ts'
import { proveInclusion } from '../tree/proof.ts'
import type { ProofError } from '../tree/proof.ts'
import { isCount } from '../values/decimal.ts'
import { encodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'
import { asTileError, tileFailure } from './bad-tile.ts'
import type { BadTile } from './bad-tile.ts'
import { formatTilePath, TILE_WIDTH } from './tile-id.ts'
import { tileHashReader } from './tile-reader.ts'
import { tileRow } from './tile-set.ts'
import { readEntryBundle } from './tile-source.ts'
import type { TileSource } from './tile-source.ts'

/** Why no receipt was made: the checkpoint does not cover the entry, or a tile is bad. */
export type TileReceiptError = BadTile | Extract<ProofError, { readonly _tag: 'IndexOutOfRange' }>

/**
 * The receipt of entry `index` under `signed`, whose signatures are the caller's to check: before, or with
 * `verifyReceipt` after. The entry is the one that the checkpoint's root has at that index. What the source
 * rejects with goes on as it came.
 */
export function receiptFromTiles(
  source: TileSource,
  signed: SignedCheckpoint,
  index: number,
): TE.TaskEither<TileReceiptError, Receipt> {
  return async () => {
    const head = signed.checkpoint
    const { size } = head
    if (!isCount(index) || index >= size) return E.left({ _tag: 'IndexOutOfRange', index, size })
    try {
      const reader = tileHashReader(head, source)
      const hashes = await proveInclusion(reader, index, size)
      const [leaf] = await reader.readHashes([{ level: 0, index }])
      const entry = await readLeaf(source, size, index)
      requireLeaf(entry, leaf, index)
      return E.right({ entry: entry.bytes, proof: { index, hashes, signed, extra: null } })
    } catch (thrown) {
      const bad = asTileError(thrown)
      if (bad === null) throw thrown
      return E.left(bad)
    }
  }
}

interface Leaf {
  readonly bytes: Uint8Array
  readonly path: string
}

async function readLeaf(source: TileSource, size: number, index: number): Promise<Leaf> {
  const { full, partial } = tileRow(size, 0)
  const tile = Math.floor(index / TILE_WIDTH)
  const width = tile < full ? TILE_WIDTH : partial
  const entries = await readEntryBundle(source, tile, width)
  const bytes = entries[index % TILE_WIDTH]
  if (bytes === undefined) throw new Error(`a bundle of ${width} has entry ${index}`)
  return { bytes, path: formatTilePath({ kind: 'entries', index: tile, width }) }
}

function requireLeaf({ bytes, path }: Leaf, leaf: Uint8Array | undefined, index: number): void {
  if (leaf === undefined) throw new Error('one subtree has one hash')
  const found = leafHash(bytes)
  if (sameBytes(found, leaf)) return
  throw tileFailure({
    _tag: 'BadTile',
    why: 'hash',
    paths: [path],
    expected: `entry ${index} with the leaf hash ${encodeHex(leaf)}`,
    found: encodeHex(found),
  })
}
