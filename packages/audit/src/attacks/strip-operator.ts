/** Shows a checkpoint that witnesses cosigned and the operator did not sign. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredNote } from './forged-note.ts'

export const stripOperator: NoteAttack = {
  name: 'strip-operator',
  on: 'checkpoint',
  claim: "leaves out the operator's signature",
  detectedBy: ['NoKnownSignature'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.constant(
      alteredNote(target, 'the operator has not signed', (note) => ({
        ...note,
        signatures: note.signatures.slice(1),
      })),
    ),
}
