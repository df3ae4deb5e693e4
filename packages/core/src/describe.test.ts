import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEntry } from './events/entry.ts'
import { describe as sentenceOf } from './describe.ts'
import type { Describable } from './describe.ts'
import type { Violation } from './replay/failure.ts'
import { hasRefusedCodePoint } from './values/plain-text.ts'
import type { AccordId, PublicKey, SignatoryId, Time } from './values/primitives.ts'
import { anyText, restrictedJson } from './test-support/arbitraries.ts'
import { left } from './test-support/either.ts'
import { A, B, bytesOf, entryOf, EVENTS, graft, pathsIn } from './test-support/samples.ts'

const violation: Violation = {
  _tag: 'Violation',
  rule: 'previous',
  index: 12,
  path: 'event.previous',
  expected: 'null (nothing came before)',
  found: B,
  accord: 'paris-call' as AccordId,
  signatory: 'acme' as SignatoryId,
}

describe('a sentence for what is wrong', () => {
  it.each<[string, Describable, string]>([
    [
      'a broken rule',
      violation,
      `entry 12 (acme on paris-call) breaks rule 16, previous at event.previous: expected null (nothing came before), found ${B}`,
    ],
    [
      'of a party',
      { ...violation, accord: null },
      `entry 12 (acme) breaks rule 16, previous at event.previous: expected null (nothing came before), found ${B}`,
    ],
    [
      'of an accord',
      { ...violation, signatory: null },
      `entry 12 (on paris-call) breaks rule 16, previous at event.previous: expected null (nothing came before), found ${B}`,
    ],
    [
      'of bytes',
      {
        ...violation,
        rule: 'canonical',
        path: '',
        expected: 'canonical JSON (RFC 8785)',
        found: 'another spelling of the same value',
        accord: null,
        signatory: null,
      },
      'entry 12 breaks rule 5, canonical: expected canonical JSON (RFC 8785), found another spelling of the same value',
    ],
    [
      'a later event type',
      { _tag: 'Unrecognised', index: 3, what: 'event type', found: '"snapshot"' },
      'entry 3 has event type "snapshot", which this version does not know',
    ],
    [
      'a later format',
      { _tag: 'Unrecognised', index: 0, what: 'format', found: '2' },
      'entry 0 has format 2, which this version does not know',
    ],
    [
      'a malformed value',
      {
        _tag: 'Malformed',
        what: 'key file',
        path: 'line 2',
        expected: 'a key',
        found: 'other text (not shown)',
      },
      'the key file is malformed at line 2: expected a key, found other text (not shown)',
    ],
    [
      'a malformed whole',
      { _tag: 'Malformed', what: 'event', path: '', expected: 'an event', found: 'null' },
      'the event is malformed: expected an event, found null',
    ],
    [
      'another log',
      { _tag: 'Untrusted', expected: A, found: B },
      `this is not the log that is trusted: expected ${A}, found ${B}`,
    ],
    ['an empty log', { _tag: 'Empty' }, 'the log has no entry'],
    [
      'one key for two roles',
      { _tag: 'RolesNotSeparated' },
      'roles not separated: an operator key is a registrar key too',
    ],
    [
      'trust on first use',
      { _tag: 'TrustedOnFirstUse', key: A as PublicKey },
      `the founding key ${A} was taken from the log itself; nobody else vouched for it`,
    ],
    [
      'a refusal by admission',
      { _tag: 'Refused', position: 0, why: 'admission', message: 'not on a Sunday' },
      'not admitted: not on a Sunday',
    ],
    [
      'a refusal of another normal form',
      {
        _tag: 'Refused',
        position: 1,
        why: 'not-nfc',
        message: 'name is not in Unicode normal form C',
      },
      'not admitted: name is not in Unicode normal form C; normalise it and sign again',
    ],
    [
      'a clock that is behind',
      {
        _tag: 'ClockBehind',
        last: '2026-11-22T09:06:00Z' as Time,
        now: '2026-11-22T09:00:00Z' as Time,
      },
      "the last entry's time is 2026-11-22T09:06:00Z, and the clock says 2026-11-22T09:00:00Z: one of them is wrong",
    ],
    [
      'a store that fails',
      { _tag: 'StoreError', code: 'full', message: 'no space left' },
      'the store says full: no space left',
    ],
  ])('%s', (_, error, sentence) => {
    expect(sentenceOf(error)).toBe(sentence)
  })
})

describe('hostile bytes', () => {
  const hostile = fc.oneof(
    anyText,
    restrictedJson,
    fc.constantFrom(
      '\u001b[2J',
      '\u202egpj.exe',
      '\n\nroot#',
      'x'.repeat(60_000),
      JSON.parse('{"__proto__":1}'),
    ),
  )

  it('give one short line that steers nothing, wherever they stand', () => {
    const entry = entryOf(EVENTS.withdraw)
    fc.assert(
      fc.property(fc.constantFrom(...pathsIn(entry)), hostile, (path, value) => {
        const decoded = decodeEntry(bytesOf(graft(entry, path, value)), 42)
        if (decoded._tag === 'Right') return
        const sentence = sentenceOf(left(decoded))
        expect(hasRefusedCodePoint(sentence)).toBe(false)
        expect(sentence.length).toBeLessThan(400)
        expect(sentence).toMatch(
          /^entry 42 breaks rule [1-5], [a-z0-9-]+(?: at [^\n]+)?: expected .+, found .+$/,
        )
      }),
      { numRuns: 500 },
    )
  })

  it('as member names give one short line too', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom('\u001b[2J', 'k'.repeat(50_000))), (name) => {
        const entry = Object.fromEntries([...Object.entries(entryOf(EVENTS.withdraw)), [name, 1]])
        const sentence = sentenceOf(left(decodeEntry(bytesOf(entry), 42)))
        expect(hasRefusedCodePoint(sentence)).toBe(false)
        expect(sentence.length).toBeLessThan(400)
      }),
    )
  })
})
