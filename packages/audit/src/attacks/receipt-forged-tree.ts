/** Operator and witnesses give a receipt of an entry whose signers never signed it. */
import { formatNote, formatReceipt, leafHash, parseSignedCheckpoint } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { looseBytes } from './impostor.ts'
import { present } from './places.ts'

export const receiptForgedTree: NoteAttack = {
  name: 'receipt-forged-tree',
  on: 'receipt',
  claim: 'puts an entry that nobody signed into a tree of its own, which all sign',
  detectedBy: ['entry-signatures'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.nat(target.head.size - 1).map((index) => ({
      what: `entry ${index} without its signatures in a tree of the operator's own making`,
      now: target.now,
      make: async () => {
        const { event, prev, time, signatures } = present(target.log.entries[index])
        const forged = signatures.map(({ key }) => ({ key, sig: '01'.repeat(64) }))
        const entry = looseBytes({ index: 0, prev, time, event, signatures: forged })
        const note = await target.sign({ head: { size: 1, root: leafHash(entry) } })
        const signed = parseSignedCheckpoint(formatNote(note))
        if (signed._tag === 'Left') throw new Error('the checkpoint is well formed')
        const proof = { index: 0, hashes: [], signed: signed.right, extra: null }
        return formatReceipt({ entry, proof })
      },
    })),
}
