/** Takes entries out of the middle of a log. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { oneOf } from './places.ts'

export const deleteEntry: LogAttack = {
  name: 'delete-entry',
  on: 'log',
  claim: 'takes entries out of the middle',
  detectedBy: ['index'],
  needs: 'two entries',
  arbitrary: ({ entries }) =>
    oneOf(entries.slice(0, -1))?.chain(({ index }) =>
      fc.integer({ min: 1, max: Math.min(8, entries.length - 1 - index) }).map((removed) => ({
        what: `${removed} of the entries are gone from ${index} on`,
        at: index,
        removed,
        inserted: [],
        rest: 'kept',
        later: 0,
      })),
    ) ?? null,
}
