/** Lets an event name another wording than the one that was signed. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const transplantText: LogAttack = {
  name: 'transplant-text',
  on: 'log',
  claim: 'lets an event name another text than the one that was signed',
  detectedBy: ['text-current', 'signature'],
  needs: 'an event that names a text',
  arbitrary: (target) =>
    oneOf(entriesWith(target, 'text').filter(({ event }) => event.text !== null))?.map((entry) => {
      const text = OTHER_TEXT
      return changeEntry(
        { ...entry, event: { ...entry.event, text } },
        `the event of entry ${entry.index} names the text ${text.slice(0, 8)}…`,
      )
    }) ?? null,
}

const OTHER_TEXT = '0f'.repeat(32)
