/** Shows a proof that was made for one tree size under the head of another. */
import * as fc from 'fast-check'
import type { ProofAttack } from './attack.ts'
import { spoilt } from './proof-claim.ts'
import type { ProofPlace } from './proof-claim.ts'
import { headAt } from './published-target.ts'

export const downgradeProof: ProofAttack = {
  name: 'downgrade-proof',
  on: 'proof',
  claim: 'shows a proof of one tree size under the head of another',
  detectedBy: ['RootMismatch', 'ProofLength', 'IndexOutOfRange', 'SizesOutOfOrder'],
  needs: 'two entries',
  arbitrary: (target) =>
    target.leaves.length < 2
      ? null
      : fc
          .record({
            size: fc.integer({ min: 1, max: target.leaves.length }),
            step: fc.nat(target.leaves.length - 2),
            at: fc.nat(),
            kind: fc.constantFrom<ProofPlace['kind']>('inclusion', 'consistency'),
          })
          .map(({ size, step, at, kind }) => {
            const other = ((size - 1 + 1 + step) % target.leaves.length) + 1
            const place = { kind, at: at % size, size }
            return spoilt(target, place, `under the head of ${other}`, async (claimed) => {
              const head = await headAt(target, other)
              return claimed.kind === 'inclusion'
                ? { ...claimed, head }
                : { ...claimed, newer: head }
            })
          }),
}
