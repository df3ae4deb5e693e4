/** Valid values of every kind, as plain JSON. What they make, the codecs must take. */
import fc from 'fast-check'
import type { EventType } from '../events/event.ts'
import type { Plain } from './samples.ts'

const hexDigits = fc.constantFrom(...'0123456789abcdef')
export const hex64: fc.Arbitrary<string> = fc.string({
  unit: hexDigits,
  minLength: 64,
  maxLength: 64,
})
const hex128 = fc.string({ unit: hexDigits, minLength: 128, maxLength: 128 })

const lowerOrDigit = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789')
export const id: fc.Arbitrary<string> = fc
  .array(fc.string({ unit: lowerOrDigit, minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 10,
  })
  .map((words) => words.join('-'))
export const origin: fc.Arbitrary<string> = fc.constantFrom(
  'accords.example/1',
  'a',
  'a.b-c/d_e/0.1',
  'x'.repeat(128),
)

/** A day or a time by its parts; every month has 28 days at least. */
export const day: fc.Arbitrary<string> = fc
  .tuple(
    fc.integer({ min: 1600, max: 9999 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([y, m, d]) => `${y}-${two(m)}-${two(d)}`)
export const time: fc.Arbitrary<string> = fc
  .tuple(day, fc.nat(23), fc.nat(59), fc.nat(59))
  .map(([date, h, m, s]) => `${date}T${two(h)}:${two(m)}:${two(s)}Z`)

const point = fc.oneof(
  fc.constantFrom(
    ...'abc "\\/<>&{}[]:,',
    'é',
    'e\u0301',
    '漢',
    '\u200d',
    '\u{1f91d}',
    '\ufffd',
    '\ue000',
  ),
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)),
)
/** Text as names have it, at most 4 × `points` bytes. */
export function plainText(points = 40): fc.Arbitrary<string> {
  return fc
    .array(point, { minLength: 1, maxLength: points })
    .map((all) => all.join(''))
    .filter((text) => text === text.trim())
}

/** Text of any code points but surrogates. (fast-check's own takes seconds to set itself up.) */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.nat(0x7f),
      fc.integer({ min: 0x80, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
    ),
    { maxLength: 12 },
  )
  .map((codes) => String.fromCodePoint(...codes))

const orNull = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | null> =>
  fc.option(arbitrary, { nil: null })
const country = fc.string({ unit: fc.constantFrom(...'ABCXYZ'), minLength: 2, maxLength: 2 })
const uri = fc.string({ unit: fc.constantFrom(...'abc/?#%&="\\~!'), minLength: 1, maxLength: 60 })
const keys = fc.uniqueArray(hex64, { minLength: 1, maxLength: 16 }).map((some) => some.toSorted())
const leafIndex = fc.oneof(fc.nat(100), fc.maxSafeNat())

const bound = {
  log: origin,
  seen: fc.record({ index: leafIndex, hash: hex64 }),
  until: orNull(time),
}
const act = { ...bound, accord: id, signatory: id, effective: day, previous: orNull(hex64) }
const authority = {
  type: fc.constant('authority'),
  format: fc.constant(1),
  operator: hex64,
  registrars: keys,
}

/** An event that founds a log. */
export const aFounding: fc.Arbitrary<Plain> = fc.record({
  ...authority,
  log: origin,
  previous: fc.constant(null),
})

/** An event of each type. */
export const anEventOf: Readonly<Record<EventType, fc.Arbitrary<Plain>>> = {
  authority: fc.oneof(aFounding, fc.record({ ...authority, ...bound, previous: hex64 })),
  accord: fc.record({
    ...bound,
    type: fc.constant('accord'),
    accord: id,
    title: plainText(),
    text: hex64,
    uri: orNull(uri.map((rest) => `https://${rest}`)),
    open: fc.boolean(),
    effective: day,
    previous: orNull(hex64),
  }),
  signatory: fc.record({
    ...bound,
    type: fc.constant('signatory'),
    signatory: id,
    name: plainText(),
    category: id,
    country: orNull(country),
    key: orNull(hex64),
    effective: day,
    previous: orNull(hex64),
  }),
  rotate: fc.record({
    ...bound,
    type: fc.constant('rotate'),
    signatory: id,
    key: hex64,
    previous: hex64,
  }),
  endorse: fc.record({ ...act, type: fc.constant('endorse'), text: hex64 }),
  withdraw: fc.record({ ...act, type: fc.constant('withdraw'), reason: orNull(plainText()) }),
  attest: fc.record({
    ...act,
    type: fc.constant('attest'),
    act: fc.constantFrom('endorse', 'withdraw'),
    text: orNull(hex64),
    reason: orNull(plainText()),
    evidence: orNull(hex64),
  }),
  strike: fc.record({ ...act, type: fc.constant('strike'), reason: plainText() }),
}

export const anEvent: fc.Arbitrary<Plain> = fc.oneof(...Object.values(anEventOf))

/** An entry around any event. Whether it breaks a rule, it does not ask. */
export const anEntry: fc.Arbitrary<Plain> = fc.record({
  index: leafIndex,
  prev: hex64,
  time,
  event: anEvent,
  signatures: fc
    .uniqueArray(hex64, { minLength: 1, maxLength: 4 })
    .chain((some) =>
      fc.tuple(...some.toSorted().map((key) => fc.record({ key: fc.constant(key), sig: hex128 }))),
    ),
})

/** Restricted JSON: what an event of a later version may hold. */
export const restrictedJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('value'), { maxKeys: 4 }),
  ),
  leaf: fc.oneof(anyText, fc.maxSafeNat(), fc.nat(9), fc.boolean(), fc.constant(null)),
})).value

function two(part: number): string {
  return String(part).padStart(2, '0')
}
