import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryOf, tilesByDefinition } from '../test-support/tile-model.ts'
import { formatTilePath } from './tile-id.ts'
import { tileRow, tilesBetween, tilesOf } from './tile-set.ts'

const pathsOf = (size: number): readonly string[] => [...tilesOf(size)].map(formatTilePath)
const pathsBetween = (older: number, newer: number): readonly string[] =>
  [...tilesBetween(older, newer)].map(formatTilePath)

describe('the tiles of a log', () => {
  it.each([
    [0, []],
    [1, ['tile/entries/000.p/1', 'tile/0/000.p/1']],
    [256, ['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']],
    [
      257,
      [
        'tile/entries/000',
        'tile/0/000',
        'tile/entries/001.p/1',
        'tile/0/001.p/1',
        'tile/1/000.p/1',
      ],
    ],
  ])('of %d entries are these', (size, paths) => {
    expect(pathsOf(size)).toEqual(paths)
  })

  it('of 70,000 entries are as the specification counts them', () => {
    const paths = pathsOf(70_000)
    const count = (start: string): number => paths.filter((path) => path.startsWith(start)).length
    expect(['tile/entries/', 'tile/0/', 'tile/1/', 'tile/2/'].map(count)).toEqual([274, 274, 2, 1])
    expect(paths.slice(-4)).toEqual([
      'tile/entries/273.p/112',
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ])
  })

  it('are those of the definition, at sizes on both sides of each edge', () => {
    for (const size of [1, 2, 255, 256, 257, 511, 512, 513, 700, 65_536, 65_793]) {
      const entries = Array.from({ length: size }, () => entryOf(0))
      expect(pathsOf(size).toSorted()).toEqual([...tilesByDefinition(entries).keys()].toSorted())
    }
  })

  it('that a grown log has newly are those that the smaller one had not, full ones first', () => {
    const aSize = fc.oneof(fc.nat(1_200), fc.nat(140_000), fc.constantFrom(65_535, 65_536, 65_537))
    fc.assert(
      fc.property(aSize, aSize, (a, b) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)]
        const fresh = pathsBetween(older, newer)
        const had = new Set(pathsOf(older))
        expect(fresh.toSorted()).toEqual(
          pathsOf(newer)
            .filter((path) => !had.has(path))
            .toSorted(),
        )
        const full = fresh.filter((path) => !path.includes('.p/'))
        expect(fresh.slice(0, full.length)).toEqual(full)
      }),
      { numRuns: 60 },
    )
  })

  it('are few that are new, however large the log', () => {
    expect(pathsBetween(2 ** 53 - 11, 2 ** 53 - 1)).toEqual([
      'tile/entries/x035/x184/x372/x088/831.p/255',
      'tile/0/x035/x184/x372/x088/831.p/255',
    ])
    expect(pathsBetween(2 ** 48 - 1, 2 ** 48)).toEqual([
      'tile/entries/x001/x099/x511/x627/775',
      'tile/0/x001/x099/x511/x627/775',
      'tile/1/x004/x294/x967/295',
      'tile/2/x016/x777/215',
      'tile/3/x065/535',
      'tile/4/255',
      'tile/5/000',
      'tile/6/000.p/1',
    ])
  })

  it('are exact at large sizes', () => {
    for (const size of [2 ** 31, 2 ** 32, 2 ** 32 + 300, 2 ** 53 - 1]) {
      for (let level = 0; level < 8; level++) {
        const { full, partial } = tileRow(size, level)
        const hashes = BigInt(size) / 256n ** BigInt(level)
        expect([BigInt(full), BigInt(partial)]).toEqual([hashes / 256n, hashes % 256n])
      }
    }
  })

  it('are none of what is no size, or shrinks', () => {
    for (const bad of [-1, -0, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => tilesOf(bad)).toThrow(RangeError)
      expect(() => tileRow(bad, 0)).toThrow(RangeError)
    }
    expect(() => tilesBetween(2, 1)).toThrow(RangeError)
  })
})
