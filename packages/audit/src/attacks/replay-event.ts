/** Submits an event once more that is logged already. */
import type { LogAttack } from './attack.ts'
import { submit } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const replayEvent: LogAttack = {
  name: 'replay-event',
  on: 'submissions',
  claim: 'submits an event once more that is logged already',
  detectedBy: ['seen-range', 'until', 'previous'],
  needs: 'an event other than the founding',
  arbitrary: (target) =>
    oneOf(entriesWith(target, 'seen'))?.map(({ index, event, signatures }) =>
      submit(target, { event, signatures }, `the event of entry ${index} comes once more`),
    ) ?? null,
}
