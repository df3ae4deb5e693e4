/** Lets an act or an accord rule from an earlier day than its author said. */
import { dayFromNumber, dayNumber } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const backdateEffective: LogAttack = {
  name: 'backdate-effective',
  on: 'log',
  claim: 'lets an event rule from an earlier day than its signers said',
  detectedBy: ['signature'],
  needs: 'an event with a day after 1600-01-01',
  arbitrary: (target) =>
    oneOf(
      entriesWith(target, 'effective').filter(({ event }) => event.effective > '1600-01-01'),
    )?.chain((entry) =>
      fc.constantFrom(1, 30, 365, 3_653).map((days) => {
        const effective = dayFromNumber(
          Math.max(FIRST_DAY, dayNumber(entry.event.effective) - days),
        )
        return changeEntry(
          { ...entry, event: { ...entry.event, effective } },
          `the event of entry ${entry.index} rules from ${effective}`,
        )
      }),
    ) ?? null,
}

/** 1600-01-01, in days before 1970. */
const FIRST_DAY = -135_140
