import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { compose, composeFounding } from './compose.ts'
import type { Intent } from './compose.ts'
import { describe as sentenceOf } from '../describe.ts'
import { decodeEvent } from './event-codec.ts'
import { hasRefusedCodePoint } from '../values/plain-text.ts'
import type { AccordId, SignatoryId } from '../values/primitives.ts'
import { replay } from '../replay/replay.ts'
import { formatStateFile, parseStateFile } from '../replay/state-file.ts'
import { emptyState } from '../replay/state.ts'
import type { LedgerView } from '../replay/state.ts'
import { anyText } from '../test-support/arbitraries.ts'
import { left, right } from '../test-support/either.ts'
import { A, B, C } from '../test-support/samples.ts'
import {
  acme,
  blocks,
  credulous,
  ENDORSEMENT,
  logOf,
  ORIGIN,
  PARIS_CALL,
  STORY,
} from '../test-support/story.ts'

const log = await logOf(STORY)
const { state } = await replay(emptyState(), blocks(log), { verifier: credulous })
const view: LedgerView = state
const last = (chain: LedgerView, intent: Intent): unknown =>
  right(compose(chain, intent, null)).previous
const profile = {
  type: 'signatory',
  signatory: 'acme',
  name: 'Acme',
  category: 'company',
  country: null,
  key: null,
  effective: '2026-11-22',
} as const
const withdrawal = {
  type: 'withdraw',
  accord: 'paris-call',
  signatory: 'acme',
  effective: '2026-11-22',
  reason: null,
} as const

const INTENTS: readonly Intent[] = [
  { type: 'authority', operator: A, registrars: [C, B] },
  PARIS_CALL,
  profile,
  { type: 'rotate', signatory: 'acme', key: A },
  ENDORSEMENT,
  withdrawal,
  { ...withdrawal, type: 'attest', act: 'withdraw', text: null, evidence: null },
  { ...withdrawal, type: 'strike', reason: 'a duplicate' },
]

describe('composing', () => {
  it.each(INTENTS.map((intent) => [intent.type, intent] as const))(
    '%s: binds the event to the log, to what was seen, and to a time',
    (_, intent) => {
      for (const until of [null, '2026-12-22T09:00:00Z']) {
        const event = right(compose(view, intent, until))
        expect(event).toMatchObject({
          ...intent,
          ...(intent.type === 'authority' ? { registrars: [B, C], format: 1 } : {}),
          log: ORIGIN,
          seen: { index: 3, hash: view.head },
          until,
        })
        expect(decodeEvent(JSON.parse(JSON.stringify(event)))).toMatchObject({ _tag: 'Right' })
      }
    },
  )

  it('puts the event behind the last of its little chain, or begins one', () => {
    expect(last(view, INTENTS[0] ?? profile)).toBe(view.authority?.last)
    expect(last(view, PARIS_CALL)).toBe(view.accords.get('paris-call' as AccordId)?.last)
    expect(last(view, withdrawal)).toBe(view.head)
    expect(last(view, ENDORSEMENT)).toBe(view.head)
    expect(last(view, { ...PARIS_CALL, accord: 'tech-accord' })).toBeNull()
    expect(last(view, { ...profile, signatory: 'other' })).toBeNull()
    expect(last(view, { ...withdrawal, signatory: 'other' })).toBeNull()
    expect(last(view, { ...withdrawal, accord: 'acme', signatory: 'paris-call' })).toBeNull()
  })

  it('founds a log, its registrars in order', () => {
    expect(right(composeFounding({ log: ORIGIN, operator: A, registrars: [C, B] }))).toEqual({
      type: 'authority',
      format: 1,
      log: ORIGIN,
      operator: A,
      registrars: [B, C],
      previous: null,
    })
  })

  it('leaves what it was given as it was', () => {
    const registrars = Object.freeze([C, B])
    right(composeFounding({ log: ORIGIN, operator: A, registrars }))
    right(compose(view, Object.freeze({ type: 'authority', operator: A, registrars }), null))
    expect(registrars).toEqual([C, B])
  })
})

describe('composing is refused', () => {
  it.each<[string, Intent, string | null, string]>([
    ['an id', { ...ENDORSEMENT, accord: 'Paris Call' }, null, 'accord'],
    ['a day', { ...ENDORSEMENT, effective: '2026-02-30' }, null, 'effective'],
    ['an until that is a day', ENDORSEMENT, '2026-12-22', 'until'],
    ['a hash in upper case', { ...ENDORSEMENT, text: 'A'.repeat(64) }, null, 'text'],
    ['a name that runs backwards', { ...profile, name: '\u202egpj' }, null, 'name'],
    ['no registrar', { type: 'authority', operator: A, registrars: [] }, null, 'registrars'],
    [
      'a registrar twice',
      { type: 'authority', operator: A, registrars: [B, B] },
      null,
      'registrars',
    ],
    [
      'a key in upper case',
      { type: 'rotate', signatory: 'acme', key: 'C'.repeat(64) },
      null,
      'key',
    ],
    [
      'the rotation of a stranger’s key',
      { type: 'rotate', signatory: 'stranger', key: A },
      null,
      'signatory',
    ],
  ])('where a field breaks its grammar: %s', (_, intent, until, path) => {
    expect(left(compose(view, intent, until))).toMatchObject({
      _tag: 'Malformed',
      what: 'event',
      path,
    })
  })

  it('where there is no log yet', () => {
    for (const intent of INTENTS) {
      expect(left(compose(emptyState(), intent, null))).toMatchObject({
        path: 'log',
        expected: 'a founded log',
        found: 'an empty one',
      })
    }
  })

  it('where an id is none, by which nothing is looked up', () => {
    const saved = right(parseStateFile(formatStateFile(state)))
    const row = `acme","${state.signatories.get('acme' as SignatoryId)?.last}`
    for (const id of [row, 5, null, undefined, Symbol('acme'), ['acme']]) {
      for (const intent of [
        { ...profile, signatory: id },
        { ...withdrawal, accord: id },
      ]) {
        const path = intent.type === 'signatory' ? 'signatory' : 'accord'
        expect(left(compose(saved, intent as Intent, null))).toMatchObject({ path })
      }
    }
    for (const type of ['accord', 'signatory', 'rotate', 'endorse', 'nothing'])
      left(compose(saved, { type } as Intent, null))
    expect(formatStateFile(saved)).toEqual(formatStateFile(state))
  })

  it('where a field of a founding breaks its grammar', () => {
    const good = { log: ORIGIN, operator: A, registrars: [B] }
    for (const [path, bad] of [
      ['log', { ...good, log: 'No Log' }],
      ['operator', { ...good, operator: '' }],
      ['registrars', { ...good, registrars: [] }],
      ['registrars.0', { ...good, registrars: ['x'] }],
    ] as const) {
      expect(left(composeFounding(bad))).toMatchObject({ _tag: 'Malformed', path })
    }
  })

  it('with an error that steers no terminal, whatever was asked for', () => {
    const id = fc.oneof(
      anyText,
      fc.constantFrom('\u202e', '\u001b[31m', '\n', 'a/b', '__proto__', 'x'.repeat(1000)),
    )
    fc.assert(
      fc.property(id, id, fc.constantFrom(...INTENTS), (signatory, accord, intent) => {
        const bent: Intent = Object.assign({}, intent, { signatory, accord, key: acme.key })
        const composed = compose(view, bent, null)
        if (!isLeft(composed)) return
        expect(hasRefusedCodePoint(sentenceOf(composed.left))).toBe(false)
        expect(sentenceOf(composed.left).length).toBeLessThan(400)
      }),
      { numRuns: 300 },
    )
  })
})
