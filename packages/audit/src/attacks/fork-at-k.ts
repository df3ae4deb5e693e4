/** Logs everything from one entry on again, later, with all hashes made anew: a fork, of which the operator shows one side. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { CHAINED } from './detectors.ts'
import { oneOf } from './places.ts'

export const forkAtK: LogAttack = {
  name: 'fork-at-k',
  on: 'log',
  claim: 'logs everything from one entry on again at later times, with all hashes made anew',
  detectedBy: CHAINED,
  needs: 'a last entry before 9999-12-30',
  arbitrary: ({ entries }) =>
    oneOf((entries.at(-1)?.time ?? '') < '9999-12-30' ? entries : [])?.chain(({ index }) =>
      fc.constantFrom(1, 3_600, 86_400).map((later) => ({
        what: `the log forks at entry ${index}: everything from there on is logged ${later} s later`,
        at: index,
        removed: 0,
        inserted: [],
        rest: 'chained',
        later,
      })),
    ) ?? null,
}
