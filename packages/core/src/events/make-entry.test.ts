/** An entry that is made is the entry that is decoded from its bytes. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { nobleHasher } from '../crypto/hash.ts'
import { aFounding, anEventOf } from '../test-support/arbitraries.ts'
import { left, right } from '../test-support/either.ts'
import { EVENTS, graft, pathsIn } from '../test-support/samples.ts'
import type { Plain } from '../test-support/samples.ts'
import type { Mismatch } from '../values/codec.ts'
import type { Hash, LeafIndex, Time } from '../values/primitives.ts'
import { checkSignedEvent, decodeEntry, encodeEntry } from './entry.ts'
import { copySignedEvent, makeEntry } from './make-entry.ts'

const TIME = '2026-11-22T09:00:00Z' as Time
const anEvent: fc.Arbitrary<Plain> = fc.oneof(aFounding, ...Object.values(anEventOf))

const signaturesOf = (count: number): readonly Plain[] =>
  Array.from({ length: count }, (_, i) => ({
    key: `${i % 10}`.repeat(62) + String(i).padStart(2, '0'),
    sig: 'b'.repeat(128),
  })).toSorted((a, b) => (a.key < b.key ? -1 : 1))

const aPlace = fc.record({
  index: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER)).map((n) => n as LeafIndex),
  prev: fc.constantFrom('0', 'f').map((digit) => digit.repeat(64) as Hash),
  time: fc.constantFrom('1600-01-01T00:00:00Z', '9999-12-31T23:59:59Z').map((text) => text as Time),
})

/** The same members in another order, at every level. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, turned(member)]),
  )
}

describe('an entry that is made of an event', () => {
  it('is the one that is decoded from its canonical bytes, members in the same order', () => {
    fc.assert(
      fc.property(anEvent, fc.nat(32), aPlace, fc.boolean(), (event, count, place, turn) => {
        const signed = { event, signatures: signaturesOf(count) }
        const checked = right(copySignedEvent(turn ? turned(signed) : signed))
        const made = makeEntry(checked, place, nobleHasher)
        const bytes = encodeEntry({ ...checked, ...place })
        const decoded = right(decodeEntry(bytes, place.index, nobleHasher))
        expect(made).toEqual(decoded)
        expect(JSON.stringify(made?.entry)).toBe(JSON.stringify(decoded.entry))
      }),
      { numRuns: 300 },
    )
  })

  it('is left to decoding where a later version may know more', () => {
    const place = { index: 7 as LeafIndex, prev: '0'.repeat(64) as Hash, time: TIME }
    const later = { type: 'merge', what: ['nobody', { knows: 1 }] }
    const unknown = right(copySignedEvent({ event: later, signatures: [] }))
    expect(makeEntry(unknown, place, nobleHasher)).toBeNull()
    expect(right(decodeEntry(encodeEntry({ ...unknown, ...place }), 7)).unknown).not.toBeNull()
  })
})

describe('the copy of a signed event', () => {
  const strangers = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -0, 1.5, '', ' a', '\ud800', undefined, {}, [], [[]]),
    fc.constantFrom<unknown>(Array(100).fill('a'), { length: 0 }, { __proto__: null }, () => 1, 1n),
  )

  it('passes where the original does, with the same mismatch where it does not', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(anEvent, fc.nat(), strangers, fc.boolean(), (event, at, stranger, bend) => {
        const signed = { event, signatures: signaturesOf(2) }
        const paths = pathsIn(signed).filter((path) => path !== '')
        const path = paths[at % paths.length] ?? 'event'
        const given = bend ? graft(signed, path, stranger) : signed
        const [copied, original] = [copySignedEvent(given), checkSignedEvent(given)]
        seen[E.isRight(original) ? 'yes' : 'no'] += 1
        // Of a long list, and of an object too deep, less is copied than was found.
        const what = E.mapLeft(({ path, expected }: Mismatch) => ({ path, expected }))
        expect(what(copied)).toEqual(what(original))
      }),
      { numRuns: 500 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(50)
  })

  it('refuses what is no plain value where one must stand: a list with holes, an object of a class', () => {
    const event = EVENTS.authority
    for (const bent of [Array(3), new Date(0), Object('a'), new Map([['type', 'authority']])]) {
      left(copySignedEvent({ event: { ...event, registrars: bent }, signatures: [] }))
      left(copySignedEvent({ event: bent, signatures: [] }))
      left(copySignedEvent({ event, signatures: bent }))
    }
  })

  it('is refused where there is none to copy', () => {
    for (const value of [null, undefined, 5, 'text', [], {}]) left(copySignedEvent(value))
  })

  it('goes no deeper than an event does, however deep an object is', () => {
    let [list, object]: [unknown, unknown] = [[], {}]
    for (let i = 0; i < 50_000; i++) [list, object] = [[list], { a: object }]
    for (const deep of [list, object]) {
      left(copySignedEvent({ event: { ...EVENTS.endorse, seen: deep }, signatures: [] }))
      left(copySignedEvent({ event: EVENTS.endorse, signatures: deep }))
      right(copySignedEvent({ event: { type: 'merge', what: deep }, signatures: [] }))
    }
  })

  it('refuses a member called __proto__, in an event and below it', () => {
    const event = EVENTS.endorse

    for (const bent of [withProto(event), { ...event, seen: withProto(event['seen']) }])
      left(copySignedEvent({ event: bent, signatures: [] }))
  })

  it('is read once: what changes between two looks is what the first one saw', () => {
    const event = EVENTS.endorse
    let looks = 0
    const shifty = {
      ...event,
      get signatory() {
        return looks++ === 0 ? 'acme' : 'NOBODY'
      },
    }
    expect(right(copySignedEvent({ event: shifty, signatures: [] })).event).toMatchObject({
      signatory: 'acme',
    })
    expect(looks).toBe(1)
  })

  it('holds no object of the original, whatever that shows at which look', () => {
    const seen = { hash: 'a'.repeat(64), index: 1 }
    const event = { ...EVENTS.endorse, seen }
    const registrars = ['a'.repeat(64)]
    const theirs: object[] = [seen, event, registrars]
    const noted = <A extends object>(original: A): A => {
      theirs.push(original)
      return original
    }
    const originals: readonly object[] = [
      noted(shifty(event, ['type'])),
      { ...event, seen: noted(shifty(seen, ['__proto__', 'hash', 'index'])) },
      { ...EVENTS.authority, registrars: noted(shifty(registrars, [], 65)) },
      { type: 'merge', what: { of: { of: seen } }, list: [[seen]] },
      { seen, type: 'merge', ['__proto__']: seen },
    ]
    for (const original of originals) {
      const copy = copySignedEvent({ event: original, signatures: [] })
      expect(objectsIn(copy).filter((each) => theirs.includes(each))).toEqual([])
    }
  })

  it('is nobody else’s: a later change of the original does not reach it', () => {
    const event = EVENTS.authority
    const signed = structuredClone({ event, signatures: signaturesOf(2) })
    const copy = right(copySignedEvent(signed))
    const before = JSON.stringify(copy)
    spoil(signed)
    expect(JSON.stringify(copy)).toBe(before)
  })
})

/** `value` and a member called __proto__, as JSON.parse reads one. */
function withProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace('{', '{"__proto__":{"a":1},'))
}

/** Changes every value in place. */
function spoil(value: object): void {
  const members: readonly (readonly [string, unknown])[] = Object.entries(value)
  for (const [key, member] of members)
    if (typeof member === 'object' && member !== null) spoil(member)
    else Object.assign(value, { [key]: 'spoilt' })
}

/** `target`, which shows these members, or a list of this length, at the first look. */
function shifty(target: object, keys: readonly string[], length?: number): object {
  let [looks, reads] = [0, 0]
  return new Proxy(target, {
    ownKeys: (of) => (keys.length > 0 && looks++ === 0 ? [...keys] : Reflect.ownKeys(of)),
    getOwnPropertyDescriptor: (of, key) =>
      Reflect.getOwnPropertyDescriptor(of, key) ??
      (keys.includes(String(key)) ? { value: 1, enumerable: true, configurable: true } : undefined),
    get: (of, key): unknown =>
      key === 'length' && length !== undefined && reads++ === 0 ? length : Reflect.get(of, key),
  })
}

function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}
