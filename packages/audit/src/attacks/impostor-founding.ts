/** Founds the log again with keys of its own, under the same origin, and leaves the rest as it is or chains it anew. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { looseBytes } from './impostor.ts'
import { CHAINED } from './detectors.ts'
import { present } from './places.ts'

export const impostorFounding: LogAttack = {
  name: 'impostor-founding',
  on: 'log',
  claim: 'founds the log with other keys under the same origin',
  detectedBy: [...CHAINED, 'prev'],
  needs: 'an entry',
  arbitrary: ({ impostor }) =>
    fc.constantFrom<'kept' | 'chained'>('kept', 'chained').map((rest) => ({
      what: `entry 0 is another founding, the rest is ${rest}`,
      at: 0,
      removed: 1,
      inserted: [looseBytes(present(impostor.log[0]))],
      rest,
      later: 0,
    })),
}
