/** Submits what was signed for a log to another one: the event says of which log it is. */
import type { LogAttack } from './attack.ts'
import { submit } from './log-change.ts'
import { entriesWith } from './log-target.ts'
import { oneOf } from './places.ts'

export const transplantLog: LogAttack = {
  name: 'transplant-log',
  on: 'submissions',
  claim: 'submits what was signed for another log',
  detectedBy: ['log'],
  needs: 'an event other than the founding',
  arbitrary: (target) =>
    oneOf(entriesWith(target, 'seen'))?.map(({ index, event, signatures }) => {
      const log = event.log === OTHER ? `${OTHER}/2` : OTHER
      return submit(
        target,
        { event: { ...event, log }, signatures },
        `the event of entry ${index} is of the log ${log}`,
      )
    }) ?? null,
}

const OTHER = 'other.example/1'
