/** Flips bits of one hash of a proof. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { spoilt } from './proof-claim.ts'
import type { ProofPlace } from './proof-claim.ts'

export const flipProofHash: ProofAttack = {
  name: 'flip-proof-hash',
  on: 'proof',
  claim: 'flips bits of one hash',
  detectedBy: ['RootMismatch'],
  needs: 'two entries',
  arbitrary: (target) =>
    target.leaves.length < 2
      ? null
      : fc
          .record({
            size: fc.integer({ min: 2, max: target.leaves.length }),
            kind: fc.constantFrom<ProofPlace['kind']>('inclusion', 'consistency'),
            at: fc.nat(),
            nth: fc.nat(),
            byte: fc.nat(31),
            mask: fc.integer({ min: 1, max: 255 }),
          })
          .map(({ size, kind, at, nth, byte, mask }) => {
            // The proof of a tree and itself is empty.
            const place = { kind, at: at % (kind === 'inclusion' ? size : size - 1), size }
            return spoilt(target, place, 'bits of a hash are flipped', (claimed) => ({
              ...claimed,
              hashes: claimed.hashes.map((hash, i) =>
                i === nth % claimed.hashes.length
                  ? hash.map((each, j) => (j === byte ? each ^ mask : each))
                  : hash,
              ),
            }))
          }),
}
