/** Cuts a tile of hashes off. */
import type { TilesAttack } from './attack.ts'
import { onTiles } from './forged-tiles.ts'

export const shortenTile: TilesAttack = onTiles(
  {
    name: 'shorten-tile',
    claim: 'cuts bytes off a hash tile',
    detectedBy: ['tile-length'],
  },
  'hashes',
  (bytes, nth) => bytes.slice(0, nth % bytes.length),
)
