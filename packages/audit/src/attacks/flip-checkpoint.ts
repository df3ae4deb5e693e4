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
  arbitrary: ({ signed, now }) => {
    const bytes = formatNote(signed.note)
    return fc
      .record({ at: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) })
      .map(({ at, mask }) => ({
        what: `bits ${mask} of byte ${at} of the checkpoint are flipped`,
        now,
        make: async () => tamper(bytes, { _tag: 'ByteChanged', at, mask }),
      }))
  },
}
