/** Flips one bit of an entry, or of its length, in a bundle of entries. */
import type { TilesAttack } from './attack.ts'
import { onTiles } from './forged-tiles.ts'

export const flipBundle: TilesAttack = onTiles(
  {
    name: 'flip-bundle',
    claim: 'flips a bit of an entry in a bundle',
    detectedBy: ['tile-hash', 'tile-bundle'],
  },
  'entries',
  (bytes, nth, at) => {
    let start = 0
    for (let i = 0; i < at; i++) start += lengthAt(bytes, start)
    const flipped = start + (nth % lengthAt(bytes, start))
    return bytes.map((byte, i) => (i === flipped ? byte ^ 1 : byte))
  },
)

/** The bytes of the entry at `start` of a bundle, the two of its length among them. */
function lengthAt(bytes: Uint8Array, start: number): number {
  return 2 + (bytes[start] ?? 0) * 256 + (bytes[start + 1] ?? 0)
}
