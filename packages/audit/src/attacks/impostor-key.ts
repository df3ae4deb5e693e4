/** Names a key of its own in the place of one that an event brings into the log, and signs with it. */
import type { LogAttack } from './attack.ts'
import { sorted } from './impostor.ts'
import { changeEntry } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const impostorKey: LogAttack = {
  name: 'impostor-key',
  on: 'log',
  claim: 'admits a party with another key, or rotates to one, and signs with it',
  detectedBy: ['signature'],
  needs: 'an event that brings a key of a party',
  arbitrary: (target) =>
    oneOf(
      entriesWith(target, 'key').filter(
        ({ event, signatures }) =>
          event.key !== null && signatures.some(({ key }) => key === event.key),
      ),
    )?.map((entry) => {
      const { party } = target.impostor
      const event = { ...entry.event, key: party.key }
      const others = entry.signatures.filter(({ key }) => key !== entry.event.key)
      return changeEntry(
        { ...entry, event, signatures: sorted([...others, party.sign(event)]) },
        `entry ${entry.index} brings another key of ${entry.event.signatory}`,
      )
    }) ?? null,
}
