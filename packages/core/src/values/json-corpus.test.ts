import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEntry, MAX_ENTRY_BYTES } from '../events/entry.ts'
import { readJson } from './json.ts'
import { base64, CORPUS, readCorpus } from '../test-support/corpus.ts'
import { right } from '../test-support/either.ts'
import { jcs } from '../test-support/jcs.ts'
import { bytesOf, entryOf } from '../test-support/samples.ts'

describe.skipIf(CORPUS === undefined)('the RFC 8785 vectors', () => {
  const cases = Object.entries(readCorpus('jcs-rfc8785/cases.json'))

  it('are all there', () => {
    expect(cases.length).toBe(6)
  })

  it.each(cases)('%s: the function of these tests gives the output, byte for byte', (_, vector) => {
    const { input, output, outhex } = fields(vector)
    const value = JSON.parse(Buffer.from(base64(input)).toString())
    expect(bytesOf(value)).toEqual(base64(output))
    expect([...bytesOf(value)].map((byte) => byte.toString(16).padStart(2, '0'))).toEqual(
      String(outhex).trim().split(/\s+/),
    )
  })

  it.each(cases)(
    '%s: in an event, only the output is taken, where its numbers may stand',
    (name, vector) => {
      const { input, output } = fields(vector)
      expect(ruleFor(base64(output))).toBe(name === 'values' ? 'schema' : null)
      expect(ruleFor(base64(input))).toBe(name === 'values' ? 'schema' : 'canonical')
    },
  )
})

describe.skipIf(CORPUS === undefined)('the JSON parsing vectors', () => {
  const cases = Object.entries(readCorpus('json-test-suite/test_parsing.json')).map(
    ([name, text]) => [name, base64(text)] as const,
  )
  const named = (letter: string) => cases.filter(([name]) => name.startsWith(`${letter}_`))

  it('are all there', () => {
    expect([named('y').length, named('n').length, named('i').length]).toEqual([95, 186, 35])
  })

  it.each(named('n'))('%s is refused as no UTF-8 or no JSON, alone and in an entry', (_, bytes) => {
    const alone = decodeEntry(bytes, 7)
    expect(alone).toMatchObject({ _tag: 'Left', left: { _tag: 'Violation', index: 7 } })
    expect(ruleOf(alone)).toMatch(/^(utf-8|json)$/)
    expect(ruleFor(bytes)).toMatch(/^(utf-8|json|schema|canonical)$/)
  })

  it.each(named('y'))('%s is JSON; in an entry it is taken or refused by name', (_, bytes) => {
    const value = right(readJson(bytes, MAX_ENTRY_BYTES))
    expect(ruleOf(decodeEntry(bytes, 7))).toBe('schema')
    expect(ruleFor(bytes)).toBe(expectedRule(value, bytes))
  })

  it.each(named('i'))('%s is refused by name in an entry', (name, bytes) => {
    const read = readJson(bytes, MAX_ENTRY_BYTES)
    expect(isRight(read) ? 'json' : read.left.rule).toBe(LEFT_OPEN.get(name))
    expect(ruleFor(bytes)).toMatch(/^(utf-8|json|schema|canonical)$/)
    if (isRight(read)) expect(ruleFor(bytes)).toBe(expectedRule(read.right, bytes))
  })
})

/** What RFC 8259 leaves open: `json` where the JSON step takes it, else the rule that refuses it. */
const LEFT_OPEN: ReadonlyMap<string, string> = new Map([
  ...[
    'number_double_huge_neg_exp',
    'number_huge_exp',
    'number_neg_int_huge_exp',
    'number_pos_double_huge_exp',
    'number_real_neg_overflow',
    'number_real_pos_overflow',
    'number_real_underflow',
    'number_too_big_neg_int',
    'number_too_big_pos_int',
    'number_very_big_negative_int',
    'object_key_lone_2nd_surrogate',
    'string_1st_surrogate_but_2nd_missing',
    'string_1st_valid_surrogate_2nd_invalid',
    'string_incomplete_surrogate_and_escape_valid',
    'string_incomplete_surrogate_pair',
    'string_incomplete_surrogates_escape_valid',
    'string_invalid_lonely_surrogate',
    'string_invalid_surrogate',
    'string_inverted_surrogates_U+1D11E',
    'string_lone_second_surrogate',
    'structure_500_nested_arrays',
  ].map((name): [string, string] => [`i_${name}.json`, 'json']),
  ...[
    'string_UTF-16LE_with_BOM',
    'string_UTF-8_invalid_sequence',
    'string_UTF8_surrogate_U+D800',
    'string_invalid_utf-8',
    'string_iso_latin_1',
    'string_lone_utf8_continuation_byte',
    'string_not_in_unicode_range',
    'string_overlong_sequence_2_bytes',
    'string_overlong_sequence_6_bytes',
    'string_overlong_sequence_6_bytes_null',
    'string_truncated-utf-8',
    'string_utf16BE_no_BOM',
    'string_utf16LE_no_BOM',
    'structure_UTF-8_BOM_empty_object',
  ].map((name): [string, string] => [`i_${name}.json`, 'utf-8']),
])

/** The rule that refuses an entry whose event, of a later type, holds `document` as its bytes stand; null where it is taken. */
function ruleFor(document: Uint8Array): string | null {
  const whole = Buffer.from(bytesOf(entryOf({ later: 'HERE', type: 'later' }))).toString()
  const [before = '', after = ''] = whole.split('"HERE"')
  return ruleOf(
    decodeEntry(
      Uint8Array.from(Buffer.concat([Buffer.from(before), document, Buffer.from(after)])),
      42,
    ),
  )
}

function ruleOf(decoded: ReturnType<typeof decodeEntry>): string | null {
  return isRight(decoded) ? null : decoded.left.rule
}

function expectedRule(value: unknown, bytes: Uint8Array): string | null {
  if (!isRestricted(value, 15)) return 'schema'
  return Buffer.from(jcs(value)).equals(bytes) ? null : 'canonical'
}

/** The restricted form once more, in other words. */
function isRestricted(value: unknown, levels: number): boolean {
  if (typeof value === 'number')
    return /^[0-9]+$/.test(`${value}`) && value < 2 ** 53 && 1 / value > 0
  if (typeof value === 'string') return Buffer.from(value).toString() === value
  if (typeof value !== 'object' || value === null) return true
  return (
    levels > 0 &&
    Object.entries(value).every(
      ([key, member]) => isRestricted(key, 0) && isRestricted(member, levels - 1),
    )
  )
}

function fields(vector: unknown): Readonly<Record<string, unknown>> {
  if (typeof vector !== 'object' || vector === null) throw new Error('a vector is an object')
  return Object.fromEntries(Object.entries(vector))
}
