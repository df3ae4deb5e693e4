/** Takes one byte out of an entry. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { ANY_RULE } from './detectors.ts'
import { changeBytes } from './log-change.ts'
import { oneOf } from './places.ts'
import { tamper } from './tampering.ts'

export const dropByte: LogAttack = {
  name: 'drop-byte',
  on: 'log',
  claim: 'takes one byte out of an entry',
  detectedBy: [...ANY_RULE, 'unrecognised'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc
        .nat(bytes.length - 1)
        .map((at) =>
          changeBytes(
            index,
            tamper(bytes, { _tag: 'ByteDropped', at }),
            `byte ${at} of entry ${index} is gone`,
          ),
        ),
    ) ?? null,
}
