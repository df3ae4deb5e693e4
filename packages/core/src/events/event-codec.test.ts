import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, unknownEvent } from './event-codec.ts'
import { isFounding } from './event.ts'
import { anEventOf, aFounding } from '../test-support/arbitraries.ts'
import { left, right } from '../test-support/either.ts'
import { jcs } from '../test-support/jcs.ts'
import { A, B, C, EVENTS, FOUNDING, graft, pathsIn } from '../test-support/samples.ts'
import type { Plain } from '../test-support/samples.ts'

const samples: readonly (readonly [string, Plain])[] = [
  ['founding', FOUNDING],
  ...Object.entries(EVENTS),
]
const keysFrom = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => i.toString(16).padStart(64, '0'))

describe('events', () => {
  it.each([['founding', aFounding] as const, ...Object.entries(anEventOf)])(
    '%s: what is decoded is encoded as RFC 8785 has it, and decoded again',
    (_, arbitrary) => {
      fc.assert(
        fc.property(arbitrary, (plain) => {
          const event = right(decodeEvent(plain))
          expect(unknownEvent(plain)).toBeNull()
          expect(isFounding(event)).toBe(
            plain['type'] === 'authority' && plain['previous'] === null,
          )
          const text = Buffer.from(encodeEvent(event)).toString()
          expect(text).toBe(jcs(plain))
          expect(right(decodeEvent(JSON.parse(text)))).toEqual(event)
        }),
        { numRuns: 50 },
      )
    },
  )

  it.each(samples)('%s: every field must be there, and no other', (_, event) => {
    expect(isRight(decodeEvent(event))).toBe(true)
    for (const path of pathsIn(event).filter((each) => each !== '' && !/\.\d+$/.test(each))) {
      const missing = left(decodeEvent(graft(event, path, undefined), 'event'))
      // without its type or its previous it is another event, or none
      if (path !== 'type' && path !== 'previous') expect(missing.path).toBe(`event.${path}`)
      expect(missing.found).toBe('nothing')
    }
    for (const name of ['note', '', '__proto__', 'constructor', 'TYPE', 'sig', 'previous ']) {
      const field = Object.fromEntries([...Object.entries(event), [name, null]])
      expect(left(decodeEvent(field)).expected).toBe('no such field')
    }
  })

  it.each(samples)('%s: no field takes what is of another type', (_, event) => {
    for (const path of pathsIn(event).filter((each) => each !== '')) {
      for (const stranger of [undefined, -1, 0.5, 'a\nb', ' ', {}, [[]], { length: 1 }]) {
        const bent = graft(event, path, stranger)
        // a hole in a list of keys closes again
        if (stranger === undefined && /\.\d+$/.test(path)) continue
        expect([path, stranger, isRight(decodeEvent(bent))]).toEqual([path, stranger, false])
      }
    }
  })

  it.each([null, undefined, 'endorse', 1, true, [], [EVENTS.endorse]])('are not %j', (value) => {
    expect(left(decodeEvent(value, 'event'))).toMatchObject({ path: 'event', expected: 'an event' })
  })
})

describe('the type of an event', () => {
  it.each<[unknown, string]>([
    ['Endorse', '"Endorse"'],
    ['endorse ', '"endorse "'],
    [['endorse'], 'an array of 1'],
    ['constructor', '"constructor"'],
    ['toString', '"toString"'],
    ['__proto__', '"__proto__"'],
    ['', '""'],
    [null, 'null'],
    [undefined, 'nothing'],
    [0, '0'],
    ['snapshot', '"snapshot"'],
  ])('is not %j', (type, found) => {
    expect(left(decodeEvent({ ...EVENTS.endorse, type }, 'event'))).toEqual({
      path: 'event.type',
      expected: 'authority, accord, signatory, rotate, endorse, withdraw, attest, strike',
      found,
    })
    expect(left(decodeEvent({ type }))).toMatchObject({ path: 'type' })
  })

  it.each<[string, unknown, unknown]>([
    [
      'a type of a later version',
      { type: 'snapshot' },
      { what: 'event type', found: '"snapshot"' },
    ],
    [
      'a type that is a name of Object',
      { type: 'constructor' },
      { what: 'event type', found: '"constructor"' },
    ],
    [
      'a type of 96 bytes',
      { type: 'a'.repeat(96) },
      { what: 'event type', found: `"${'a'.repeat(94)}…` },
    ],
    ['a type of 97 bytes', { type: 'a'.repeat(97) }, null],
    ['a type that is no id', { type: 'Endorse' }, null],
    ['a type that is no string', { type: ['snapshot'] }, null],
    ['no type', {}, null],
    ['a format of a later version', { ...FOUNDING, format: 2 }, { what: 'format', found: '2' }],
    ['the format before the first', { ...FOUNDING, format: 0 }, { what: 'format', found: '0' }],
    [
      'the largest format',
      { ...FOUNDING, format: 2 ** 53 - 1 },
      { what: 'format', found: '9007199254740991' },
    ],
    ['a format that is no integer', { ...FOUNDING, format: 1.5 }, null],
    ['a negative format', { ...FOUNDING, format: -1 }, null],
    ['a format that is text', { ...FOUNDING, format: '2' }, null],
    ['no format', { type: 'authority' }, null],
    ['a format where none stands', { ...EVENTS.endorse, format: 2 }, null],
    ['the known format', FOUNDING, null],
    ['a known type', EVENTS.endorse, null],
    ['an array', [], null],
    ['null', null, null],
  ])('is for a later version to explain, or not: %s', (_, value, unknown) => {
    expect(unknownEvent(value)).toEqual(unknown)
  })
})

