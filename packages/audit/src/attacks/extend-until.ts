/** Moves or lifts the time until which an event may be logged. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const extendUntil: LogAttack = {
  name: 'extend-until',
  on: 'log',
  claim: 'moves the time until which an event may be logged',
  detectedBy: ['signature'],
  needs: 'an event other than the founding',
  arbitrary: (target) =>
    oneOf(entriesWith(target, 'until'))?.map((entry) => {
      const until = entry.event.until === null ? '9999-12-31T23:59:59Z' : null
      return changeEntry(
        { ...entry, event: { ...entry.event, until } },
        `the event of entry ${entry.index} may be logged until ${until ?? 'the end of time'}`,
      )
    }) ?? null,
}
