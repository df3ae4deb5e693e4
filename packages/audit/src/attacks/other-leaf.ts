/** Shows the proof of one entry as that of another, or one place as another. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { present } from './places.ts'
import { spoilt } from './proof-claim.ts'
import type { ProofPlace } from './proof-claim.ts'

export const otherLeaf: ProofAttack = {
  name: 'other-leaf',
  on: 'proof',
  claim: 'shows the proof of one entry for another, or for another index',
  detectedBy: ['RootMismatch', 'ProofLength'],
  needs: 'two entries',
  arbitrary: (target) =>
    target.leaves.length < 2
      ? null
      : fc
          .record({
            size: fc.integer({ min: 2, max: target.leaves.length }),
            at: fc.nat(),
            step: fc.nat(),
            swap: fc.constantFrom<'leaf' | 'index'>('leaf', 'index'),
          })
          .map(({ size, at, step, swap }) => {
            const place: ProofPlace = { kind: 'inclusion', at: at % size, size }
            const other = (place.at + 1 + (step % (size - 1))) % size
            return spoilt(target, place, `shown for the ${swap} of ${other}`, (claimed) =>
              swap === 'index'
                ? { ...claimed, index: other }
                : { ...claimed, leaf: present(target.leaves[other]) },
            )
          }),
}
