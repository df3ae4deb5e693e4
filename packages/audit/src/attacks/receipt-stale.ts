/** Shows an old receipt for what is so today. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { alteredReceipt } from './forged-note.ts'
import { COSIGNED_AT, MAX_AGE } from './published-target.ts'

export const receiptStale: NoteAttack = {
  name: 'receipt-stale',
  on: 'receipt',
  claim: 'shows a receipt that is older than the reader allows',
  detectedBy: ['freshness'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .record({
        index: fc.nat(target.head.size - 1),
        age: fc.integer({ min: MAX_AGE + 1, max: 100 * MAX_AGE }),
      })
      .map(({ index, age }) => ({
        ...alteredReceipt(target, index, `it is ${age} ms old`, (bytes) => bytes),
        now: COSIGNED_AT * 1000 + age,
      })),
}
