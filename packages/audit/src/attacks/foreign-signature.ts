/** Adds a signature that stands, by a key that has no part in the event. */
import type { LogAttack } from './attack.ts'
import { sorted } from './impostor.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'

export const foreignSignature: LogAttack = {
  name: 'foreign-signature',
  on: 'log',
  claim: 'adds a signature by a key that has no part in the event',
  detectedBy: ['signers'],
  needs: 'an entry',
  arbitrary: ({ entries, impostor }) =>
    oneOf(entries)?.map((entry) =>
      changeEntry(
        {
          ...entry,
          signatures: sorted([...entry.signatures, impostor.party.sign(entry.event)]),
        },
        `entry ${entry.index} has a signature too many`,
      ),
    ) ?? null,
}
