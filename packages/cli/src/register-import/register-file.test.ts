import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { CALL, company, leaves, register, row } from '../test-support/registers.ts'
import { accordText } from './accord-text.ts'
import { readRegister } from './register-file.ts'
import type { RegisterFile } from './register-file.ts'

function read(json: unknown): RegisterFile {
  const file = readRegister(json)
  if (E.isLeft(file)) throw new Error(`${file.left.path}: ${file.left.found}`)
  return file.right
}

const party = (more: object): object =>
  register([row('a', '2019-01-01', { signatory: company('a', more) })])

const bad = (date: string): object => register([row('a', '2019-01-01'), row('b', date)])

const bundle = (accords: readonly object[], events: readonly unknown[]): object => ({
  accord: null,
  accords,
  events,
})

describe('a register', () => {
  it('gives accords, rows and corrections with the ids of the ledger', () => {
    const file = read(
      register([row('a b', '2019-01-02', { reason: 'why' })], {
        corrections: [
          { date: '2020-01-01', signatory_id: 'org:a b', field: 'country', from: 'CH', to: null },
        ],
      }),
    )
    const { id, title, url, opened } = CALL
    expect(file).toEqual({
      accords: [{ at: 'accord', id, title, url, uri: url, opened, text: accordText(CALL) }],
      rows: [
        {
          at: 'events[0]',
          accord: 'our-call',
          signatory: 'org-a-b',
          act: 'endorse',
          date: '2019-01-02',
          reason: 'why',
          profile: { name: 'A B', category: 'company', country: 'CH' },
        },
      ],
      corrections: [
        {
          at: 'corrections[0]',
          signatory: 'org-a-b',
          date: '2020-01-01',
          field: 'country',
          from: 'CH',
          to: null,
        },
      ],
    })
  })

  it('has its rows by date, and rows of one day in the order of the file', () => {
    const { rows } = read(
      register([row('c', '2020-01-01'), row('b', '2019-01-01'), leaves('a', '2019-01-01')]),
    )
    expect(rows.map(({ at }) => at)).toEqual(['events[1]', 'events[2]', 'events[0]'])
  })

  it('passes over fields that it does not know', () => {
    expect(
      read({ ...register([{ ...row('a', '2019-01-01'), basis: 'list' }]), source: 1 }).rows,
    ).toHaveLength(1)
  })

  it('may lack an opening day, an address, a country, corrections and principles', () => {
    const { accords, rows } = read({
      accord: { id: 'our-call', title: 'Our Call' },
      events: [row('a', '2019-01-01', { signatory: company('a', { country: undefined }) })],
    })
    expect(accords[0]).toMatchObject({ url: null, uri: null, opened: null })
    expect(accords[0]?.text).toBe(
      accordText({ id: 'our-call', title: 'Our Call', url: null, principles: [] }),
    )
    expect(rows[0]?.profile.country).toBeNull()
  })

  it.each(['http://call.example', 'https://call.example/a b', 'call.example'])(
    'keeps the address %s for its text, and has no uri for it',
    (url) => {
      const { accords } = read({ accord: { ...CALL, url }, events: [] })
      expect(accords[0]).toMatchObject({ url, uri: null, text: accordText({ ...CALL, url }) })
    },
  )

  it('hashes the accord as RFC 8785 has it', () => {
    // printf '%s' '{"id":"Our:Call","principles":["b","a"],"title":"É","url":null}' | sha256sum
    expect(accordText({ id: 'Our:Call', title: 'É', url: null, principles: ['b', 'a'] })).toBe(
      '74635286b9c8aeaf33d22522faa13080b6481dc6a50b0478bc94180bd8575fd6',
    )
  })

  it('of several accords has the accord of each row', () => {
    const accords = [CALL, { ...CALL, id: 'Other:Call' }]
    const { rows } = read(bundle(accords, [row('a', '2019-01-01', { accord: 'Other:Call' })]))
    expect(rows[0]?.accord).toBe('other-call')
  })
})

describe('a bad register is named by its place', () => {
  const fixed = { date: '2020-01-01', signatory_id: 'org:a', field: 'name', from: 'A', to: 'AA' }
  const corrected = (more: object): object =>
    register([row('a', '2019-01-01')], { corrections: [{ ...fixed, ...more }] })

  it.each<readonly [string, unknown]>([
    ['', []],
    ['', null],
    ['accord', { events: [] }],
    ['accord', { accord: null, events: [] }],
    ['events', { accord: CALL }],
    ['events', { accord: CALL, events: {} }],
    ['accord.id', { accord: { ...CALL, id: '::' }, events: [] }],
    ['accord.id', { accord: { ...CALL, id: 7 }, events: [] }],
    ['accord.id', { accord: { ...CALL, id: 'a'.repeat(97) }, events: [] }],
    ['accord.title', { accord: { ...CALL, title: 'E\u0301' }, events: [] }],
    ['accord.title', { accord: { ...CALL, title: '' }, events: [] }],
    ['accord.url', { accord: { ...CALL, url: 7 }, events: [] }],
    ['accord.opened', { accord: { ...CALL, opened: '2018' }, events: [] }],
    ['accord.principles', { accord: { ...CALL, principles: 'a' }, events: [] }],
    ['accord.principles[1]', { accord: { ...CALL, principles: ['a', '\ud800'] }, events: [] }],
    ['accords[1].id', bundle([CALL, { ...CALL, id: 'our:call' }], [])],
    ['accords[1].id', bundle([CALL, CALL], [])],
    ['events[0].accord', bundle([CALL], [row('a', '2019-01-01', { accord: 'another' })])],
    ['events[0].accord', bundle([CALL, { ...CALL, id: 'b' }], [row('a', '2019-01-01')])],
    ['events[0].accord', register([row('a', '2019-01-01', { accord: 'another' })])],
    ['events[1].date', bad('2019-02-30')],
    ['events[1].date', bad('2019-1-1')],
    ['events[1].date', bad('1599-12-31')],
    ['events[0]', register(['a'])],
    ['events[0].action', register([row('a', '2019-01-01', { action: 'joined' })])],
    ['events[0].reason', register([row('a', '2019-01-01', { reason: 7 })])],
    ['events[0].signatory', register([row('a', '2019-01-01', { signatory: null })])],
    ['events[0].signatory.id', party({ id: '' })],
    ['events[0].signatory.name', party({ name: null })],
    ['events[0].signatory.name', party({ name: 'Cafe\u0301' })],
    ['events[0].signatory.category', party({ category: 'Company' })],
    ['events[0].signatory.country', party({ country: 'France' })],
    ['events[0].signatory.country', party({ country: 'fr' })],
    ['events[1].signatory.id', register([row('a b', '2019-01-01'), row('a_b', '2019-01-01')])],
    ['corrections', register([], { corrections: {} })],
    ['corrections[0].date', corrected({ date: null })],
    ['corrections[0].signatory_id', corrected({ signatory_id: 'org-a' })],
    ['corrections[0].field', corrected({ field: 'id' })],
    ['corrections[0].to', corrected({ to: null })],
    ['corrections[0].to', corrected({ field: 'country', to: 'Suisse' })],
    ['corrections[0].to', corrected({ field: 'category', to: 'A b' })],
  ])('%s', (path, json) => {
    expect(readRegister(json)).toMatchObject(E.left({ _tag: 'Malformed', what: 'register', path }))
  })
})
