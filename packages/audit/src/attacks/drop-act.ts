/** Drops one party's event, and chains everything behind it anew: what an operator can do without any key. */
import type { LogAttack } from './attack.ts'
import { CHAINED } from './detectors.ts'
import { actsIn } from './log-target.ts'
import { oneOf } from './places.ts'

export const dropAct: LogAttack = {
  name: 'drop-act',
  on: 'log',
  claim: "drops one party's event, and chains the rest anew",
  // Without the pins and the little chain of a later event, it takes a head that is known.
  detectedBy: CHAINED,
  needs: 'an act',
  arbitrary: (target) =>
    oneOf(actsIn(target))?.map(({ index, event }) => ({
      what: `the ${event.type} of ${event.signatory} in entry ${index} was never logged`,
      at: index,
      removed: 1,
      inserted: [],
      rest: 'chained',
      later: 0,
    })) ?? null,
}
