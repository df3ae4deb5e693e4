/** Puts an entry into the log a second time. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { oneOf } from './places.ts'

export const duplicateEntry: LogAttack = {
  name: 'duplicate-entry',
  on: 'log',
  claim: 'puts an entry into the log a second time, behind itself or later',
  detectedBy: ['index'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc.integer({ min: index + 1, max: entries.length }).map((at) => ({
        what: `entry ${index} stands once more before entry ${at}`,
        at,
        removed: 0,
        inserted: [bytes],
        rest: 'kept',
        later: 0,
      })),
    ) ?? null,
}
