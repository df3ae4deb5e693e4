import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { counts, countsOver } from './counts.ts'
import { admit, attest, attestOut, day, publish, registerOf, right } from './test-support/log.ts'

const log = await registerOf([
  ['2026-01-10', publish('pact')],
  ['2026-01-10', admit('a', { category: 'state', country: 'FR' })],
  ['2026-01-10', admit('b', { category: 'company', country: 'US' })],
  ['2026-01-10', admit('c', { category: 'company', country: null })],
  ['2026-01-10', attest('pact', 'a', '2020-01-01')],
  ['2026-01-10', attest('pact', 'b', '2021-01-01')],
  ['2026-01-10', attest('pact', 'c', '2021-01-01')],
  ['2026-01-10', attestOut('pact', 'b', '2022-01-01')],
  ['2026-01-10', admit('a', { category: 'company', country: 'FR', effective: '2026-01-05' })],
])

const categoriesOn = (text: string): unknown =>
  right(counts(log, 'pact', 'category', { on: day(text) })).counts

describe('counts', () => {
  it('are most first, then by value, with their total', () => {
    expect(right(counts(log, 'pact', 'category', { on: day('2021-06-01') }))).toEqual({
      accord: 'pact',
      size: 10,
      on: '2021-06-01',
      by: 'category',
      total: 3,
      counts: [
        { value: 'company', count: 2 },
        { value: 'state', count: 1 },
      ],
    })
  })

  it('put those of no country last among equals', () => {
    expect(right(counts(log, 'pact', 'country', { on: day('2021-06-01') })).counts).toEqual([
      { value: 'FR', count: 1 },
      { value: 'US', count: 1 },
      { value: null, count: 1 },
    ])
  })

  it('go by the profile in force on the day', () => {
    expect(categoriesOn('2026-01-04')).toEqual([
      { value: 'company', count: 1 },
      { value: 'state', count: 1 },
    ])
    expect(categoriesOn('2026-01-05')).toEqual([{ value: 'company', count: 2 }])
  })

  it('over time are the counts of each day, in the order given', () => {
    const days = ['2022-01-01', '2019-12-31', '2021-01-01', '2021-01-01'].map(day)
    const over = right(countsOver(log, 'pact', 'category', days, { size: 9 }))
    expect(over).toEqual(days.map((on) => right(counts(log, 'pact', 'category', { size: 9, on }))))
    expect(over.map(({ on, total }) => [on, total])).toEqual([
      ['2022-01-01', 2],
      ['2019-12-31', 0],
      ['2021-01-01', 3],
      ['2021-01-01', 3],
    ])
  })

  it('say what is wrong with the question', () => {
    const at = { size: 11, on: day('2021-06-01') }
    const error = E.left({ _tag: 'NoSuchSize', size: 11, have: 10 })
    expect(counts(log, 'pact', 'category', at)).toEqual(error)
    expect(countsOver(log, 'pact', 'country', [], at)).toEqual(error)
  })
})
