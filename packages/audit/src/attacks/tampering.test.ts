import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aTamperingOf, tamper, type Tampering } from './tampering.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (of: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(of)

/** A log of one to eight different lines, and one change to it. */
const aLogAndATampering = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{0,6}$/), { minLength: 1, maxLength: 8 })
  .map((lines) => bytes(lines.map((line) => `${line}\n`).join('')))
  .chain((log) => fc.record({ log: fc.constant(log), tampering: aTamperingOf(log) }))

describe('tamper', () => {
  it.each<[Tampering, string]>([
    [{ _tag: 'ByteChanged', at: 0, mask: 0x20 }, 'A\nb\nc\n'],
    [{ _tag: 'ByteChanged', at: 5, mask: 0x6a }, 'a\nb\nc`'],
    [{ _tag: 'ByteDropped', at: 1 }, 'ab\nc\n'],
    [{ _tag: 'ByteDropped', at: 5 }, 'a\nb\nc'],
    [{ _tag: 'ByteAdded', at: 0, byte: 0x20 }, ' a\nb\nc\n'],
    [{ _tag: 'LineDropped', index: 0 }, 'b\nc\n'],
    [{ _tag: 'LineDropped', index: 2 }, 'a\nb\n'],
    [{ _tag: 'LineRepeated', index: 1 }, 'a\nb\nb\nc\n'],
    [{ _tag: 'LinesSwapped', index: 1 }, 'a\nc\nb\n'],
    [{ _tag: 'Truncated', length: 4 }, 'a\nb\n'],
    [{ _tag: 'Truncated', length: 0 }, ''],
  ])('%j of three lines gives %j', (tampering, expected) => {
    expect(text(tamper(bytes('a\nb\nc\n'), tampering))).toBe(expected)
  })

  it.each<Tampering>([
    { _tag: 'ByteChanged', at: 2, mask: 1 },
    { _tag: 'ByteDropped', at: -1 },
    { _tag: 'ByteAdded', at: 0.5, byte: 0 },
    { _tag: 'Truncated', length: 2 },
    { _tag: 'LineDropped', index: 1 },
    { _tag: 'LinesSwapped', index: 0 },
  ])('%j is refused of one line of two bytes', (tampering) => {
    expect(() => tamper(bytes('a\n'), tampering)).toThrow()
  })

  it('gives other bytes than it was given, and leaves those as they were', () => {
    fc.assert(
      fc.property(aLogAndATampering, ({ log, tampering }) => {
        const before = log.slice()
        expect(tamper(log, tampering)).not.toEqual(log)
        expect(log).toEqual(before)
      }),
    )
  })

  it('every kind of change is tried, the last byte and the last line included', () => {
    const log = bytes('a\nb\n')
    const tried = fc.sample(aTamperingOf(log), 500)
    expect(new Set(tried.map(({ _tag }) => _tag)).size).toBe(7)
    expect(tried).toContainEqual(expect.objectContaining({ _tag: 'ByteChanged', at: 3 }))
    expect(tried).toContainEqual({ _tag: 'LineDropped', index: 1 })
  })
})
