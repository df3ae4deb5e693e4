/** Leaves out a signature that an event needs. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'

export const stripSignature: LogAttack = {
  name: 'strip-signature',
  on: 'log',
  claim: 'leaves out a signature that an event needs',
  detectedBy: ['signers'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain((entry) =>
      fc
        .nat(entry.signatures.length - 1)
        .map((nth) =>
          changeEntry(
            { ...entry, signatures: entry.signatures.filter((_, i) => i !== nth) },
            `signature ${nth} of entry ${entry.index} is gone`,
          ),
        ),
    ) ?? null,
}
