/** Shows an old checkpoint as the newest, so that what came since stays hidden. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { signedAs } from './forged-note.ts'
import { COSIGNED_AT, MAX_AGE } from './published-target.ts'

export const staleCheckpoint: NoteAttack = {
  name: 'stale-checkpoint',
  on: 'checkpoint',
  claim: 'shows a checkpoint that is older than the reader allows',
  detectedBy: ['Stale'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc.integer({ min: MAX_AGE + 1, max: 100 * MAX_AGE }).map((age) => ({
      ...signedAs(target, `it is ${age} ms old`, {}),
      now: COSIGNED_AT * 1000 + age,
    })),
}
