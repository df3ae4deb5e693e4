import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTilePath, maxTileBytes, parseTilePath } from './tile-id.ts'
import type { TileId } from './tile-id.ts'

const hashes = (level: number, index: number, width = 256): TileId => ({
  kind: 'hashes',
  level,
  index,
  width,
})
const entries = (index: number, width = 256): TileId => ({ kind: 'entries', index, width })

const PATHS: readonly (readonly [string, TileId])[] = [
  ['tile/0/000', hashes(0, 0)],
  ['tile/0/x001/x234/067', hashes(0, 1_234_067)],
  ['tile/0/x001/x234/067.p/89', hashes(0, 1_234_067, 89)],
  ['tile/63/999.p/255', hashes(63, 999, 255)],
  ['tile/6/x001/000', hashes(6, 1000)],
  ['tile/0/x004/x294/x967/x295/999.p/1', hashes(0, 4_294_967_295_999, 1)],
  ['tile/0/x009/x007/x199/x254/x740/991', hashes(0, 2 ** 53 - 1)],
  ['tile/entries/000.p/5', entries(0, 5)],
  ['tile/entries/255.p/253', entries(255, 253)],
  ['tile/entries/x001/000', entries(1000)],
]

/** Spellings that a lenient reader takes for a tile. */
const REFUSED = [
  '',
  '/tile/0/000',
  'tile/0/000/',
  'tile/0/000\n',
  'tile/0//000',
  'tile/0/0',
  'tile/0/00',
  'tile/0/0000',
  'tile/0/x000/001',
  'tile/0/x000',
  'tile/0/001/x000',
  'tile/0/001/000',
  'tile/0/X001/000',
  'tile/0/x001/-67',
  'tile/0/+01',
  'tile/0/ 01',
  'tile/0/0x1',
  'tile/0/1e2',
  'tile/00/000',
  'tile/01/000',
  'tile/-0/000',
  'tile/64/000',
  'tile/100/000',
  'tile//000',
  'tile/0/000.p',
  'tile/0/000.p/',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/257',
  'tile/0/000.p/05',
  'tile/0/000.p/5/',
  'tile/0/000.p/5.p/5',
  'tile/0/000.p/-5',
  'tile/0/000.P/5',
  'tile/8/0/000',
  'tile/data/000',
  'tile/entries',
  'tile/entries/../0/000',
  'tile/0/%30%30%30',
  'tile/0/٠٠٠',
  'tile/0/x009/x007/x199/x254/x740/992',
  'tile/0/x999/x999/x999/x999/x999/999',
]

describe('the path of a tile', () => {
  it.each(PATHS)('%s names one tile', (path, tile) => {
    expect(formatTilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toEqual(tile)
  })

  it.each(REFUSED)('%j names none', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })

  it('is not looked for in a text that is too long for one', () => {
    expect(parseTilePath(`tile/0/${'x001/'.repeat(100_000)}000`)).toBeNull()
  })

  it('is read back for every tile, and no text is read that would not be printed', () => {
    const width = fc.integer({ min: 1, max: 256 })
    const index = fc.oneof(fc.integer({ min: 0, max: 2 ** 53 - 1 }), fc.nat(1_100))
    const aTile: fc.Arbitrary<TileId> = fc.oneof(
      fc.record({
        kind: fc.constant('hashes' as const),
        level: fc.integer({ min: 0, max: 63 }),
        index,
        width,
      }),
      fc.record({ kind: fc.constant('entries' as const), index, width }),
    )
    const aPath = fc.oneof(
      fc
        .tuple(aTile, fc.nat(40), fc.constantFrom('', 'x', '/', '0', '.p/'))
        .map(([tile, at, odd]) => {
          const path = formatTilePath(tile)
          return path.slice(0, at) + odd + path.slice(at + 1)
        }),
      fc.string(),
    )
    fc.assert(
      fc.property(aTile, (tile) => {
        expect(parseTilePath(formatTilePath(tile))).toEqual(tile)
      }),
    )
    fc.assert(
      fc.property(aPath, (path) => {
        const tile = parseTilePath(path)
        if (tile !== null) expect(formatTilePath(tile)).toBe(path)
      }),
      { numRuns: 1000 },
    )
  })

  it('is not printed for a number out of its range', () => {
    for (const bad of [-1, -0, 0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(() => formatTilePath(hashes(bad, 0))).toThrow(RangeError)
      expect(() => formatTilePath(hashes(0, bad))).toThrow(RangeError)
      expect(() => formatTilePath(entries(0, bad))).toThrow(RangeError)
    }
    expect(() => formatTilePath(hashes(64, 0))).toThrow(RangeError)
    expect(() => formatTilePath(entries(0, 0))).toThrow(RangeError)
    expect(() => formatTilePath(entries(0, 257))).toThrow(RangeError)
  })
})

describe('the bytes of a tile', () => {
  it('are at most 8,192 of hashes and 16,777,472 of entries', () => {
    expect(maxTileBytes(hashes(3, 0))).toBe(8_192)
    expect(maxTileBytes(hashes(0, 7, 3))).toBe(96)
    expect(maxTileBytes(entries(0))).toBe(16_777_472)
    expect(maxTileBytes(entries(0, 1))).toBe(65_537)
  })
})
