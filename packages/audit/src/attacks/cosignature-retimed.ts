/** Gives a cosignature another time. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredNote } from './forged-note.ts'

export const cosignatureRetimed: NoteAttack = {
  name: 'cosignature-retimed',
  on: 'checkpoint',
  claim: 'changes the time of a cosignature',
  detectedBy: ['BadNoteSignature'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .record({ nth: fc.constantFrom(1, 2), seconds: fc.integer({ min: 1, max: 255 }) })
      .map(({ nth, seconds }) =>
        alteredNote(target, `the time of cosignature ${nth} is another`, (note) => ({
          ...note,
          signatures: note.signatures.map((each, i) =>
            i === nth
              ? { ...each, signature: each.signature.map((b, j) => (j === 7 ? b ^ seconds : b)) }
              : each,
          ),
        })),
      ),
}
