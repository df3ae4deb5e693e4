/** Adds an extension line to a checkpoint that is signed. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredNote } from './forged-note.ts'

export const extendCheckpoint: NoteAttack = {
  name: 'extend-checkpoint',
  on: 'checkpoint',
  claim: 'adds a line to a signed checkpoint',
  detectedBy: ['BadNoteSignature'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.constantFrom('extended', 'time 1').map((line) =>
      alteredNote(target, `a line ${line} is added`, (note) => ({
        ...note,
        text: `${note.text}${line}\n`,
      })),
    ),
}
