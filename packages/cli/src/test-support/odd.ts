/** What fuzzing puts where something sensible belongs. */
import * as fc from 'fast-check'

/** What may stand anywhere, and nowhere does. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...'¦ ¦-¦--¦---¦=¦--=¦0¦-1¦1e3¦0x10¦null¦constructor¦__proto__¦toString¦%s%n¦{}¦[]'.split('¦'),
    ...'\ufeff¦\0¦\n¦\r¦\u202e¦\ud800¦e\u0301¦😀¦"¦\'¦`¦\\¦*¦?¦~¦|'.split('¦'),
    ...'2026-02-30¦2026-11-22T24:00:00Z¦on:¦size:1,size:2¦key:'.split('¦'),
    `key:${'A'.repeat(64)}`,
    'a'.repeat(97),
    '9'.repeat(400),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'

/** Runs of a property: many more where ACCORD_LEDGER_LONG=1 asks for them. */
export function runsOf(count: number): number {
  return LONG ? count * 100 : count
}
