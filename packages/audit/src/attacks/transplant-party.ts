/** Submits what was signed for one party as the act of another. */
import type { LogAttack } from './attack.ts'
import { ELSEWHERE } from './detectors.ts'
import { submit } from './log-change.ts'
import { actsIn, idsOf, lastAct } from './log-target.ts'
import * as fc from 'fast-check'
import { oneOf, present } from './places.ts'

export const transplantParty: LogAttack = {
  name: 'transplant-party',
  on: 'submissions',
  claim: 'submits what was signed for one party as the act of another',
  detectedBy: ELSEWHERE,
  needs: 'two parties, and an act of one of them',
  arbitrary: (target) => {
    const parties = idsOf(target, 'signatory')
    if (parties.length < 2) return null
    return (
      oneOf(actsIn(target))?.chain(({ event, signatures, index }) => {
        const others = parties.filter((id) => id !== event.signatory)
        return fc.nat(others.length - 1).map((i) => {
          const signatory = present(others[i])
          const moved = { ...event, signatory, previous: lastAct(target, event.accord, signatory) }
          return submit(
            target,
            { event: moved, signatures },
            `the ${event.type} of entry ${index} is said of ${signatory}`,
          )
        })
      }) ?? null
    )
  },
}
