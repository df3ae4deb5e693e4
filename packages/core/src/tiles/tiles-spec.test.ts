import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { formatTilePath, MAX_TILE_LEVEL, maxTileBytes } from './tile-id.ts'
import type { TileId } from './tile-id.ts'
import { tilesOf } from './tile-set.ts'

const spec = readFileSync(new URL('../../../../docs/spec/proofs.md', import.meta.url), 'utf8')
const [, section = ''] = spec.split('\n## 11. Tiles\n')
const hashes = (level: number, index: number, width = 256): TileId => ({
  kind: 'hashes',
  level,
  index,
  width,
})
const entries = (index: number, width = 256): TileId => ({ kind: 'entries', index, width })
const limit = (bytes: number): string => `${bytes.toLocaleString('en')} bytes |`

describe('the spec of tiles', () => {
  it('has the paths of its examples', () => {
    const paths = [...section.matchAll(/^\|.*\| `(tile\/.*)` \|$/gm)].map(([, path]) => path)
    expect(paths).toEqual(
      [hashes(0, 0), hashes(0, 1_234_067, 89), entries(255, 253), entries(1000)].map(
        formatTilePath,
      ),
    )
  })

  it('says the limits', () => {
    expect(section).toContain(`\n| hash tile | ${limit(maxTileBytes(hashes(0, 0)))}`)
    expect(section).toContain(`\n| entry bundle | ${limit(maxTileBytes(entries(0)))}`)
    expect(section).toContain(`\n| level | ${MAX_TILE_LEVEL} (`)
    expect(
      Math.max(...[...tilesOf(2 ** 20)].map((tile) => (tile.kind === 'hashes' ? tile.level : 0))),
    ).toBe(2)
  })
})
