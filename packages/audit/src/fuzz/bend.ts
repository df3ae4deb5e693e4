/**
 * Bytes that are nearly right: valid samples with a few edits that know what such bytes are made of (lines, numbers, lengths, JSON
 * members, hex and base64), and now and then bytes out of nothing.
 */
import { concatBytes } from '@accord-ledger/core'
import * as fc from 'fast-check'

/** One edit. `at` and `to` are places, taken modulo the length of what is edited. */
interface Edit {
  readonly how: keyof typeof EDITS
  readonly at: number
  readonly to: number
  readonly odd: number
}

/** Numbers as nobody should spell them, and numbers at the borders. The first is none. */
const NUMBERS: readonly string[] = [
  '¦0¦00¦01¦-0¦-1¦+1¦1e3¦1.0¦0x10¦ 1¦1_0¦١¦NaN¦255¦256¦257¦65535¦65536¦2147483648¦4294967296',
  `9007199254740991¦9007199254740992¦9007199254740993¦18446744073709551616¦${'9'.repeat(400)}`,
].flatMap((numbers) => numbers.split('¦'))

/** What text is not made of: byte order mark, controls, line ends of others, surrogates, overlong forms, look-alikes. */
const ODDITIES: readonly Uint8Array[] = [
  '\ufeff¦\0¦\r¦\r\n¦\t¦\u0085¦\u2028¦\u00a0¦\u202e¦\u200b¦e\u0301¦😀¦\u{e0041}',
  '—¦– ¦\n\n¦\n¦ ¦+¦=¦==¦/¦\\u0061¦\\ud800¦"¦{}¦[[¦,¦%00¦%2e%2e/¦../',
  '"__proto__":{},¦"a":1,"a":2,¦null¦true',
]
  .flatMap((texts) => texts.split('¦'))
  .map((text) => new TextEncoder().encode(text))
  .concat(
    [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x80]].map((one) =>
      Uint8Array.from(one),
    ),
  )

const EDITS = {
  flip: (bytes: Uint8Array, { at, odd }: Edit) =>
    bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << (odd % 8)) : byte)),
  set: (bytes: Uint8Array, { at, odd }: Edit) =>
    bytes.map((byte, i) => (i === at % bytes.length ? odd % 256 : byte)),
  cut: (bytes: Uint8Array, { at }: Edit) => bytes.slice(0, at % (bytes.length + 1)),
  behead: (bytes: Uint8Array, { at }: Edit) => bytes.slice(at % (bytes.length + 1)),
  drop: (bytes: Uint8Array, edit: Edit) => {
    const [from, to] = range(bytes, edit)
    return concatBytes(bytes.slice(0, from), bytes.slice(to))
  },
  twice: (bytes: Uint8Array, edit: Edit) => {
    const [from, to] = range(bytes, edit)
    return concatBytes(bytes.slice(0, to), bytes.slice(from))
  },
  insert: (bytes: Uint8Array, { at, odd }: Edit) => {
    const place = at % (bytes.length + 1)
    return concatBytes(bytes.slice(0, place), pick(ODDITIES, odd), bytes.slice(place))
  },
  number: (bytes: Uint8Array, { at, odd }: Edit) =>
    replaced(bytes, /[0-9]+/g, at, () => pick(NUMBERS, odd)),
  length: (bytes: Uint8Array, { at, to }: Edit) =>
    bytes.map((byte, i) => (i === at % bytes.length ? (to % 3 === 0 ? 0 : byte + 1) : byte)),
  line: (bytes: Uint8Array, edit: Edit) => lines(bytes, edit),
  member: (bytes: Uint8Array, { at, odd }: Edit) =>
    replaced(bytes, /"[a-z]+":(?:"[^"]*"|[0-9]+|null|true|false),?/g, at, (found) =>
      pick([`${found}${found}`, '', found.replace(':', ' :'), found.replace(/:.*/, ':{},')], odd),
    ),
  word: (bytes: Uint8Array, { at, odd }: Edit) =>
    replaced(bytes, /[A-Za-z0-9+/=]{4,}/g, at, (found) =>
      pick(
        [found.toUpperCase(), found.slice(1), `${found}=`, found.slice(0, -1), `${found}A`, ''],
        odd,
      ),
    ),
  grow: (bytes: Uint8Array, edit: Edit) => {
    const [from, to] = range(bytes, edit)
    const part = bytes.slice(from, Math.min(to, from + 64))
    return concatBytes(
      bytes.slice(0, from),
      ...Array.from({ length: 40 }, () => part),
      bytes.slice(from),
    )
  },
} as const

/**
 * One of the samples, or a splice of two, after no edit to four of them; seldom any bytes at all. For
 * the parsers of a ledger: what they accept they have to print back, and nothing may make them throw. Throws without a sample.
 */
export function aBent(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  if (samples.length === 0) throw new Error('nothing to bend')
  const edit: fc.Arbitrary<Edit> = fc.record({
    how: fc.constantFrom(...editNames()),
    at: fc.nat(0xfffff),
    to: fc.nat(0xfffff),
    odd: fc.nat(0xff),
  })
  const sample = fc.constantFrom(...samples)
  const spliced = fc
    .tuple(sample, sample, fc.nat(0xfffff), fc.nat(0xfffff))
    .map(([a, b, i, j]) => concatBytes(a.slice(0, i % (a.length + 1)), b.slice(j % (b.length + 1))))
  const edited = fc
    .tuple(
      fc.oneof({ weight: 9, arbitrary: sample }, { weight: 1, arbitrary: spliced }),
      fc.array(edit, { maxLength: 4 }),
    )
    .map(([start, edits]) => edits.reduce(bent, start))
  return fc.oneof(
    { weight: 20, arbitrary: edited },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  )
}

function bent(bytes: Uint8Array, edit: Edit): Uint8Array {
  return bytes.length === 0 ? bytes : EDITS[edit.how](bytes, edit)
}

function editNames(): readonly (keyof typeof EDITS)[] {
  return Object.keys(EDITS).filter((name): name is keyof typeof EDITS => name in EDITS)
}

function range(bytes: Uint8Array, { at, to }: Edit): readonly [number, number] {
  const [a, b] = [at % (bytes.length + 1), to % (bytes.length + 1)]
  return a < b ? [a, b] : [b, a]
}

/** Two lines swapped, or one of them dropped, doubled or emptied. */
function lines(bytes: Uint8Array, { at, to, odd }: Edit): Uint8Array {
  const all = latin(bytes).split('\n')
  const [i, j] = [at % all.length, to % all.length]
  const [one = '', other = ''] = [all[i], all[j]]
  const changes = [
    all.with(i, other).with(j, one),
    all.toSpliced(i, 1),
    all.toSpliced(i, 0, one),
    all.with(i, ''),
    all.toSpliced(i, 0, other),
  ]
  return fromLatin(pick(changes, odd).join('\n'))
}

/** The bytes with one of the places that `pattern` matches replaced. */
function replaced(
  bytes: Uint8Array,
  pattern: RegExp,
  at: number,
  by: (found: string) => string,
): Uint8Array {
  const text = latin(bytes)
  const places = [...text.matchAll(pattern)]
  if (places.length === 0) return bytes
  const { index, 0: found } = pick(places, at)
  return concatBytes(
    fromLatin(text.slice(0, index)),
    new TextEncoder().encode(by(found)),
    fromLatin(text.slice(index + found.length)),
  )
}

function pick<A>(items: readonly A[], at: number): A {
  const found = items[at % items.length]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

/** One character a byte, so that no byte is lost while text is looked for. */
function latin(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
}

function fromLatin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
