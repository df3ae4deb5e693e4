/** Changes words that people read: a name, a title, a reason. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'

const WORDS = ['name', 'title', 'reason'] as const

export const reword: LogAttack = {
  name: 'reword',
  on: 'log',
  claim: 'changes a name, a title or a reason',
  detectedBy: ['accord-title', 'signature'],
  needs: 'an event with a name, a title or a reason',
  arbitrary: ({ entries }) => {
    const places = entries.flatMap((entry) =>
      WORDS.flatMap((field) => {
        const said: unknown = Object.entries(entry.event).find(([name]) => name === field)?.[1]
        return typeof said === 'string' ? [{ entry, field, said }] : []
      }),
    )
    return (
      oneOf(places)?.map(({ entry, field, said }) =>
        changeEntry(
          {
            ...entry,
            event: { ...entry.event, [field]: said === 'Other words' ? 'Others' : 'Other words' },
          },
          `the ${field} in entry ${entry.index} has other words`,
        ),
      ) ?? null
    )
  },
}
