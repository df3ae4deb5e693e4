import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry, signatureChecks } from './entry.ts'
import { leafHash } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { anEntry } from '../test-support/arbitraries.ts'
import { left, right } from '../test-support/either.ts'
import { A, B, bytesOf, C, entryOf, EVENTS, graft, pathsIn, SIG } from '../test-support/samples.ts'

const entry = entryOf(EVENTS.withdraw)
const text = Buffer.from(bytesOf(entry)).toString()
const by = (...keys: readonly string[]) => keys.map((key) => ({ key, sig: SIG }))
const utf8 = (some: string): Uint8Array => new TextEncoder().encode(some)

describe('an entry', () => {
  it('is decoded from its canonical bytes alone, and hashed as a leaf', () => {
    fc.assert(
      fc.property(anEntry, fc.nat(), (plain, at) => {
        const bytes = bytesOf(plain)
        const decoded = right(decodeEntry(bytes, at))
        expect(decoded.entry).toEqual(plain)
        expect(decoded.unknown).toBeNull()
        expect(decoded.bytes).toBe(bytes)
        expect(decoded.leaf).toEqual(leafHash(bytes))
        expect(decoded.hash).toBe(encodeHex(leafHash(bytes)))
        expect(encodeEntry(decoded.entry)).toEqual(bytes)
      }),
      { numRuns: 300 },
    )
  })

  it('puts one question for each signature, over the bytes that were signed', () => {
    const decoded = right(
      decodeEntry(
        bytesOf(
          entryOf(EVENTS.endorse, {
            signatures: [
              { key: A, sig: SIG },
              { key: B, sig: '6'.repeat(128) },
            ],
          }),
        ),
        42,
      ),
    )
    const body = Buffer.from(bytesOf(EVENTS.endorse))
    const message = `DSSEv1 43 application/vnd.accord-ledger.event.v1+json ${body.length} ${body.toString()}`
    expect(signatureChecks(decoded.entry)).toEqual([
      {
        key: new Uint8Array(32).fill(0xaa),
        message: utf8(message),
        signature: new Uint8Array(64).fill(0x55),
      },
      {
        key: new Uint8Array(32).fill(0xbb),
        message: utf8(message),
        signature: new Uint8Array(64).fill(0x66),
      },
    ])
  })
})

