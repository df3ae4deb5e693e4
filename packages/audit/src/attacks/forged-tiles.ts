/** The tiles of a log, and tiles of which one has been changed. */
import { concatBytes, encodeEntryBundle, formatTilePath, TILE_WIDTH } from '@accord-ledger/core'
import type { TileId, TileSource } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { ForgedTiles, TilesAttack } from './attack.ts'
import type { PublishedTarget } from './published-target.ts'

/** The tiles that a log would publish. */
export function tilesOfTarget({ log, reader }: PublishedTarget): TileSource {
  return {
    readTile: async ({ kind, index, width, ...at }) => {
      const first = index * TILE_WIDTH
      if (kind === 'entries') {
        const entries = log.entries.slice(first, first + width).map(({ bytes }) => bytes)
        return entries.length === width ? encodeEntryBundle(entries) : null
      }
      const level = 'level' in at ? at.level : 0
      if ((first + width) * TILE_WIDTH ** level > log.entries.length) return null
      const ids = Array.from({ length: width }, (_, i) => ({ level: 8 * level, index: first + i }))
      return concatBytes(...(await reader.readHashes(ids)))
    },
  }
}

/** How a tile is changed: `nth` is any number, for whatever is to be chosen in it, `at` the place of the entry that is asked for. Null: it is gone. */
export type TileChange = (bytes: Uint8Array, nth: number, at: number) => Uint8Array | null

/** An attack on the tiles of `kind` that the receipt of an entry is made of. */
export function onTiles(
  of: Pick<TilesAttack, 'name' | 'claim' | 'detectedBy'>,
  kind: TileId['kind'],
  change: TileChange,
): TilesAttack {
  return {
    ...of,
    on: 'tiles',
    needs: 'an entry',
    arbitrary: (target) =>
      fc
        .record({ index: fc.nat(target.head.size - 1), nth: fc.nat() })
        .map(({ index, nth }) => forged(target, index, nth, kind, change)),
  }
}

function forged(
  target: PublishedTarget,
  index: number,
  nth: number,
  kind: TileId['kind'],
  change: TileChange,
): ForgedTiles {
  const good = tilesOfTarget(target)
  const place = Math.floor(index / TILE_WIDTH)
  const width = Math.min(TILE_WIDTH, target.head.size - place * TILE_WIDTH)
  const tile: TileId =
    kind === 'entries' ? { kind, index: place, width } : { kind, level: 0, index: place, width }
  const path = formatTilePath(tile)
  return {
    what: `${path} is changed, and entry ${index} is asked for`,
    index,
    source: {
      readTile: async (asked) => {
        const bytes = await good.readTile(asked)
        return bytes === null || formatTilePath(asked) !== path
          ? bytes
          : change(bytes, nth, index % TILE_WIDTH)
      },
    },
  }
}
