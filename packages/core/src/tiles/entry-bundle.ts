/**
 * Entry bundles (c2sp.org/tlog-tiles): up to 256 consecutive entries, each behind its length in two
 * bytes, big-endian.
 *
 *     encodeEntryBundle([6f 6e 65, 74 77 6f])    00 03 6f 6e 65  00 03 74 77 6f
 *
 * Spec: proofs §11.3.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { BadTile } from './bad-tile.ts'
import { LENGTH_BYTES, MAX_BUNDLED_BYTES, TILE_WIDTH } from './tile-id.ts'

/** The bundle of `entries`: 1 to 256, of at most 65,535 bytes each, else a RangeError. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new RangeError(`a bundle has 1 to ${TILE_WIDTH} entries, not ${entries.length}`)
  const long = entries.find(({ length }) => length > MAX_BUNDLED_BYTES)
  if (long !== undefined) throw new RangeError(`an entry of ${long.length} bytes fits no bundle`)
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0))
  let at = 0
  for (const entry of entries) {
    bytes[at] = entry.length >> 8
    bytes[at + 1] = entry.length
    bytes.set(entry, at + LENGTH_BYTES)
    at += LENGTH_BYTES + entry.length
  }
  return bytes
}

/**
 * The `width` entries of attacker-controlled `bytes`, each a copy. Whether they are the log's is for
 * their hashes to tell. Left: a BadTile without a path, `bundle`.
 */
export function decodeEntryBundle(
  bytes: Uint8Array,
  width: number,
): E.Either<BadTile, readonly Uint8Array[]> {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width && at < bytes.length) {
    const start = at + LENGTH_BYTES
    // A length that is cut off is none.
    const length = start <= bytes.length ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : Infinity
    if (start + length > bytes.length)
      return bad(width, `${entries.length}, and ${bytes.length - at} bytes of another`)
    entries.push(bytes.slice(start, start + length))
    at = start + length
  }
  if (entries.length < width) return bad(width, `${entries.length}`)
  return at === bytes.length
    ? E.right(entries)
    : bad(width, `${width}, and ${bytes.length - at} bytes more`)
}

function bad(width: number, found: string): E.Either<BadTile, never> {
  return E.left({
    _tag: 'BadTile',
    why: 'bundle',
    paths: [],
    expected: `${width} entries`,
    found,
  })
}
