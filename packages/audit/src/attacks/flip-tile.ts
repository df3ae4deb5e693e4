/** Flips one bit of a tile of hashes. */
import type { TilesAttack } from './attack.ts'
import { onTiles } from './forged-tiles.ts'

export const flipTile: TilesAttack = onTiles(
  {
    name: 'flip-tile',
    claim: 'flips a bit of a hash tile',
    detectedBy: ['tile-hash'],
  },
  'hashes',
  (bytes, nth) => bytes.map((byte, i) => (i === nth % bytes.length ? byte ^ 1 : byte)),
)
