/** Two neighbouring entries change places. */
import type { LogAttack } from './attack.ts'
import { oneOf, present } from './places.ts'

export const swapEntries: LogAttack = {
  name: 'swap-entries',
  on: 'log',
  claim: 'lets two neighbouring entries change places',
  detectedBy: ['index'],
  needs: 'two entries',
  arbitrary: ({ entries }) =>
    oneOf(entries.slice(0, -1))?.map(({ index, bytes }) => ({
      what: `entries ${index} and ${index + 1} have changed places`,
      at: index,
      removed: 2,
      inserted: [present(entries[index + 1]).bytes, bytes],
      rest: 'kept',
      later: 0,
    })) ?? null,
}
