/** Puts one byte into an entry. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { ANY_RULE } from './detectors.ts'
import { changeBytes } from './log-change.ts'
import { oneOf } from './places.ts'
import { tamper } from './tampering.ts'

export const addByte: LogAttack = {
  name: 'add-byte',
  on: 'log',
  claim: 'puts one byte into an entry',
  detectedBy: [...ANY_RULE, 'unrecognised'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc
        .record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) })
        .map(({ at, byte }) =>
          changeBytes(
            index,
            tamper(bytes, { _tag: 'ByteAdded', at, byte }),
            `byte ${byte} stands before byte ${at} of entry ${index}`,
          ),
        ),
    ) ?? null,
}
