/** Changes the tree size in a checkpoint, and keeps its signatures. */
import { formatCheckpoint } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredNote } from './forged-note.ts'

export const claimSize: NoteAttack = {
  name: 'claim-size',
  on: 'checkpoint',
  claim: 'claims another tree size in a signed checkpoint',
  detectedBy: ['BadNoteSignature'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.constantFrom(-1, 1, 1000).map((step) =>
      alteredNote(target, `it is of ${Math.abs(step)} ${step < 0 ? 'fewer' : 'more'}`, (note) => ({
        ...note,
        text: formatCheckpoint({
          origin: target.origin,
          size: Math.max(0, target.head.size + step),
          root: target.head.root,
        }),
      })),
    ),
}
