/** The entries of a log by its bundles: some are fetched ahead, as fast as the consumer takes them, and no more than that. */
import { decodeEntryBundle, storeFailure, formatTilePath, TILE_WIDTH } from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** What is read. */
export interface BundleRange {
  /** For errors. */
  readonly url: string
  readonly from: number
  readonly size: number
  /** Bundles under way or waiting besides the one that the consumer has. */
  readonly ahead: number
  readonly signal?: AbortSignal
}

/**
 * The entries [from, size) in blocks of at most 256. Rejects with a RangeError where these are no safe integers in order, with a
 * StoreError as `readTile` does, and `damaged` for a bundle that is missing or none. A consumer that stops ends what is under way.
 */
export async function* bundlesBetween(
  readTile: (tile: TileId, signal: AbortSignal) => Promise<Uint8Array | null>,
  { url, from, size, ahead, signal }: BundleRange,
): AsyncGenerator<readonly Uint8Array[]> {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(size) || from < 0 || from > size)
    throw new RangeError(`no entries [${from}, ${size})`)
  signal?.throwIfAborted()
  const ended = new AbortController()
  const end = (): void => ended.abort(signal?.reason)
  signal?.addEventListener('abort', end)
  const fetching: Promise<readonly Uint8Array[]>[] = []
  let next = Math.floor(from / TILE_WIDTH)
  try {
    for (let index = next; index * TILE_WIDTH < size; index++) {
      for (; fetching.length <= ahead && next * TILE_WIDTH < size; next++) {
        const bundle = fetchBundle(next)
        // Whoever takes it hears of a failure; one that nobody takes is nobody's.
        bundle.catch(() => {})
        fetching.push(bundle)
      }
      const entries = await fetching.shift()
      if (entries === undefined) throw new Error('a bundle that is read is under way')
      const skipped = Math.max(0, from - index * TILE_WIDTH)
      if (skipped < entries.length) yield skipped === 0 ? entries : entries.slice(skipped)
      signal?.throwIfAborted()
    }
  } finally {
    signal?.removeEventListener('abort', end)
    ended.abort()
  }

  async function fetchBundle(index: number): Promise<readonly Uint8Array[]> {
    const first = index * TILE_WIDTH
    const tile: TileId = { kind: 'entries', index, width: Math.min(TILE_WIDTH, size - first) }
    const name = `${url}/${formatTilePath(tile)}`
    const bytes = await readTile(tile, ended.signal)
    if (bytes === null)
      throw storeFailure('damaged', `${name}: it is missing, and so is what could stand for it`, {
        at: first,
      })
    const entries = decodeEntryBundle(bytes, tile.width)
    if (E.isRight(entries)) return entries.right
    const { expected, found } = entries.left
    throw storeFailure('damaged', `${name}: expected ${expected}, found ${found}`, { at: first })
  }
}
