/** Leaves out a hash of a proof. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { oneOf } from './places.ts'
import { spoilt } from './proof-claim.ts'
import type { ProofPlace } from './proof-claim.ts'

export const shortenProof: ProofAttack = {
  name: 'shorten-proof',
  on: 'proof',
  claim: 'leaves out a hash',
  detectedBy: ['ProofLength'],
  needs: 'two entries',
  arbitrary: (target) =>
    oneOf(target.leaves.slice(1))?.chain(() =>
      fc
        .record({
          size: fc.integer({ min: 2, max: target.leaves.length }),
          at: fc.nat(),
          nth: fc.nat(),
        })
        .map(({ size, at, nth }) => {
          const place: ProofPlace = { kind: 'inclusion', at: at % size, size }
          return spoilt(target, place, 'a hash is left out', (claimed) => ({
            ...claimed,
            hashes: claimed.hashes.filter((_, i) => i !== nth % claimed.hashes.length),
          }))
        }),
    ) ?? null,
}
