/** Gives a receipt under a checkpoint that no witness has cosigned. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
export const receiptUncosigned: NoteAttack = {
  name: 'receipt-uncosigned',
  on: 'receipt',
  claim: 'gives a receipt under a checkpoint that no witness has seen',
  detectedBy: ['quorum'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.nat(target.head.size - 1).map((index) => ({
      what: `the receipt of entry ${index} without cosignatures`,
      now: target.now,
      make: async () => {
        const { note } = target.signed
        return target.receipt(index, { ...note, signatures: note.signatures.slice(0, 1) })
      },
    })),
}
