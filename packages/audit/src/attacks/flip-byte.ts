/** Flips bits of one byte of an entry. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { ANY_RULE } from './detectors.ts'
import { changeBytes } from './log-change.ts'
import { oneOf } from './places.ts'
import { tamper } from './tampering.ts'

export const flipByte: LogAttack = {
  name: 'flip-byte',
  on: 'log',
  claim: 'flips bits of one byte of an entry',
  // The time of the last entry is the operator's word, and nothing that follows pins it down.
  detectedBy: [...ANY_RULE, 'unrecognised', 'known-head'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc
        .record({ at: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) })
        .map(({ at, mask }) =>
          changeBytes(
            index,
            tamper(bytes, { _tag: 'ByteChanged', at, mask }),
            `bits ${mask} of byte ${at} of entry ${index} are flipped`,
          ),
        ),
    ) ?? null,
}
