/** Shows the consistency proof of a log's own trees for an older tree that is not its beginning. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { spoilt } from './proof-claim.ts'
import { otherRoot } from './published-target.ts'

export const forkedHead: ProofAttack = {
  name: 'forked-head',
  on: 'proof',
  claim: 'claims a consistency that there is not: one of the two heads is of a fork',
  detectedBy: ['RootMismatch'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .record({
        size: fc.integer({ min: 1, max: target.leaves.length }),
        at: fc.nat(),
        side: fc.constantFrom<'older' | 'newer'>('older', 'newer'),
      })
      .map(({ size, at, side }) =>
        spoilt(
          target,
          { kind: 'consistency', at: at % size, size },
          `the ${side} head is of a fork`,
          (claimed) => {
            if (claimed.kind !== 'consistency') throw new Error('a consistency proof was asked for')
            const { older, newer } = claimed
            return side === 'older'
              ? { ...claimed, older: { ...older, root: otherRoot(older.root) } }
              : { ...claimed, newer: { ...newer, root: otherRoot(newer.root) } }
          },
        ),
      ),
}
