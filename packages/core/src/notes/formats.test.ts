import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { formatAddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { describe as sentence } from '../describe.ts'
import { FORMAT_RULES } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { encodeHex } from '../values/hex.ts'
import { formatNote, parseNote } from './note.ts'
import { parsePolicy } from './policy-file.ts'
import { formatReceipt, parseReceipt } from './receipt.ts'
import { left, right } from '../test-support/either.ts'
import { inputOf, readBad, readVectors, rowOf, utf8 } from '../test-support/format-vectors.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'
import {
  formatVerifierKey,
  MAX_VERIFIER_KEY_LENGTH,
  parseVerifierKey,
  verifierKey,
} from './verifier-key.ts'

type Format = readonly [
  file: string,
  parse: (input: Uint8Array) => E.Either<BrokenText, unknown>,
  printBack: ((input: Uint8Array) => Uint8Array | string) | null,
]

const text = (input: Uint8Array): string => Buffer.from(input).toString()

const FORMATS: readonly Format[] = [
  [
    'verifier-keys',
    (input) => parseVerifierKey(text(input)),
    (input) => formatVerifierKey(right(parseVerifierKey(text(input)))),
  ],
  ['notes', parseNote, (input) => formatNote(right(parseNote(input)))],
  ['checkpoints', (input) => parseCheckpoint(text(input)), null],
  ['tlog-proofs', parseTlogProof, (input) => formatTlogProof(right(parseTlogProof(input)))],
  ['receipts', parseReceipt, (input) => formatReceipt(right(parseReceipt(input)))],
  ['policies', parsePolicy, null],
  [
    'add-checkpoint',
    parseAddCheckpoint,
    (input) => formatAddCheckpoint(right(parseAddCheckpoint(input))),
  ],
]

const goodIn = (file: string) =>
  readVectors(file, t.type({ good: t.array(rowOf({})) })).good.map(
    (row) => [row.name, inputOf(row)] as const,
  )

describe.each(FORMATS)('%s', (file, parse, printBack) => {
  it.each(goodIn(file))('are taken: %s', (_, input) => {
    expect(E.isRight(parse(input))).toBe(true)
    if (printBack === null) return
    const printed = printBack(input)
    expect(typeof printed === 'string' ? utf8(printed) : printed).toEqual(input)
  })

  it.each(readBad(file).map((row) => [row.name, row] as const))('are refused: %s', (_, row) => {
    const error = left(parse(row.input))
    expect([error.rule, error.line]).toEqual([row.rule, row.line])
    expect(error.path).toBe(row.line === 0 ? '' : `line ${row.line}`)
    expect(sentence(error)).toMatch(
      /^the [a-z-]+( [a-z]+)? is malformed( at line \d+)?: expected .+, found .+$/,
    )
    expect(sentence(error).length).toBeLessThan(400)
  })
})

describe('the rules of the formats', () => {
  it('are each broken by a vector, but for those of fork proofs', () => {
    const broken = new Set(FORMATS.flatMap(([file]) => readBad(file).map(({ rule }) => rule)))
    const others = FORMAT_RULES.filter((rule) => !broken.has(rule))
    expect(others).toEqual(['root-line', 'note-lines'])
    expect(broken.size).toBe(FORMAT_RULES.length - others.length)
  })
})

describe('a checkpoint', () => {
  const rows = readVectors(
    'checkpoints',
    t.type({
      good: t.array(
        rowOf({ origin: t.string, size: t.number, root: t.string, extensions: t.array(t.string) }),
      ),
    }),
  ).good

  it.each(rows.map((row) => [row.name, row] as const))('is read as it is: %s', (_, row) => {
    const { origin, size, root, extensions } = right(parseCheckpoint(text(inputOf(row))))
    expect({ origin, size, root: encodeHex(root), extensions }).toEqual({
      origin: row.origin,
      size: row.size,
      root: row.root,
      extensions: row.extensions,
    })
    const printed = formatCheckpoint({ origin, size, root })
    expect(text(inputOf(row))).toBe(printed + extensions.map((line) => `${line}\n`).join(''))
  })
})

describe('a tlog-proof', () => {
  const rows = readVectors(
    'tlog-proofs',
    t.type({
      good: t.array(
        rowOf({ index: t.number, hashes: t.number, extra: t.union([t.string, t.null]) }),
      ),
    }),
  ).good

  it.each(rows.map((row) => [row.name, row] as const))('is read as it is: %s', (_, row) => {
    const { index, hashes, extra, signed } = right(parseTlogProof(inputOf(row)))
    expect([index, hashes.length, extra === null ? null : encodeHex(extra)]).toEqual([
      row.index,
      row.hashes,
      row.extra,
    ])
    expect(signed.note.signatures.length).toBe(3)
  })

  it.each([
    ['c2sp.org/tlog-proof@v2\n\n', '"c2sp.org/tlog-proof@v2"'],
    ['\n\n', '""'],
  ])('with another header is refused, and says which: %j', (given, found) => {
    const error = { what: 'tlog-proof', rule: 'header', line: 1, found }
    expect(left(parseTlogProof(utf8(given)))).toMatchObject(error)
  })

  it('has extra data of one byte or more', () => {
    const proof = right(parseTlogProof(inputOf(rows[0] ?? {})))
    for (const length of [1, 2, 1000]) {
      const extra = new Uint8Array(length).fill(7)
      expect(parseTlogProof(formatTlogProof({ ...proof, extra }))).toEqual(
        E.right({ ...proof, extra }),
      )
    }
    const none = formatTlogProof({ ...proof, extra: new Uint8Array(0) })
    expect(left(parseTlogProof(none))).toMatchObject({ rule: 'extra', line: 2 })
  })
})

describe('a verifier key', () => {
  it('is made of a key of the length that its type has, and of no other', () => {
    for (const [type, length] of [
      ['ed25519', 32],
      ['cosignature-v1', 32],
      ['ml-dsa-44', 1312],
    ] as const) {
      expect(verifierKey('a', type, new Uint8Array(length))).toMatchObject({ name: 'a', type })
      for (const other of [0, length - 1, length + 1, 1344 - length]) {
        expect(() => verifierKey('a', type, new Uint8Array(other))).toThrow(RangeError)
      }
    }
  })

  it('takes as many characters as its limit says, and not one more', () => {
    const short = verifierKey('a', 'ml-dsa-44', new Uint8Array(1312))
    const room = MAX_VERIFIER_KEY_LENGTH - formatVerifierKey(short).length
    const named = (more: number) => verifierKey('a'.repeat(1 + more), 'ml-dsa-44', short.key)
    expect(parseVerifierKey(formatVerifierKey(named(room)))).toEqual(E.right(named(room)))
    const error = left(parseVerifierKey(formatVerifierKey(named(room + 1))))
    expect(error).toMatchObject({ rule: 'too-long', found: '4097' })
  })

  it.each([
    ['+00000000+AA==', 'key-name', '""'],
    ['a+', 'key-parts', '"a+"'],
    ['a+00000000+AA=', 'base64', '"AA="'],
    ['a+00000000+', 'key-algorithm', 'no bytes'],
    ['a+00000000+Ag==', 'key-algorithm', '02'],
    ['a+00000000+AgH/', 'key-algorithm', '02'],
    ['a+00000000+AQID', 'key-length', '2 bytes'],
  ])('says what it has instead: %j', (given, rule, found) => {
    expect(left(parseVerifierKey(given))).toMatchObject({ rule, line: 1, found })
  })
})
