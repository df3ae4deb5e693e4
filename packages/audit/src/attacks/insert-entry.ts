/** Puts an event of its own making, signed by keys of its own, between two entries, and chains the rest anew. */
import type { LogAttack } from './attack.ts'
import { looseBytes } from './impostor.ts'
import { oneOf } from './places.ts'

export const insertEntry: LogAttack = {
  name: 'insert-entry',
  on: 'log',
  claim: 'puts an event of an impostor between two entries, and chains the rest anew',
  detectedBy: ['signers'],
  needs: 'an entry',
  arbitrary: ({ entries, impostor }) =>
    oneOf(entries)?.map(({ index, hash, time, event: { log } }) => {
      const event = {
        type: 'accord',
        log,
        accord: 'forged-call-inserted',
        title: 'A forged call',
        text: 'f0'.repeat(32),
        uri: null,
        open: true,
        effective: time.slice(0, 10),
        previous: null,
        seen: { index, hash },
        until: null,
      }
      const signatures = [impostor.registrar.sign(event)]
      return {
        what: `an accord that no registrar signed stands behind entry ${index}`,
        at: index + 1,
        removed: 0,
        inserted: [looseBytes({ index: index + 1, prev: hash, time, event, signatures })],
        rest: 'chained',
        later: 0,
      }
    }) ?? null,
}
