/** Puts the cosignatures of one checkpoint under another one of the same log. */
import { formatNote } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { headAt } from './published-target.ts'

export const cosignatureTransplant: NoteAttack = {
  name: 'cosignature-transplant',
  on: 'checkpoint',
  claim: 'puts cosignatures of one checkpoint under another',
  detectedBy: ['BadNoteSignature'],
  needs: 'two entries',
  arbitrary: (target) =>
    target.leaves.length < 2
      ? null
      : fc.integer({ min: 1, max: target.leaves.length - 1 }).map((size) => ({
          what: `the cosignatures of size ${target.head.size} stand under size ${size}`,
          now: target.now,
          make: async () => {
            const note = await target.sign({ head: await headAt(target, size) })
            const [own, ...cosignatures] = note.signatures
            if (own === undefined || cosignatures.length === 0) throw new Error('it is cosigned')
            const others = target.signed.note.signatures.slice(1)
            return formatNote({ ...note, signatures: [own, ...others] })
          },
        })),
}
