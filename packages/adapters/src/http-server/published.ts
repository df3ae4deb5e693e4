/**
 * What a log publishes, as a static host of its `public/` serves it (c2sp.org/tlog-tiles): the checkpoint, hash tiles, and entry bundles.
 * Where there is no folder, tiles are made from the entries of a store.
 */
import {
  encodeEntryBundle,
  formatTilePath,
  parseSignedCheckpoint,
  parseTilePath,
  TILE_WIDTH,
} from '@accord-ledger/core'
import type { HashReader, Store, TileId, TileSource } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { answer } from '../http/http-message.ts'
import type { WholeAnswer } from '../http/http-message.ts'
import { OPEN, problem } from './problem.ts'

/** The published files of a log. */
export interface PublishedFiles extends TileSource {
  /** The bytes of the published checkpoint; null before the first one. */
  checkpoint(): Promise<Uint8Array | null>
}

/** The answer to GET or HEAD of a path below a log's prefix that begins with a slash; null where it is no path of a published file. */
export async function publishedAnswer(
  files: PublishedFiles,
  path: string,
): Promise<WholeAnswer | null> {
  if (path === '/checkpoint') {
    const bytes = await files.checkpoint()
    return bytes === null
      ? missing('no checkpoint of this log has been published yet')
      : answer(200, 'text/plain; charset=utf-8', bytes, { 'cache-control': 'no-cache', ...OPEN })
  }
  const tile = path.startsWith('/tile/') ? parseTilePath(path.slice(1)) : null
  if (tile === null) return path.startsWith('/tile/') ? missing('this is no path of a tile') : null
  const bytes = await files.readTile(tile)
  if (bytes === null) return missing('there is no such tile now')
  const age = tile.width === TILE_WIDTH ? FOR_EVER : FOR_A_WHILE
  return answer(200, 'application/octet-stream', bytes, { 'cache-control': age, ...OPEN })
}

/** The size of the published checkpoint; 0 where there is none. Its signature is not looked at. */
export async function publishedSize(files: PublishedFiles): Promise<number> {
  const bytes = await files.checkpoint()
  if (bytes === null) return 0
  const signed = parseSignedCheckpoint(bytes)
  return E.isRight(signed) ? signed.right.checkpoint.size : 0
}

/**
 * The files of a log whose store has no folder: tiles made of its entries and of `hashes`, which reads the tree over them, as far as
 * the checkpoint goes that `checkpoint` gives.
 */
export function filesOf(
  store: Pick<Store, 'read'>,
  hashes: HashReader,
  checkpoint: PublishedFiles['checkpoint'],
): PublishedFiles {
  const files: PublishedFiles = {
    checkpoint,
    readTile: async (tile) => {
      if (entriesUnder(tile) > (await publishedSize(files))) return null
      return tile.kind === 'entries' ? bundle(store, tile) : hashTile(hashes, tile)
    },
  }
  return files
}

/** Entries that the log has at least where `tile` is there. */
function entriesUnder(tile: TileId): number {
  const level = tile.kind === 'entries' ? 0 : tile.level
  return (tile.index * TILE_WIDTH + tile.width) * TILE_WIDTH ** level
}

async function bundle(store: Pick<Store, 'read'>, tile: TileId): Promise<Uint8Array> {
  const from = tile.index * TILE_WIDTH
  const entries: Uint8Array[] = []
  for await (const { bytes } of store.read(from, from + tile.width)) entries.push(bytes)
  if (entries.length !== tile.width) throw new Error(`${formatTilePath(tile)} was cut short`)
  return encodeEntryBundle(entries)
}

async function hashTile(
  hashes: HashReader,
  { level, index, width }: Extract<TileId, { readonly kind: 'hashes' }>,
): Promise<Uint8Array> {
  const ids = Array.from({ length: width }, (_, i) => ({
    level: 8 * level,
    index: index * TILE_WIDTH + i,
  }))
  return new Uint8Array(Buffer.concat(await hashes.readHashes(ids)))
}

function missing(detail: string): WholeAnswer {
  return problem('not-found', detail, {}, { 'cache-control': 'public, max-age=5' })
}

const FOR_EVER = 'public, max-age=31536000, immutable'
const FOR_A_WHILE = 'public, max-age=3600, immutable'
