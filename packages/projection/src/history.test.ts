import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { history, signatories } from './history.ts'
import {
  admit,
  attest,
  attestOut,
  endorse,
  keyOf,
  publish,
  registerOf,
  right,
  rotate,
  strike,
  TEXT,
  withdraw,
} from './test-support/log.ts'

const log = await registerOf([
  ['2026-01-10', publish('pact')],
  ['2026-01-11', publish('treaty')],
  ['2026-01-12', admit('acme')],
  ['2026-01-13', attest('treaty', 'acme', '2019-01-01')],
  ['2026-01-14', attestOut('treaty', 'acme', '2020-01-01')],
  ['2026-01-15', admit('acme', { key: keyOf('acme'), effective: '2026-01-15' })],
  ['2026-01-16', endorse('pact', 'acme', '2026-01-16')],
  ['2026-01-17', rotate('acme', keyOf('acmeNext'))],
  ['2026-01-18', withdraw('pact', 'acme', '2026-03-01', 'we left')],
  ['2026-01-19', strike('pact', 'acme', '2026-01-18')],
  ['2026-01-20', admit('acme', { effective: '2026-01-20' })],
  ['2026-01-21', admit('acme', { effective: '2026-01-21', name: 'Nova', country: null })],
  ['2026-01-22', admit('acme', { effective: '2026-01-22', key: keyOf('acmeLast') })],
  ['2026-01-23', admit('bolt')],
])
const noon = (date: string): string => `${date}T12:00:00Z`

describe('history', () => {
  it('tells every act across accords, in log order', () => {
    const { signatory, acts } = right(history(log, 'acme'))
    const common = { key: null, text: null, reason: null, retroactive: false }
    expect(signatory).toBe('acme')
    expect(acts).toEqual([
      {
        ...common,
        accord: 'treaty',
        act: 'endorse',
        standing: 'attested',
        effective: '2019-01-01',
        time: noon('2026-01-13'),
        index: 4,
        text: TEXT,
        retroactive: true,
      },
      {
        ...common,
        accord: 'treaty',
        act: 'withdraw',
        standing: 'attested',
        effective: '2020-01-01',
        time: noon('2026-01-14'),
        index: 5,
        retroactive: true,
      },
      {
        ...common,
        accord: 'pact',
        act: 'endorse',
        standing: 'signed',
        key: 'admitted',
        effective: '2026-01-16',
        time: noon('2026-01-16'),
        index: 7,
        text: TEXT,
      },
      {
        ...common,
        accord: 'pact',
        act: 'withdraw',
        standing: 'signed',
        key: 'rotated',
        effective: '2026-03-01',
        time: noon('2026-01-18'),
        index: 9,
        reason: 'we left',
      },
      {
        ...common,
        accord: 'pact',
        act: 'strike',
        standing: 'struck',
        effective: '2026-01-18',
        time: noon('2026-01-19'),
        index: 10,
        reason: 'a duplicate',
        retroactive: true,
      },
    ])
  })

  it('tells the acts on one accord where one is asked about', () => {
    const indexes = right(history(log, 'acme', 'pact')).acts.map(({ index }) => index)
    expect(indexes).toEqual([7, 9, 10])
    expect(right(history(log, 'bolt', 'pact')).acts).toEqual([])
  })

  it('tells each profile, also one that changes nothing', () => {
    expect(right(history(log, 'acme')).profiles).toEqual(
      [
        { index: 3, on: '2026-01-12', effective: '2026-01-01', retroactive: true },
        { index: 6, on: '2026-01-15', effective: '2026-01-15' },
        { index: 11, on: '2026-01-20', effective: '2026-01-20' },
        { index: 12, on: '2026-01-21', effective: '2026-01-21', name: 'Nova', country: null },
        { index: 13, on: '2026-01-22', effective: '2026-01-22' },
      ].map(({ on, ...rest }) => ({
        time: noon(on),
        name: 'ACME',
        category: 'company',
        country: 'FR',
        retroactive: false,
        ...rest,
      })),
    )
  })

  it('tells how each key came, and when it was suspended', () => {
    expect(right(history(log, 'acme')).keys).toEqual([
      { index: 6, time: noon('2026-01-15'), key: keyOf('acme'), how: 'admitted' },
      { index: 8, time: noon('2026-01-17'), key: keyOf('acmeNext'), how: 'rotated' },
      { index: 11, time: noon('2026-01-20'), key: null, how: 'suspended' },
      { index: 13, time: noon('2026-01-22'), key: keyOf('acmeLast'), how: 'replaced' },
    ])
    expect(right(history(log, 'bolt')).keys).toEqual([])
  })

  it('says what is wrong with the question', () => {
    expect(history(log, 'nobody')).toEqual(E.left({ _tag: 'NoSuchSignatory', signatory: 'nobody' }))
    expect(history(log, 'acme', 'nothing')).toEqual(
      E.left({ _tag: 'NoSuchAccord', accord: 'nothing' }),
    )
  })
})

describe('signatories', () => {
  it('are all that were admitted, ascending', () => {
    expect(signatories(log)).toEqual(['acme', 'bolt'])
  })
})
