/** Flips bits of one byte of a checkpoint that is signed and cosigned. */
import { formatNote } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { tamper } from './tampering.ts'

export const flipCheckpoint: NoteAttack = {
  name: 'flip-checkpoint',
  on: 'checkpoint',
  claim: 'flips bits of one byte of a checkpoint',
  detectedBy: [
    'Malformed',
    'UnknownOrigin',
    'BadNoteSignature',
    'NoKnownSignature',
    'QuorumMissing',
  ],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.record({ at: fc.nat(), mask: fc.integer({ min: 1, max: 255 }) }).map(({ at, mask }) => ({
      what: `bits ${mask} of a byte of the checkpoint are flipped`,
      now: target.now,
      make: async () => {
        const bytes = formatNote(target.signed.note)
        return tamper(bytes, { _tag: 'ByteChanged', at: at % bytes.length, mask })
      },
    })),
}
