/** Laws of tiles: files on any web server, which nobody has to believe. */
import type { TileSource } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aTree, headOf } from '../arbitraries/proofs.ts'
import { law, same } from './law.ts'
import type { Law } from './law.ts'
import { placeOf } from './logs.ts'
import { tilesFor } from './tiles.ts'
import { flipped } from './tree-laws.ts'

/** The laws of tiles. */
export const tileLaws: readonly Law[] = [
  law({
    kind: 'proof',
    name: 'tiles-say-what-the-tree-says',
    claim:
      'a reader over tiles gives the proofs that a reader over all leaves gives, and by the full tile where a partial one is gone',
    protects: 'logs that are served as files',
    covers: ['a full tile', 'a partial tile', 'a full tile for a partial one'],
    share: 0.3,
    cases: () => fc.tuple(aTree(600), fc.nat(10_000), fc.nat(10_000)),
    check: async ({ subject, met, note }, [tree, a, b]) => {
      const size = 1 + placeOf(a, tree.leaves.length)
      const [index, older] = [placeOf(b, size), placeOf(a + b, size + 1)]
      note(`leaf ${index}, and the first ${older}, of ${size}; tiles of ${tree.leaves.length}`)
      const { source, asked } = tilesFor(tree, tree.leaves.length)
      const reader = subject.tileHashReader(await headOf(tree, size), source)
      same(
        'the inclusion proof',
        await subject.proveInclusion(reader, index, size),
        await subject.proveInclusion(tree.reader, index, size),
      )
      same(
        'the consistency proof',
        await subject.proveConsistency(reader, older, size),
        await subject.proveConsistency(tree.reader, older, size),
      )
      if (asked.some(({ width }) => width === 256)) met('a full tile')
      if (asked.some(({ width }) => width < 256)) met('a partial tile')
      if (asked.some(({ width }) => width < 256) && tree.leaves.length >= 256)
        met('a full tile for a partial one')
    },
  }),
  law({
    kind: 'proof',
    name: 'tiles-are-not-believed',
    claim: 'a tile in which a bit was changed is refused, whatever is read of it',
    protects: 'readers from the server that tiles lie on',
    covers: ['a changed bit'],
    share: 0.3,
    cases: () => fc.tuple(aTree(300), fc.nat(10_000), fc.nat(10_000)),
    check: async ({ subject, met, note }, [tree, a, b]) => {
      const size = tree.leaves.length
      const index = placeOf(b, size)
      const { source } = tilesFor(tree, size)
      const touched: { at?: number } = {}
      const rotten: TileSource = {
        readTile: async (tile) => {
          const bytes = await source.readTile(tile)
          // The hash that the proof of the leaf next to it is read for.
          if (bytes === null || tile.kind !== 'hashes' || tile.level !== 0) return bytes
          if (Math.floor(index / 256) !== tile.index) return bytes
          touched.at = a % bytes.length
          return flipped(bytes, a)
        },
      }
      note(`leaf ${index} of ${size}, a bit of its tile changed`)
      const reader = subject.tileHashReader(await headOf(tree, size), rotten)
      const read = await subject.proveInclusion(reader, index, size).then(
        () =>
          reader.readHashes([{ level: 0, index }]).then(
            () => 'read',
            () => 'refused',
          ),
        () => 'refused',
      )
      if (touched.at === undefined) return
      same('the tile', read, 'refused')
      met('a changed bit')
    },
  }),
  law({
    kind: 'proof',
    name: 'tiles-have-one-name',
    claim:
      'the tiles of a log of any size have names that read back, and hold each of its leaves once',
    protects: 'that any web server can serve a log',
    covers: ['a full tile', 'a partial tile', 'a second level'],
    share: 0.5,
    cases: () => fc.tuple(fc.nat(70_000), fc.nat(70_000)),
    check: async ({ subject, met, note }, [a, b]) => {
      const [older, newer] = [Math.min(a, b), Math.max(a, b)]
      note(`from ${older} leaves to ${newer}`)
      const held = new Map<string, number>()
      for (const tile of subject.tilesBetween(older, newer)) {
        const path = subject.formatTilePath(tile)
        same(path, subject.parseTilePath(path), tile)
        const row = tile.kind === 'entries' ? 'entries' : `level ${tile.level}`
        held.set(row, (held.get(row) ?? 0) + tile.width)
        met(tile.width === 256 ? 'a full tile' : 'a partial tile')
        if (tile.kind === 'hashes' && tile.level > 0) met('a second level')
      }
      const rows = [0, 1, 2].flatMap((level) => {
        const count = newHashes(older, newer, level)
        return count === 0 ? [] : [[`level ${level}`, count] as const]
      })
      const leaves = newHashes(older, newer, 0)
      const expected = leaves === 0 ? rows : [...rows, ['entries', leaves] as const]
      same('what the new tiles hold', Object.fromEntries(held), Object.fromEntries(expected))
    },
  }),
]

/** Hashes of the tiles that a level has at `newer` leaves and has not, or not so many of, at `older`. */
function newHashes(older: number, newer: number, level: number): number {
  const [before, after] = [older, newer].map((size) => Math.floor(size / 256 ** level))
  if (before === undefined || after === undefined || before === after) return 0
  return after - Math.floor(before / 256) * 256
}
