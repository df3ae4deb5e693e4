import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  admit,
  attest,
  attestOut,
  day,
  OTHER_TEXT,
  publish,
  registerOf,
  right,
  TEXT,
} from './test-support/log.ts'
import { accords, wordings, wordingsSigned } from './wordings.ts'

const OTHER = { text: OTHER_TEXT, effective: '2026-01-12' }

const log = await registerOf([
  ['2026-01-10', publish('treaty')],
  ['2026-01-10', publish('pact', { title: 'One' })],
  ...['a', 'b', 'c', 'd', 'e'].map((id) => ['2026-01-10', admit(id)] as const),
  ['2026-01-11', attest('pact', 'd', '2026-01-01')],
  ['2026-01-11', publish('pact', { title: 'One', open: false })],
  ['2026-01-11', publish('pact', { title: 'One', uri: 'https://accords.example/pact' })],
  ['2026-01-11', attest('pact', 'b', '2026-01-01')],
  ['2026-01-12', publish('pact', { ...OTHER, title: 'Two' })],
  ['2026-01-12', attest('pact', 'd', '2026-01-12', { text: OTHER_TEXT })],
  ['2026-01-12', attest('pact', 'e', '2026-01-12', { text: null })],
  ['2026-01-13', publish('pact', { title: 'Three' })],
  ['2026-01-13', attest('pact', 'a', '2026-01-13')],
  ['2026-01-13', attest('pact', 'c', '2026-01-13')],
  ['2026-01-14', attestOut('pact', 'c', '2026-01-14')],
])

describe('wordings', () => {
  it('are those of every accord event, in log order', () => {
    const found = right(wordings(log, 'pact'))
    expect(found[2]).toEqual({
      index: 10,
      time: '2026-01-11T12:00:00Z',
      effective: '2026-01-01',
      title: 'One',
      text: TEXT,
      uri: 'https://accords.example/pact',
      open: true,
    })
    expect(found.map(({ title, text, open }) => [title, text.slice(0, 1), open])).toEqual([
      ['One', 'a', true],
      ['One', 'a', false],
      ['One', 'a', true],
      ['Two', 'b', true],
      ['Three', 'a', true],
    ])
  })

  it('are told of accords that exist', () => {
    expect(wordings(log, 'nothing')).toEqual(E.left({ _tag: 'NoSuchAccord', accord: 'nothing' }))
    expect(accords(log)).toEqual(['pact', 'treaty'])
  })
})

describe('the wordings that were signed', () => {
  it('are those that stood when the act in force was logged, in their order, null last', () => {
    expect(right(wordingsSigned(log, 'pact', { on: day('2026-01-13') }))).toEqual([
      { text: TEXT, title: 'One', members: ['b'] },
      { text: OTHER_TEXT, title: 'Two', members: ['d'] },
      { text: TEXT, title: 'Three', members: ['a', 'c'] },
      { text: null, title: null, members: ['e'] },
    ])
  })

  it('change with the day and the size', () => {
    expect(right(wordingsSigned(log, 'pact', { on: day('2026-01-11') }))).toEqual([
      { text: TEXT, title: 'One', members: ['b', 'd'] },
    ])
    expect(right(wordingsSigned(log, 'pact', { size: 9, on: day('2026-01-13') }))).toEqual([
      { text: TEXT, title: 'One', members: ['d'] },
    ])
    expect(right(wordingsSigned(log, 'treaty', { on: day('2026-01-13') }))).toEqual([])
  })
})
