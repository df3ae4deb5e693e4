/** Cuts a log off inside an entry, and hands the piece over as an entry. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { oneOf } from './places.ts'

export const tear: LogAttack = {
  name: 'tear',
  on: 'log',
  claim: 'cuts the log off inside an entry',
  detectedBy: ['utf-8', 'json'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc.nat(bytes.length - 1).map((length) => ({
        what: `the log ends with the first ${length} bytes of entry ${index}`,
        at: index,
        removed: entries.length - index,
        inserted: [bytes.subarray(0, length)],
        rest: 'gone',
        later: 0,
      })),
    ) ?? null,
}
