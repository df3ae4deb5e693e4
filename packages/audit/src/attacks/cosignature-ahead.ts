/** Cosigns ahead of time, so that a checkpoint never grows old. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { signedAs } from './forged-note.ts'
import { COSIGNED_AT } from './published-target.ts'

export const cosignatureAhead: NoteAttack = {
  name: 'cosignature-ahead',
  on: 'checkpoint',
  claim: 'shows cosignatures of a time that is not yet',
  detectedBy: ['QuorumMissing'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .integer({ min: 361, max: 1_000_000_000 })
      .map((seconds) =>
        signedAs(target, `cosigned ${seconds} s ahead`, { cosignedAt: COSIGNED_AT + seconds }),
      ),
}
