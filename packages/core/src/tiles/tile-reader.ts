/**
 * A tree read from tiles that nobody vouches for. Given a head that is trusted, every hash that is given
 * out has been led back to its root:
 *
 *     the partial tiles of the head's size, at most one a level, hold every subtree that the root is made of:
 *         their hashes are checked together, against the root
 *     a full tile is one hash of the tile above it, which is checked first
 *
 * So a proof costs O(log n) tiles, two or three of a million entries. Checked tiles are kept, 64 of them.
 * Spec: proofs §11.4.
 */
import { nodeHash } from '../crypto/hash.ts'
import { rootAt } from '../tree/hash-reader.ts'
import type { HashReader, SubtreeId } from '../tree/hash-reader.ts'
import type { TreeHead } from '../tree/proof.ts'
import { isCount } from '../values/decimal.ts'
import { encodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'
import { tileFailure } from './bad-tile.ts'
import { formatTilePath, TILE_WIDTH } from './tile-id.ts'
import type { TileId } from './tile-id.ts'
import { levelsOf, tileRow } from './tile-set.ts'
import { readHashTile } from './tile-source.ts'
import type { TileSource } from './tile-source.ts'

/** The subtrees of a tile: `rows[h]` are the roots of 2^h of its hashes each, as many as are complete. */
type Rows = readonly (readonly Uint8Array[])[]

/** A hash tile's place. */
interface Place {
  readonly level: number
  readonly index: number
}

/** Full tiles that a reader keeps. */
const KEPT_TILES = 64
/** Hashes that are looked up, and tiles that are read, at once. */
const AT_ONCE = 32
/** Levels of the tree that a level of tiles spans. */
const HEIGHT = 8

/**
 * A reader of the tree that `head` commits to, whose `size` is in [0, 2^53) and whose `root` takes 32 bytes,
 * else a RangeError. `readHashes` rejects with a BadTile (`asTileError`) where a tile is missing, has another
 * length, or is not of that tree; with a RangeError for a subtree that is not complete in it; and with
 * whatever the source rejects with. No hash is given out that the root does not vouch for.
 */
export function tileHashReader({ size, root }: TreeHead, source: TileSource): HashReader {
  if (!isCount(size)) throw new RangeError(`${size} is not a tree size`)
  if (root.length !== 32) throw new RangeError(`a root hash takes 32 bytes, not ${root.length}`)
  const kept = keptTiles()
  let edge: Promise<ReadonlyMap<number, Rows>> | null = null

  /** The partial tiles of the tree by their levels. What fails once is tried again by the next call. */
  const rightEdge = (): Promise<ReadonlyMap<number, Rows>> => {
    edge ??= readEdge({ size, root }, source).catch((thrown: unknown) => {
      edge = null
      throw thrown
    })
    return edge
  }

  const readBatch = async (ids: readonly SubtreeId[]): Promise<readonly Uint8Array[]> => {
    const wanted = new Map<string, Place>()
    const checked = new Map<string, Rows>()
    for (const id of ids) collect(placeOf(id), size, wanted)
    for (const [path] of wanted) {
      const rows = kept.get(path)
      if (rows !== undefined) checked.set(path, rows)
    }
    const missing = [...wanted].filter(([path]) => !checked.has(path))
    const [partial, read] = await Promise.all([rightEdge(), readAll(missing, source)])
    const rowsAt = ({ level, index }: Place): Rows => {
      const full = index < tileRow(size, level).full
      const rows = full ? checked.get(pathOf({ level, index })) : partial.get(level)
      if (rows === undefined) throw new Error(`tile ${index} of level ${level} was not read`)
      return rows
    }
    // From the top down: the tile above each one has been checked.
    for (const [path, place, rows] of read.toSorted(([, a], [, b]) => b.level - a.level)) {
      requireSame(path, rows, hashIn(rowsAt(above(place)), above(place), place))
      checked.set(path, rows)
      kept.add(path, rows)
    }
    return ids.map((id) => subtreeIn(rowsAt(placeOf(id)), id).slice())
  }

  return {
    readHashes: async (ids) => {
      for (const id of ids) requireComplete(id, size)
      const hashes: Uint8Array[] = []
      for (let at = 0; at < ids.length; at += BATCH)
        hashes.push(...(await readBatch(ids.slice(at, at + BATCH))))
      return hashes
    },
  }
}

/** Subtrees that are looked up together. A proof asks for 108 at most. */
const BATCH = 256

/** Reads the partial tiles of the tree, and checks them against its root. */
async function readEdge(head: TreeHead, source: TileSource): Promise<ReadonlyMap<number, Rows>> {
  const tiles = Array.from({ length: levelsOf(head.size) }, (_, level) => ({
    level,
    ...tileRow(head.size, level),
  })).filter(({ partial }) => partial > 0)
  const ids = tiles.map(({ level, full, partial }) => hashTile({ level, index: full }, partial))
  const read = await Promise.all(ids.map((id) => readHashTile(source, id)))
  const rows = new Map(tiles.map(({ level }, i) => [level, rowsOf(read[i] ?? [])]))
  // The root is made of the complete subtrees of the size's set bits, and all of those lie in these tiles.
  const found = await rootAt(
    {
      readHashes: async (subtrees) =>
        subtrees.map((id) => subtreeIn(rows.get(placeOf(id).level) ?? [], id)),
    },
    head.size,
  )
  if (!sameBytes(found, head.root)) {
    throw tileFailure({
      _tag: 'BadTile',
      why: 'hash',
      paths: ids.map(formatTilePath),
      expected: `the root ${encodeHex(head.root)} at size ${head.size}`,
      found: encodeHex(found),
    })
  }
  return rows
}

/** Reads full tiles, a few at once. */
async function readAll(
  tiles: readonly (readonly [string, Place])[],
  source: TileSource,
): Promise<readonly (readonly [string, Place, Rows])[]> {
  const all: (readonly [string, Place, Rows])[] = []
  for (let at = 0; at < tiles.length; at += AT_ONCE) {
    const some = tiles.slice(at, at + AT_ONCE)
    const reading = some.map(async ([path, place]) => {
      const hashes = await readHashTile(source, hashTile(place, TILE_WIDTH))
      return [path, place, rowsOf(hashes)] as const
    })
    all.push(...(await Promise.all(reading)))
  }
  return all
}

/** Puts the full tile at `place`, and those above it, into `wanted`. */
function collect(place: Place, size: number, wanted: Map<string, Place>): void {
  for (let at = place; at.index < tileRow(size, at.level).full; at = above(at)) {
    const path = pathOf(at)
    if (wanted.has(path)) return
    wanted.set(path, at)
  }
}

function requireSame(path: string, rows: Rows, expected: Uint8Array): void {
  const found = rows[HEIGHT]?.[0]
  if (found === undefined) throw new Error('a full tile has a root')
  if (!sameBytes(found, expected)) {
    throw tileFailure({
      _tag: 'BadTile',
      why: 'hash',
      paths: [path],
      expected: encodeHex(expected),
      found: encodeHex(found),
    })
  }
}

function requireComplete({ level, index }: SubtreeId, size: number): void {
  const known = isCount(level) && level < 53 && isCount(index)
  if (!known || index >= Math.floor(size / 2 ** level))
    throw new RangeError(`no complete subtree at level ${level}, ${index}`)
}

/** The tile that has a subtree: of the level below which all its leaves lie. */
function placeOf({ level, index }: SubtreeId): Place {
  const inTile = 2 ** (HEIGHT - (level % HEIGHT))
  return { level: Math.floor(level / HEIGHT), index: Math.floor(index / inTile) }
}

function subtreeIn(rows: Rows, { level, index }: SubtreeId): Uint8Array {
  const height = level % HEIGHT
  const hash = rows[height]?.[index % 2 ** (HEIGHT - height)]
  if (hash === undefined) throw new Error(`no complete subtree at level ${level}, ${index}`)
  return hash
}

function above({ level, index }: Place): Place {
  return { level: level + 1, index: Math.floor(index / TILE_WIDTH) }
}

/** The hash of the tile at `below` in the rows of the one above it. */
function hashIn(rows: Rows, { level }: Place, below: Place): Uint8Array {
  return subtreeIn(rows, { level: level * HEIGHT, index: below.index })
}

function rowsOf(hashes: readonly Uint8Array[]): Rows {
  const rows: (readonly Uint8Array[])[] = [hashes]
  for (let row = hashes; row.length > 1;) {
    const below = row
    row = Array.from({ length: Math.floor(below.length / 2) }, (_, i) =>
      nodeHash(present(below[2 * i]), present(below[2 * i + 1])),
    )
    rows.push(row)
  }
  return rows
}

function present(hash: Uint8Array | undefined): Uint8Array {
  if (hash === undefined) throw new Error('a row has a hash at each place')
  return hash
}

function hashTile({ level, index }: Place, width: number): TileId {
  return { kind: 'hashes', level, index, width }
}

function pathOf(place: Place): string {
  return formatTilePath(hashTile(place, TILE_WIDTH))
}

/** Checked full tiles by their paths, those used last. */
function keptTiles(): {
  readonly get: (path: string) => Rows | undefined
  readonly add: (path: string, rows: Rows) => void
} {
  const tiles = new Map<string, Rows>()
  const add = (path: string, rows: Rows): void => {
    tiles.delete(path)
    tiles.set(path, rows)
    const [oldest] = tiles.keys()
    if (tiles.size > KEPT_TILES && oldest !== undefined) tiles.delete(oldest)
  }
  const get = (path: string): Rows | undefined => {
    const rows = tiles.get(path)
    if (rows !== undefined) add(path, rows)
    return rows
  }
  return { get, add }
}
