/** Puts another entry into a receipt, with the proof and the checkpoint of the first. */
import { formatReceipt, parseReceipt } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredReceipt } from './forged-note.ts'
import { present } from './places.ts'

export const receiptOtherEntry: NoteAttack = {
  name: 'receipt-other-entry',
  on: 'receipt',
  claim: 'puts another entry into a receipt',
  detectedBy: ['place'],
  needs: 'two entries',
  arbitrary: (target) =>
    target.head.size < 2
      ? null
      : fc
          .record({ index: fc.nat(target.head.size - 1), step: fc.nat(target.head.size - 2) })
          .map(({ index, step }) => {
            const other = (index + 1 + step) % target.head.size
            return alteredReceipt(target, index, `the entry in it is ${other}`, (bytes) => {
              const receipt = parseReceipt(bytes)
              if (receipt._tag === 'Left') throw new Error('the receipt is good')
              const entry = present(target.log.entries[other]).bytes
              return formatReceipt({ ...receipt.right, entry })
            })
          }),
}
