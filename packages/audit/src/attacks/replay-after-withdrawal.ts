/** Submits an old endorsement of a party that has left, or was struck off, since. */
import { isEndorsement } from '@accord-ledger/core'
import type { LogAttack } from './attack.ts'
import { submit } from './log-change.ts'
import { actsIn } from './log-target.ts'
import { oneOf } from './places.ts'

export const replayAfterWithdrawal: LogAttack = {
  name: 'replay-after-withdrawal',
  on: 'submissions',
  claim: 'submits the old endorsement of a party that is out',
  detectedBy: ['seen-range', 'until', 'previous'],
  needs: 'a party that endorsed an accord and is out',
  arbitrary: (target) => {
    const acts = actsIn(target)
    const last = new Map(acts.map((act) => [`${act.event.accord}/${act.event.signatory}`, act]))
    const old = acts.filter(({ event }) => {
      const now = last.get(`${event.accord}/${event.signatory}`)
      return isEndorsement(event) && now !== undefined && !isEndorsement(now.event)
    })
    return (
      oneOf(old)?.map(({ index, event, signatures }) =>
        submit(
          target,
          { event, signatures },
          `the ${event.type} of ${event.signatory} in entry ${index} comes once more after it left`,
        ),
      ) ?? null
    )
  },
}
