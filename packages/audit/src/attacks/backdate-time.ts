/** Moves the time of an entry before that of the entry before it. */
import { secondsOf, timeFromMilliseconds } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { oneOf, present } from './places.ts'

export const backdateTime: LogAttack = {
  name: 'backdate-time',
  on: 'log',
  claim: 'moves the time of an entry before that of the one before it',
  detectedBy: ['time'],
  needs: 'an entry behind one that is later than 1600-01-01T00:00:00Z',
  arbitrary: ({ entries }) =>
    oneOf(
      entries.slice(1).filter(({ index }) => present(entries[index - 1]).time > FIRST_TIME),
    )?.chain((entry) =>
      fc.constantFrom(1, 60, 86_400, 31_557_600).map((seconds) => {
        const before = secondsOf(present(entries[entry.index - 1]).time)
        const time = timeFromMilliseconds(Math.max(FIRST_SECOND, before - seconds) * 1000)
        return changeEntry({ ...entry, time }, `entry ${entry.index} is logged at ${time}`)
      }),
    ) ?? null,
}

/** The earliest time that an entry can have, as it is written and in seconds before 1970. */
const FIRST_TIME = '1600-01-01T00:00:00Z'
const FIRST_SECOND = -135_140 * 86_400
