/** Flips bits of one byte of a receipt. */
import { RECEIPT_CHECKS } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredReceipt } from './forged-note.ts'
import { tamper } from './tampering.ts'

export const flipReceipt: NoteAttack = {
  name: 'flip-receipt',
  on: 'receipt',
  claim: 'flips bits of one byte of a receipt',
  detectedBy: [...RECEIPT_CHECKS],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .record({
        index: fc.nat(target.head.size - 1),
        at: fc.nat(65_535),
        mask: fc.integer({ min: 1, max: 255 }),
      })
      .map(({ index, at, mask }) =>
        alteredReceipt(
          target,
          index,
          `bits ${mask} of byte ${at}, modulo its length, are flipped`,
          (bytes) => tamper(bytes, { _tag: 'ByteChanged', at: at % bytes.length, mask }),
        ),
      ),
}
