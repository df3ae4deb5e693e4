/** Lets an event say that its signer had another entry before its eyes: a pin is what a fork trips over. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf, present } from './places.ts'

export const unpin: LogAttack = {
  name: 'unpin',
  on: 'log',
  claim: 'moves the pin of an event to entry 0, so that nothing later is pinned',
  detectedBy: ['signature'],
  needs: 'an event whose signer had another entry than entry 0 before its eyes',
  arbitrary: (target) =>
    oneOf(entriesWith(target, 'seen').filter(({ event }) => event.seen.index > 0))?.map((entry) => {
      const seen = { index: 0, hash: present(target.entries[0]).hash }
      return changeEntry(
        { ...entry, event: { ...entry.event, seen } },
        `the event of entry ${entry.index} pins entry 0 in place of entry ${entry.event.seen.index}`,
      )
    }) ?? null,
}