describe('an entry is refused', () => {
  it.each<[string, string, string]>([
    ['a space after a colon', text.replace('"index":42', '"index": 42'), 'canonical'],
    ['a space at the end', `${text} `, 'canonical'],
    ['a line feed at the end', `${text}\n`, 'canonical'],
    ['a carriage return at the end', `${text}\r`, 'canonical'],
    ['a space before', ` ${text}`, 'canonical'],
    ['members in another order', text.replace(/("event":.*),("index":42)/, '$2,$1'), 'canonical'],
    [
      'members of the event in another order',
      text.replace(/("accord":"[^"]*"),("effective":"[^"]*")/, '$2,$1'),
      'canonical',
    ],
    [
      'a member twice, with the same value',
      text.replace('"index":42', '"index":42,"index":42'),
      'canonical',
    ],
    [
      'a member twice, the last one good',
      text.replace('"index":42', '"index":41,"index":42'),
      'canonical',
    ],
    [
      'a member twice, by an escape',
      text.replace('"reason":', '"\\u0072eason":"x","reason":'),
      'canonical',
    ],
    [
      'a member of the event twice',
      text.replace('"reason":', '"type":"endorse","reason":'),
      'canonical',
    ],
    ['__proto__', text.replace('"index":42', '"__proto__":{"x":1},"index":42'), 'schema'],
    ['__proto__ in the event', text.replace('"reason":', '"__proto__":null,"reason":'), 'schema'],
    [
      '__proto__ in place of a member',
      text.replace('"index":42', '"__proto__":{"index":42}'),
      'schema',
    ],
    ['an escaped letter', text.replace('merged', 'm\\u0065rged'), 'canonical'],
    ['an escaped solidus', text.replace('accords.example/1', 'accords.example\\/1'), 'canonical'],
    ['an escaped member name', text.replace('"index"', '"\\u0069ndex"'), 'canonical'],
    ['an upper-case escape', text.replace('merged', 'a\\u00e9'), 'canonical'],
    ['a lone surrogate', text.replace('merged', 'a\\ud800'), 'schema'],
    ['a lone surrogate in a member name', text.replace('"reason"', '"\\udc00reason"'), 'schema'],
    ['42.0', text.replace('"index":42', '"index":42.0'), 'canonical'],
    ['4.2e1', text.replace('"index":42', '"index":4.2e1'), 'canonical'],
    ['42e0', text.replace('"index":42', '"index":42e0'), 'canonical'],
    ['420E-1', text.replace('"index":42', '"index":420E-1'), 'canonical'],
    ['-42', text.replace('"index":42', '"index":-42'), 'schema'],
    ['-0', text.replace('"index":42', '"index":-0'), 'schema'],
    ['042', text.replace('"index":42', '"index":042'), 'json'],
    ['+42', text.replace('"index":42', '"index":+42'), 'json'],
    ['0x2a', text.replace('"index":42', '"index":0x2a'), 'json'],
    ['42.5', text.replace('"index":42', '"index":42.5'), 'schema'],
    ['2^53, spelt as 2^53 + 1', text.replace('"index":42', '"index":9007199254740993'), 'schema'],
    ['1e400', text.replace('"index":42', '"index":1e400'), 'schema'],
    [
      'a rounding to what is allowed',
      text.replace('"index":42', '"index":9007199254740990.9'),
      'canonical',
    ],
    ['a byte order mark', `\ufeff${text}`, 'utf-8'],
    ['two documents', text + text, 'json'],
    ['a comment', text.replace('"index":42', '/**/"index":42'), 'json'],
    ['a trailing comma', text.replace(/\}$/, ',}'), 'json'],
    ['NUL after it', `${text}\0`, 'json'],
    ['a raw tab in a string', text.replace('merged', 'mer\tged'), 'json'],
    ['nothing', '', 'json'],
    ['an array around it', `[${text}]`, 'schema'],
    ['null', 'null', 'schema'],
    ['a signature line around it', JSON.stringify(text), 'schema'],
  ])('for %s', (_, bytes, rule) => {
    expect(bytes).not.toBe(text)
    expect(left(decodeEntry(utf8(bytes), 42))).toMatchObject({
      _tag: 'Violation',
      rule,
      index: 42,
      accord: null,
      signatory: null,
    })
  })

  it('and the one they are made of is not', () => {
    expect(isRight(decodeEntry(utf8(text), 42))).toBe(true)
  })

  it('names the place, what was due and what was found', () => {
    expect(left(decodeEntry(bytesOf(graft(entry, 'event.signatory', 'Acme')), 7))).toEqual({
      _tag: 'Violation',
      rule: 'schema',
      index: 7,
      path: 'event.signatory',
      expected: 'an id ([a-z0-9]+(-[a-z0-9]+)*, at most 96 bytes)',
      found: '"Acme"',
      accord: null,
      signatory: null,
    })
    expect(left(decodeEntry(utf8(`${text} `), 7))).toMatchObject({
      path: '',
      expected: 'canonical JSON (RFC 8785)',
      found: 'another spelling of the same value',
    })
  })

  it('for every field that is missing, and every one too many', () => {
    for (const path of pathsIn(entry).filter((each) => each !== '')) {
      const missing = decodeEntry(bytesOf(graft(entry, path, undefined)), 42)
      if (!/\.\d+$/.test(path)) expect([path, isLeft(missing)]).toEqual([path, true])
    }
    for (const path of ['', 'event', 'event.seen', 'signatures.0']) {
      const extra = `${path}.extra`.replace(/^\./, '')
      expect(left(decodeEntry(bytesOf(graft(entry, extra, null)), 42))).toMatchObject({
        rule: 'schema',
        path: extra,
        expected: 'no such field',
      })
    }
  })

  it('for signatures out of order, twice by one key, or ill-formed', () => {
    for (const signatures of [
      by(B, A),
      by(A, A),
      by('A'.repeat(64)),
      by(A.slice(2)),
      [{ key: A, sig: A }],
      [A],
      {},
      null,
    ]) {
      const refused = left(decodeEntry(bytesOf({ ...entry, signatures }), 42))
      expect(refused).toMatchObject({ rule: 'schema' })
      expect(refused.path).toMatch(/^signatures/)
    }
    expect(isRight(decodeEntry(bytesOf({ ...entry, signatures: by(A, B, C) }), 42))).toBe(true)
    expect(isRight(decodeEntry(bytesOf({ ...entry, signatures: [] }), 42))).toBe(true)
  })

  it('for one more space anywhere, but where it makes another text', () => {
    fc.assert(
      fc.property(anEntry, fc.nat(), fc.constantFrom(' ', '\n', '\t', '\r'), (plain, at, space) => {
        const own = Buffer.from(bytesOf(plain)).toString()
        const cut = at % (own.length + 1)
        const other = utf8(own.slice(0, cut) + space + own.slice(cut))
        const decoded = decodeEntry(other, 42)
        if (space !== ' ') expect(isLeft(decoded)).toBe(true)
        if (isRight(decoded)) expect(encodeEntry(decoded.right.entry)).toEqual(other)
      }),
    )
  })
})
