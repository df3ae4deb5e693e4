/** Goes on with another log, which an impostor founded under the same origin; as it is, or chained to this one. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { looseBytes } from './impostor.ts'
import { oneOf, present } from './places.ts'

export const spliceLogs: LogAttack = {
  name: 'splice-logs',
  on: 'log',
  claim: 'goes on with the entries of another log, as they are or chained to this one',
  detectedBy: ['index', 'prev', 'time', 'founding', 'seen-hash'],
  needs: 'an entry',
  arbitrary: ({ entries, impostor }) =>
    oneOf(entries)?.chain(({ index, hash, time }) =>
      fc
        .record({ from: fc.nat(impostor.log.length - 1), chain: fc.boolean() })
        .map(({ from, chain }) => {
          const foreign = present(impostor.log[from])
          const placed = chain ? { ...foreign, index: index + 1, prev: hash, time } : foreign
          return {
            what: `behind entry ${index} stands entry ${from} of another log, ${chain ? 'chained to this one' : 'as it is'}`,
            at: index + 1,
            removed: entries.length - index - 1,
            inserted: [looseBytes(placed)],
            rest: 'gone',
            later: 0,
          }
        }),
    ) ?? null,
}
