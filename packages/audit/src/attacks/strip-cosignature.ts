/** Leaves out a cosignature of a quorum. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredNote } from './forged-note.ts'

export const stripCosignature: NoteAttack = {
  name: 'strip-cosignature',
  on: 'checkpoint',
  claim: 'leaves out a cosignature that the policy asks for',
  detectedBy: ['QuorumMissing'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.constantFrom(1, 2).map((nth) =>
      alteredNote(target, `witness ${nth} has not cosigned`, (note) => ({
        ...note,
        signatures: note.signatures.filter((_, i) => i !== nth),
      })),
    ),
}
