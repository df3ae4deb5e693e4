/** Signs a checkpoint with a key of its own under the name of the log. */
import { signerFromSeed } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { signedAs } from './forged-note.ts'
import { knownSeed } from './impostor.ts'

export const impostorOperator: NoteAttack = {
  name: 'impostor-operator',
  on: 'checkpoint',
  claim: "signs a checkpoint with another operator's key",
  detectedBy: ['NoKnownSignature'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.constantFrom(0xc1, 0xc2).map((fill) =>
      signedAs(target, 'signed by another key under the same name', {
        operator: signerFromSeed(knownSeed(fill)),
      }),
    ),
}
