/** A host of a log's checkpoint and tiles in memory, for tests of who reads it: it may forget, lie, fail and grow. */
import { encodeEntryBundle, leafHash, memoryHashReader, parseTilePath } from '@accord-ledger/core'
import type { HashReader, TileId } from '@accord-ledger/core'
import type { Fetch, FetchAnswer } from '../http/ask-bounded.ts'
import { checkpointOf, utf8 } from './checkpoints.ts'

export const HOST = 'https://log.example/of/accords'

/** What is answered instead of what lies there; null: as ever. */
export type Spoil = (path: string, signal: AbortSignal) => Promise<FetchAnswer | null>

export interface TiledHost {
  readonly fetch: Fetch
  /** All paths that were asked for, below the prefix. */
  readonly asked: string[]
  /** How many requests are under way whose signal was not aborted. */
  readonly underWay: () => number
  /** The entries that are published. */
  entries: readonly Uint8Array[]
  spoil: Spoil
}

/** `size` short entries; from `forkAt` on they are others. */
export function entriesOf(size: number, forkAt: number = size): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, i) => utf8(i < forkAt ? `entry ${i}` : `other ${i}`))
}

/** A host that serves exactly the tiles of the log as it is: partial ones of its present size alone. */
export function tiledHost(entries: readonly Uint8Array[]): TiledHost {
  const running = new Set<AbortSignal>()
  const host: TiledHost = {
    entries,
    asked: [],
    spoil: async () => null,
    underWay: () => running.size,
    fetch: async (url, { signal }) => {
      if (!url.startsWith(`${HOST}/`)) throw new Error(`asked elsewhere: ${url}`)
      const path = url.slice(HOST.length + 1)
      host.asked.push(path)
      running.add(signal)
      signal.addEventListener('abort', () => running.delete(signal))
      return (await host.spoil(path, signal)) ?? answerOf(await contentOf(path))
    },
  }

  async function contentOf(path: string): Promise<Uint8Array | null> {
    const leaves = host.entries.map(leafHash)
    if (path === 'checkpoint') return checkpointOf(leaves)
    const tile = parseTilePath(path)
    if (tile === null || tile.width !== widthOf(tile, host.entries.length)) return null
    const first = tile.index * 256
    return tile.kind === 'entries'
      ? encodeEntryBundle(host.entries.slice(first, first + tile.width))
      : hashesOf(memoryHashReader(leaves), tile.level, first, tile.width)
  }
  return host
}

/** An answer of a status and a body. */
export function answerOf(
  body: Uint8Array | string | null,
  status: number = body === null ? 404 : 200,
  headers: Readonly<Record<string, string>> = {},
): FetchAnswer {
  return {
    status,
    headers: { get: (name) => headers[name] ?? null },
    body: (async function* () {
      if (body !== null) yield typeof body === 'string' ? utf8(body) : body
    })(),
  }
}

function widthOf(tile: TileId, size: number): number {
  const level = tile.kind === 'entries' ? 0 : tile.level
  return Math.min(256, Math.floor(size / 256 ** level) - tile.index * 256)
}

async function hashesOf(
  reader: HashReader,
  level: number,
  first: number,
  width: number,
): Promise<Uint8Array> {
  const ids = Array.from({ length: width }, (_, i) => ({ level: 8 * level, index: first + i }))
  return new Uint8Array(Buffer.concat(await reader.readHashes(ids)))
}
