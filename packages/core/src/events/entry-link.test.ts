import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryLink } from './entry.ts'
import { anEntry, restrictedJson } from '../test-support/arbitraries.ts'
import { A, B, bytesOf, C, entryOf, EVENTS, FOUNDING } from '../test-support/samples.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the link of an entry', () => {
  it('is its prev, for every entry', () => {
    fc.assert(
      fc.property(anEntry, (entry) => {
        expect(entryLink(bytesOf(entry))).toBe(entry['prev'])
      }),
      { numRuns: 300 },
    )
  })

  it('is its prev, whatever an event of a later version holds', () => {
    const named = fc.record({
      prev: fc.constantFrom(B, '', '"prev":"', `"prev":"${B}"`),
      later: restrictedJson,
    })
    fc.assert(
      fc.property(named, (member) => {
        expect(entryLink(bytesOf(entryOf({ type: 'later', member, prev: B })))).toBe(A)
      }),
    )
  })

  it('is not led astray by a name that spells one', () => {
    const name = `"prev":"${B}"`
    expect(entryLink(bytesOf(entryOf({ ...EVENTS.signatory, name })))).toBe(A)
    expect(entryLink(bytesOf(entryOf({ ...EVENTS.strike, reason: `x","prev":"${B}` })))).toBe(A)
  })

  it('of entry 0 is 64 zeros', () => {
    const zeros = '0'.repeat(64)
    expect(entryLink(bytesOf(entryOf(FOUNDING, { index: 0, prev: zeros })))).toBe(zeros)
  })

  it.each([
    ['nothing', ''],
    ['one byte', '{'],
    ['no member prev', bytesToText(bytesOf({ previous: A }))],
    ['a prev that is no hash', '{"prev":"x"}'],
    ['a prev in upper case', `{"prev":"${A.toUpperCase()}"}`],
    ['a prev one digit short', `{"prev":"${A.slice(1)}"}`],
    ['a prev one digit long', `{"prev":"${A}a"}`],
    ['a prev that is cut off', `{"prev":"${A}`],
    ['a prev that is null', '{"prev":null}'],
    ['a sector of zeros behind it', `{"prev":"${A}","time":"${'\0'.repeat(512)}"}`],
    ['a control character before it', `{"x":"\u001f","prev":"${A}"}`],
    ['a space before it', `{"prev": "${A}"}`],
    [
      'an earlier one that is good, and a last one that is not',
      `{"prev":"${A}","prev":"${C.slice(1)}g"}`,
    ],
  ])('is not there: %s', (_, text) => {
    expect(entryLink(utf8(text))).toBeNull()
  })

  it('is found without reading the whole, wherever it stands', () => {
    expect(entryLink(utf8(`"prev":"${A}"`))).toBe(A)
    expect(entryLink(utf8(`${'x'.repeat(50)}"prev":"${A}"${'x'.repeat(50)}`))).toBe(A)
  })

  it('is a hash or null for any bytes, and asking never throws', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((bytes) => [...bytes]),
      fc.constantFrom('"prev":"', A, A.slice(1), '"', '\\', 'g').map((text) => [...utf8(text)]),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const link = entryLink(Uint8Array.from(pieces.flat()))
        expect(link === null || /^[0-9a-f]{64}$/.test(link)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('is found in an entry of 65,535 bytes that are all quotes, in no time to speak of', () => {
    const hostile = utf8('"prev":"'.repeat(8191))
    expect(entryLink(hostile)).toBeNull()
  })
})

function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