describe('the fields of', () => {
  it.each<[string, Plain, string, string]>([
    [
      'a founding event with a previous one that is text',
      { ...FOUNDING, previous: 'null' },
      'log',
      '',
    ],
    [
      'a founding event that has seen something',
      { ...FOUNDING, seen: { index: 0, hash: A } },
      'seen',
      'no such field',
    ],
    ['a founding event with an until', { ...FOUNDING, until: null }, 'until', 'no such field'],
    ['a founding event of format 2', { ...FOUNDING, format: 2 }, 'format', '1'],
    [
      'an authority event without seen',
      graftPlain(EVENTS.authority, 'seen', undefined),
      'seen',
      'a seen entry',
    ],
    [
      'no registrar',
      { ...FOUNDING, registrars: [] },
      'registrars',
      '1 to 16 of these, ascending, each once',
    ],
    [
      '17 registrars',
      { ...FOUNDING, registrars: keysFrom(17) },
      'registrars',
      '1 to 16 of these, ascending, each once',
    ],
    [
      'registrars that descend',
      { ...FOUNDING, registrars: [C, B] },
      'registrars',
      '1 to 16 of these, ascending, each once',
    ],
    [
      'a registrar twice',
      { ...FOUNDING, registrars: [B, B] },
      'registrars',
      '1 to 16 of these, ascending, each once',
    ],
    [
      'a registrar in upper case',
      { ...FOUNDING, registrars: [B, 'C'.repeat(64)] },
      'registrars.1',
      '64 lower-case hex digits',
    ],
    ['a rotation to nothing', { ...EVENTS.rotate, key: null }, 'key', '64 lower-case hex digits'],
    [
      'a rotation that follows nothing',
      { ...EVENTS.rotate, previous: null },
      'previous',
      '64 lower-case hex digits',
    ],
    [
      'an endorsement of no text',
      { ...EVENTS.endorse, text: null },
      'text',
      '64 lower-case hex digits',
    ],
    ['an endorsement with a reason', { ...EVENTS.endorse, reason: 'x' }, 'reason', 'no such field'],
    [
      'a strike without a reason',
      { ...EVENTS.strike, reason: null },
      'reason',
      'a reason of 1 to 1024 bytes of plain text',
    ],
    ['an attested strike', { ...EVENTS.attest, act: 'strike' }, 'act', '"endorse" or "withdraw"'],
    ['an accord ajar', { ...EVENTS.accord, open: null }, 'open', 'true or false'],
    [
      'an until without a time',
      { ...EVENTS.endorse, until: '2026-11-22' },
      'until',
      'a real UTC time YYYY-MM-DDTHH:MM:SSZ, years 1600 to 9999, or null',
    ],
    [
      'what was seen at 2^53',
      graftPlain(EVENTS.endorse, 'seen.index', 2 ** 53),
      'seen.index',
      'an integer in [0, 2^53)',
    ],
    [
      'what was seen without a hash',
      graftPlain(EVENTS.endorse, 'seen', { index: 0 }),
      'seen.hash',
      '64 lower-case hex digits',
    ],
    [
      'what was seen, and more',
      graftPlain(EVENTS.endorse, 'seen.size', 1),
      'seen.size',
      'no such field',
    ],
  ])('%s are refused where they stand', (_, event, path, expected) => {
    const mismatch = left(decodeEvent(event))
    expect(mismatch.path).toBe(expected === '' ? mismatch.path : path)
    if (expected !== '') expect(mismatch.expected).toBe(expected)
  })

  it.each<[string, Plain]>([
    ['16 registrars', { ...FOUNDING, registrars: keysFrom(16) }],
    ['an operator who is the registrar', { ...FOUNDING, registrars: [A] }],
    ['what was seen at 2^53 - 1', graftPlain(EVENTS.endorse, 'seen.index', 2 ** 53 - 1)],
    ['a suspended party', { ...EVENTS.signatory, key: null, country: null }],
    [
      'an attested withdrawal',
      { ...EVENTS.attest, act: 'withdraw', text: null, evidence: null, reason: 'moved' },
    ],
  ])('%s are taken', (_, event) => {
    expect(isRight(decodeEvent(event))).toBe(true)
  })
})

function graftPlain(event: Plain, path: string, field: unknown): Plain {
  const bent = graft(event, path, field)
  if (typeof bent !== 'object' || bent === null) throw new Error('an event is an object')
  return Object.fromEntries(Object.entries(bent))
}
