/** Gives an event a type, or a founding a format, that this version does not know. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'

export const renameType: LogAttack = {
  name: 'rename-type',
  on: 'log',
  claim: 'gives an event a type or a format that nobody knows',
  detectedBy: ['unrecognised'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.map((entry) => {
      const { event, index } = entry
      const changed =
        event.type === 'authority' ? { ...event, format: 2 } : { ...event, type: `${event.type}d` }
      return changeEntry({ ...entry, event: changed }, `the event of entry ${index} is not known`)
    }) ?? null,
}
