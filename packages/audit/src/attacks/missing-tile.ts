/** Takes a tile of hashes away. */
import type { TilesAttack } from './attack.ts'
import { onTiles } from './forged-tiles.ts'

export const missingTile: TilesAttack = onTiles(
  {
    name: 'missing-tile',
    claim: 'takes a hash tile away',
    detectedBy: ['tile-missing'],
  },
  'hashes',
  () => null,
)
