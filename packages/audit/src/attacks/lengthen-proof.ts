/** Puts a hash more into a proof. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { aProofPlace, spoilt } from './proof-claim.ts'

export const lengthenProof: ProofAttack = {
  name: 'lengthen-proof',
  on: 'proof',
  claim: 'puts a hash more in',
  detectedBy: ['ProofLength'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.record({ place: aProofPlace(target.leaves.length), nth: fc.nat() }).map(({ place, nth }) =>
      spoilt(target, place, 'a hash is put in', (claimed) => {
        const { hashes } = claimed
        return {
          ...claimed,
          hashes: hashes.toSpliced(nth % (hashes.length + 1), 0, target.head.root),
        }
      }),
    ),
}
