/** Operator and witnesses together sign two roots of one size: only who has the entries, or a pin, can tell. */
import { formatNote } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { headAt, otherRoot } from './published-target.ts'

export const collude: NoteAttack = {
  name: 'collude',
  on: 'checkpoint',
  claim: 'signs a second root of the same size, and all witnesses cosign it',
  detectedBy: ['known-head'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.integer({ min: 1, max: target.leaves.length }).map((size) => ({
      what: `a second root of size ${size}, cosigned by all`,
      now: target.now,
      make: async () => {
        const { root } = await headAt(target, size)
        return formatNote(await target.sign({ head: { size, root: otherRoot(root) } }))
      },
    })),
}
