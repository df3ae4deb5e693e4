/** Signs an event with another key in the place of one that has to sign. */
import type { LogAttack } from './attack.ts'
import { sorted } from './impostor.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'
import * as fc from 'fast-check'

export const reSign: LogAttack = {
  name: 're-sign',
  on: 'log',
  claim: 'signs an event with another key than the one that has to',
  detectedBy: ['signers'],
  needs: 'an entry',
  arbitrary: ({ entries, impostor }) =>
    oneOf(entries)?.chain((entry) =>
      fc.nat(entry.signatures.length - 1).map((nth) => {
        const others = entry.signatures.filter((_, i) => i !== nth)
        const signatures = sorted([...others, impostor.party.sign(entry.event)])
        return changeEntry(
          { ...entry, signatures },
          `signature ${nth} of entry ${entry.index} is by another key`,
        )
      }),
    ) ?? null,
}
