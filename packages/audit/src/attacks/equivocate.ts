/** The operator signs two roots of one size; the witnesses have seen one of them. */
import { formatNote } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { headAt, otherRoot } from './published-target.ts'

export const equivocate: NoteAttack = {
  name: 'equivocate',
  on: 'checkpoint',
  claim: 'signs a second root of the same size, which no witness has seen',
  detectedBy: ['QuorumMissing'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.integer({ min: 1, max: target.leaves.length }).map((size) => ({
      what: `a second root of size ${size} without cosignatures`,
      now: target.now,
      make: async () => {
        const { root } = await headAt(target, size)
        const note = await target.sign({ head: { size, root: otherRoot(root) } })
        return formatNote({ ...note, signatures: note.signatures.slice(0, 1) })
      },
    })),
}
