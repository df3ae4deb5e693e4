/**
 * A log as anybody reads it: `checkpoint`, hash tiles and entry bundles of a host that serves them (c2sp.org/tlog-tiles), be it our
 * server or a folder behind any other.
 *
 *     https://log.example/checkpoint                    a signed checkpoint
 *     https://log.example/tile/0/x001/067               256 hashes of 32 bytes
 *     https://log.example/tile/entries/x001/067.p/5     5 entries, each behind its length
 *
 * The host is not trusted: whatever it can cost is bounded here, and whatever it says is checked where it is used: entries by
 * `verifyLog`, tiles by `tileHashReader`, and the checkpoint by its signature. Runs in browsers too.
 */
import {
  describe,
  formatTilePath,
  maxTileBytes,
  parseSignedCheckpoint,
  storeFailure,
  TILE_WIDTH,
} from '@accord-ledger/core'
import type { SignedCheckpoint, TileId, TileSource } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { targetBelow } from '../http/ask-bounded.ts'
import type { Fetch } from '../http/ask-bounded.ts'
import { askAgain } from './ask-again.ts'
import type { Patience } from './ask-again.ts'
import { bundlesBetween } from './entry-bundles.ts'
import { remoteError } from './remote-error.ts'
import type { RemoteError } from './remote-error.ts'
import { narrowed, tileFault, widthIn } from './remote-tile.ts'
import { growthOf } from './wait-for-more.ts'

/** A checkpoint as a host gave it. Its signatures are not checked. */
export interface FetchedCheckpoint extends SignedCheckpoint {
  readonly bytes: Uint8Array
}

/** What reading takes. */
export interface ReadOptions {
  readonly signal?: AbortSignal
}

/** A log on a host. */
export interface RemoteLog extends TileSource {
  /** The log's prefix, without a slash at the end. */
  readonly url: string
  /** The published checkpoint; its signatures are not checked. Left: why there is none. Rejects with the reason of an aborted signal. */
  checkpoint(options?: ReadOptions): TE.TaskEither<RemoteError, FetchedCheckpoint>
  /**
   * The entries [from, size), 0 <= from <= size, as raw bytes in blocks of at most 256: what `verifyLog` takes. Nothing of it is
   * checked but its form. Some bundles are fetched ahead. Rejects with an Error that carries a StoreError: `unavailable`, or `damaged`
   * for what is no bundle or is missing.
   */
  entries(from: number, size: number, options?: ReadOptions): AsyncIterable<readonly Uint8Array[]>
  /**
   * Exactly the tile's bytes: where a partial tile is gone, its beginning is taken from the full one, or from the one that the host
   * has now. Null where there is none. Rejects as `entries` does.
   */
  readTile(tile: TileId, options?: ReadOptions): Promise<Uint8Array | null>
  /**
   * Resolves when the published log is longer than `size`, or may be: after a failure too, once some time has passed. By long polls
   * where the host has them, else by asking for the checkpoint at an interval. Resolves at once where `signal` is aborted. Never
   * rejects.
   */
  waitForMore(size: number, signal: AbortSignal): Promise<void>
}

/** How a host is read. */
export interface RemoteLogOptions extends Patience {
  readonly fetch: Fetch
  /** Bundles that are fetched before they are asked for. 2 by default; each may take 16 MiB of memory while it waits. */
  readonly ahead?: number
  /** Milliseconds between two looks at the checkpoint. 5,000 by default. */
  readonly pollMs?: number
  /** Seconds that one long poll waits, at most 20. 20 by default. */
  readonly longPollSeconds?: number
}

/** Bytes of a checkpoint that are read. */
const MAX_CHECKPOINT_BYTES = 65_536

/** The log at `url`, its prefix. Left: a sentence that says why that is none: only http and https, without a password, `?` or `#`. */
export function remoteLog(url: string, options: RemoteLogOptions): E.Either<string, RemoteLog> {
  const prefix = targetBelow(url.replace(/\/checkpoint\/?$/, ''), '')?.slice(0, -1)
  if (prefix === undefined) return E.left('it is no http or https address of a log')
  const { fetch, ahead = 2 } = options

  const checkpoint =
    ({ signal }: ReadOptions = {}): TE.TaskEither<RemoteError, FetchedCheckpoint> =>
    async () => {
      const target = `${prefix}/checkpoint`
      const question = { url: target, maxBytes: MAX_CHECKPOINT_BYTES }
      const asked = await askAgain(fetch, question, options, signal)
      if (E.isLeft(asked)) return asked
      const { status, type, body } = asked.right
      if (status !== 200) return E.left(statusError(target, status))
      if (type === 'text/html')
        return E.left(remoteError('malformed', target, status, 'it is a page, not a checkpoint'))
      const signed = parseSignedCheckpoint(body)
      return E.isLeft(signed)
        ? E.left(remoteError('malformed', target, status, describe(signed.left)))
        : E.right({ ...signed.right, bytes: body })
    }

  /** The bytes of the file of `tile`, its length checked; null for 404. */
  async function fetchTile(tile: TileId, signal?: AbortSignal): Promise<Uint8Array | null> {
    const target = `${prefix}/${formatTilePath(tile)}`
    const question = { url: target, maxBytes: maxTileBytes(tile) }
    const asked = await askAgain(fetch, question, options, signal)
    if (E.isLeft(asked)) throw storeFailure('unavailable', asked.left.message)
    const { status, type, body } = asked.right
    if (status === 404 || status === 410) return null
    if (status !== 200) throw storeFailure('unavailable', `${target}: it answers ${status}`)
    if (type === 'text/html')
      throw storeFailure('unavailable', `${target}: it is a page, not a tile`)
    const fault = tileFault(tile, body)
    if (fault !== null) throw storeFailure('damaged', `${target}: ${fault}`)
    return body
  }

  async function readTile(tile: TileId, { signal }: ReadOptions = {}): Promise<Uint8Array | null> {
    const own = await fetchTile(tile, signal)
    if (own !== null || tile.width === TILE_WIDTH) return own
    const full = await fetchTile({ ...tile, width: TILE_WIDTH }, signal)
    if (full !== null) return narrowed(tile, full, TILE_WIDTH)
    // A host keeps partial tiles only for its last checkpoints: it may have moved on since.
    const now = await checkpoint(signal === undefined ? {} : { signal })()
    if (E.isLeft(now)) return null
    const width = widthIn(tile, now.right.checkpoint.size)
    if (width <= tile.width) return null
    const wider = await fetchTile({ ...tile, width }, signal)
    return wider === null ? null : narrowed(tile, wider, width)
  }

  return E.right({
    url: prefix,
    checkpoint,
    readTile,
    entries: (from, size, { signal } = {}) =>
      bundlesBetween((tile, inner) => readTile(tile, { signal: inner }), {
        url: prefix,
        from,
        size,
        ahead,
        ...(signal === undefined ? {} : { signal }),
      }),
    waitForMore: growthOf(prefix, checkpoint, options),
  })
}

function statusError(url: string, status: number): RemoteError {
  const kind = status === 404 || status === 410 ? 'missing' : 'refused'
  return remoteError(kind, url, status, `it answers ${status}`)
}
