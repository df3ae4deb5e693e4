/** Submits what a party signed for one accord as its act on another. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { ELSEWHERE } from './detectors.ts'
import { submit } from './log-change.ts'
import { actsIn, currentText, idsOf, lastAct } from './log-target.ts'
import { oneOf, present } from './places.ts'

export const transplantAccord: LogAttack = {
  name: 'transplant-accord',
  on: 'submissions',
  claim: 'submits what was signed for one accord as an act on another',
  detectedBy: ELSEWHERE,
  needs: 'two accords, and an act on one of them',
  arbitrary: (target) => {
    const accords = idsOf(target, 'accord')
    if (accords.length < 2) return null
    return (
      oneOf(actsIn(target))?.chain((entry) => {
        const others = accords.filter((id) => id !== entry.event.accord)
        return fc.nat(others.length - 1).map((i) => {
          const accord = present(others[i])
          const { event, signatures, index } = entry
          const moved = {
            ...event,
            accord,
            previous: lastAct(target, accord, event.signatory),
            ...('text' in event && event.text !== null
              ? { text: currentText(target, accord) }
              : {}),
          }
          return submit(
            target,
            { event: moved, signatures },
            `the ${event.type} of entry ${index} is said of ${accord}`,
          )
        })
      }) ?? null
    )
  },
}
