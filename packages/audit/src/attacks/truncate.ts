/** Leaves out the end of a log. What is left is a sound log: only a head that is known tells. */
import type { LogAttack } from './attack.ts'
import { oneOf } from './places.ts'

export const truncate: LogAttack = {
  name: 'truncate',
  on: 'log',
  claim: 'leaves out the end, from an entry on',
  detectedBy: ['known-head'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.map(({ index }) => ({
      what: `the log ends before entry ${index}`,
      at: index,
      removed: entries.length - index,
      inserted: [],
      rest: 'gone',
      later: 0,
    })) ?? null,
}
