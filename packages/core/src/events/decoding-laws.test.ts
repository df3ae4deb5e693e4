/** Decoding by guards and templates is decoding by the plain io-ts codecs and by encoding again, on whatever bytes. */
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry, entryChecks, signatureChecks } from './entry.ts'
import { codecFor, encodeEvent } from './event-codec.ts'
import { aFounding, anEventOf, plainText } from '../test-support/arbitraries.ts'
import { right } from '../test-support/either.ts'
import { isObject } from '../values/codec.ts'
import { Time } from '../values/primitives.ts'
import { jcs } from '../test-support/jcs.ts'
import { graft, pathsIn } from '../test-support/samples.ts'
import type { Plain } from '../test-support/samples.ts'

const anEvent: fc.Arbitrary<Plain> = fc.oneof(aFounding, ...Object.values(anEventOf))

/** Something to put in the place of a value: of its kind, nearly of it, or of none. */
const aStranger = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, 1, 1.5, 2 ** 53, '', ' a', 'a ', '\ud800', {}),
  fc.constantFrom<unknown>([], [[]], { length: 0 }, '2026-02-30', '2026-02-28', 'A', 'FR', 'é'),
  fc.constantFrom<unknown>('0'.repeat(64), 'F'.repeat(64), 'a-b', 'a--b', 'endorse', 'withdraw'),
  plainText(5),
)

/** Most of these events break their schema at one place. */
const aBentEvent: fc.Arbitrary<Plain> = fc
  .tuple(anEvent, fc.nat(), aStranger, fc.boolean())
  .map(([event, at, stranger, bend]): Plain => {
    const paths = pathsIn(event).filter((path) => path !== '')
    const path = paths[at % paths.length]
    if (!bend || path === undefined) return event
    const bent = graft(event, path, stranger)
    return isObject(bent) ? bent : event
  })

const hex = (digit: string, length: number): string => digit.repeat(length)

const anEntry = fc
  .tuple(aBentEvent, fc.nat(3), fc.constantFrom('a', '0'), fc.nat(2 ** 20))
  .map(([event, count, digit, index]) => ({
    event,
    index,
    prev: hex(digit, 64),
    signatures: Array.from({ length: count }, (_, i) => ({
      key: hex(String(i), 64),
      sig: hex('b', 128),
    })),
    time: '2026-11-22T09:00:00Z',
  }))

/** Another spelling of a text, most of the time. */
const aSpelling = fc.oneof(
  fc.constant((text: string) => text),
  fc.nat().map((n) => (text: string) => {
    const at = n % text.length
    return text.slice(0, at) + text.slice(at + 1)
  }),
  fc
    .tuple(fc.nat(), fc.constantFrom(' ', '0', '"', ',', '\\u0061', '}', 'é', '\ufeff'))
    .map(([n, more]) => (text: string) => {
      const at = n % (text.length + 1)
      return text.slice(0, at) + more + text.slice(at)
    }),
)

describe('decoding', () => {
  it('asks guards that say what the codecs say, and writes what RFC 8785 has', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(aBentEvent, (event) => {
        const codec = codecFor(event['type'], event['previous'])
        if (codec === undefined) return
        const holds = codec.is(event)
        expect(holds).toBe(isRight(codec.decode(event)))
        seen[holds ? 'yes' : 'no'] += 1
        if (codec.is(event)) expect(codec.write(event)).toBe(jcs(event))
      }),
      { numRuns: 400 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(40)
  })

  it('takes the entries whose value holds to the schema and whose text is the canonical one, and no others', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(anEntry, aSpelling, (plain, spell) => {
        const bytes = new TextEncoder().encode(spell(textOf(plain)))
        const decoded = decodeEntry(bytes, plain.index)
        // Another spelling of its type may be that of a later version.
        if (isRight(decoded) && decoded.right.unknown !== null) return
        expect(isRight(decoded)).toBe(plainly(bytes))
        seen[isRight(decoded) ? 'yes' : 'no'] += 1
        if (!isRight(decoded)) return
        const { entry, event } = decoded.right
        expect(encodeEntry(entry)).toEqual(bytes)
        expect(event).toEqual(encodeEvent(entry.event))
        expect(entryChecks([decoded.right, decoded.right])).toEqual([
          signatureChecks(entry),
          signatureChecks(entry),
        ])
      }),
      { numRuns: 400 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(40)
  })

  it('gives the bytes of an event that is not ASCII', () => {
    const event = { ...fc.sample(anEventOf.strike, 1)[0], reason: 'é漢\u{1f91d}"\\' }
    const [entry] = fc.sample(anEntry, 1)
    const bytes = new TextEncoder().encode(jcs({ ...entry, event, index: 7 }))
    expect(right(decodeEntry(bytes, 7)).event).toEqual(new TextEncoder().encode(jcs(event)))
  })
})

/** Canonical, where there is canonical JSON of it. */
function textOf(plain: Plain): string {
  try {
    return jcs(plain)
  } catch {
    return JSON.stringify(plain)
  }
}

/** By io-ts alone, and by encoding again. */
function plainly(bytes: Uint8Array): boolean {
  let value: Plain
  try {
    value = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return false
  }
  if (Object.keys(value).toSorted().join() !== 'event,index,prev,signatures,time') return false
  const { event, index, prev, signatures, time } = value
  const codec = isObject(event) ? codecFor(event['type'], event['previous']) : undefined
  if (codec === undefined || !isRight(codec.decode(event))) return false
  if (!Number.isSafeInteger(index) || !/^[0-9a-f]{64}$/.test(String(prev))) return false
  if (!isRight(Time.decode(time)) || !Array.isArray(signatures)) return false
  const given: readonly unknown[] = signatures
  const keys = given.map((each) => (isObject(each) ? String(each['key']) : ''))
  const fits = given.every(
    (each) =>
      isObject(each) &&
      Object.keys(each).toSorted().join() === 'key,sig' &&
      /^[0-9a-f]{64}$/.test(String(each['key'])) &&
      /^[0-9a-f]{128}$/.test(String(each['sig'])),
  )
  if (!fits || keys.some((key, i) => i > 0 && key <= (keys[i - 1] ?? ''))) return false
  return Buffer.compare(bytes, new TextEncoder().encode(jcs(value))) === 0
}
