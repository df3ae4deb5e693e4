import { createHash } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaves, ORIGIN, right, utf8, witnessedOf } from '../test-support/checkpoints.ts'
import { formatWitnessRecord, parseWitnessRecord } from './record.ts'

const witnessed = await witnessedOf(leaves(5), 5, 1_795_338_300)
const good = Buffer.from(formatWitnessRecord(witnessed)).toString()

/** `text` with another line `at`, and the sum that fits it. */
const withLine = (at: number, line: string): string => {
  const lines = good.split('\n')
  lines[at] = line
  const body = lines.slice(2).join('\n')
  lines[1] = `sha256 ${createHash('sha256').update(body).digest('hex')}`
  return lines.join('\n')
}

describe('a record', () => {
  it('is text, and read back as it was written', () => {
    expect(good.split('\n').slice(0, 5)).toEqual([
      'accord-ledger witness record v1',
      expect.stringMatching(/^sha256 [0-9a-f]{64}$/),
      'time 1795338300',
      ORIGIN,
      '5',
    ])
    expect(right(parseWitnessRecord(utf8(good)))).toEqual({ origin: ORIGIN, witnessed })
  })

  it('is refused with any byte changed, taken away or added', () => {
    const bytes = utf8(good)
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('change', 'remove', 'add'),
        (at, by, how) => {
          const kept = how === 'add' ? at : at + 1
          const between = how === 'remove' ? [] : [((bytes[at] ?? 0) + by) % 256]
          const other = Uint8Array.from([
            ...bytes.subarray(0, at),
            ...between,
            ...bytes.subarray(kept),
          ])
          if (Buffer.compare(other, bytes) !== 0)
            expect(E.isLeft(parseWitnessRecord(other))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  for (const [what, at, line, path] of [
    ['another version', 0, 'accord-ledger witness record v2', 'line 1'],
    ['a time with a leading zero', 2, 'time 01', 'line 3'],
    ['a time of 2^53', 2, 'time 9007199254740992', 'line 3'],
    ['no time', 2, ORIGIN, 'line 3'],
    ['a size that is none', 4, '05', 'the note from line 4 on'],
    ['a root of 31 bytes', 5, `${'A'.repeat(40)}AA==`, 'the note from line 4 on'],
    ['no signature', 7, '', 'the note from line 4 on'],
  ] as const)
    it(`with ${what} is refused, though its sum fits`, () => {
      const parsed = parseWitnessRecord(utf8(withLine(at, line)))
      expect(parsed).toMatchObject({ left: { what: 'witness record', path } })
    })

  it('is refused where it is empty or no text', () => {
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0xff), utf8('\n\n\n\n')])
      expect(E.isLeft(parseWitnessRecord(bytes))).toBe(true)
  })
})
