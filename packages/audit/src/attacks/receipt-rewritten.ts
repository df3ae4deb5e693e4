/** Rewrites the entry in a receipt: an event as an impostor signs it, at the same place. */
import { formatReceipt, parseReceipt } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredReceipt } from './forged-note.ts'
import { looseBytes } from './impostor.ts'
import { present } from './places.ts'

export const receiptRewritten: NoteAttack = {
  name: 'receipt-rewritten',
  on: 'receipt',
  claim: 'rewrites the entry in a receipt',
  detectedBy: ['inclusion'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.nat(target.head.size - 1).map((index) =>
      alteredReceipt(target, index, 'its entry is signed by another key', (bytes) => {
        const receipt = parseReceipt(bytes)
        if (receipt._tag === 'Left') throw new Error('the receipt is good')
        const entry = present(target.log.entries[index])
        const signatures = [target.log.impostor.party.sign(entry.event)]
        return formatReceipt({ ...receipt.right, entry: looseBytes({ ...entry, signatures }) })
      }),
    ),
}
