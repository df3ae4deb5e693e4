import { formatTilePath, leafHash, nodeHash } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { tileBuilder } from './tile-builder.ts'

/** An entry, and the roots of 2^level such entries each, by levels. */
const ENTRY = Uint8Array.of(7)
const alike: Uint8Array[] = [leafHash(ENTRY)]
for (let level = 1; level <= 24; level++) {
  const below = alike[level - 1] ?? new Uint8Array(0)
  alike.push(nodeHash(below, below))
}
const rootOf = (level: number): Uint8Array => alike[level] ?? new Uint8Array(0)
const many = (count: number, hash: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: count }, () => hash)

describe('building tiles', () => {
  it('completes a tile at every level at once, and the root of that size is one hash', async () => {
    const start = 2 ** 24 - 256
    const builder = tileBuilder(start, [[], many(255, rootOf(8)), many(255, rootOf(16))])
    const built = Array.from({ length: 256 }, () => builder.push(ENTRY, rootOf(0)))
    expect(built.slice(0, -1).flat()).toEqual([])
    expect(built.at(-1)?.map(({ tile }) => formatTilePath(tile))).toEqual([
      'tile/entries/x065/535',
      'tile/0/x065/535',
      'tile/1/255',
      'tile/2/000',
    ])
    expect(built.at(-1)?.[2]?.bytes.subarray(0, 32)).toEqual(rootOf(8))
    expect(built.at(-1)?.[3]?.bytes.subarray(-32)).toEqual(rootOf(16))
    expect(builder.size).toBe(2 ** 24)
    expect(builder.partial().map(({ tile }) => formatTilePath(tile))).toEqual(['tile/3/000.p/1'])
    expect(await builder.root()).toEqual(rootOf(24))
  })

  it('begins at a multiple of 256, without hashes at level 0', () => {
    expect(() => tileBuilder(255, [])).toThrow('multiple of 256')
    expect(() => tileBuilder(256, [[rootOf(0)]])).toThrow('multiple of 256')
  })
})
