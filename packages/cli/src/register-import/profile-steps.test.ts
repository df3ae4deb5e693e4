import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { company, register, row } from '../test-support/registers.ts'
import { profileSteps } from './profile-steps.ts'
import { readRegister } from './register-file.ts'

function stepsOf(json: object): readonly (readonly [string, string, string, string | null])[] {
  const file = readRegister(json)
  if (E.isLeft(file)) throw new Error(file.left.path)
  const steps = profileSteps(file.right)
  if (E.isLeft(steps)) throw new Error(steps.left.path)
  return (steps.right.get('org-a') ?? []).map(({ at, effective, profile }) => [
    at,
    effective,
    `${profile.name} ${profile.category}`,
    profile.country,
  ])
}

const as = (date: string, more: object, act = 'endorse'): object =>
  row('a', date, { signatory: company('a', more), action: act })
const correction = (date: string, field: string, to: string | null, from?: string): object => ({
  date,
  signatory_id: 'org:a',
  field,
  to,
  ...(from === undefined ? {} : { from }),
})

describe('the steps of a profile', () => {
  it('are the first row, rows that differ from the row before, and corrections, by date', () => {
    const json = register(
      [as('2018-01-01', {}), as('2019-01-01', {}, 'withdraw'), as('2021-01-01', { name: 'AA' })],
      { corrections: [correction('2020-01-01', 'country', null, 'CH')] },
    )
    expect(stepsOf(json)).toEqual([
      ['events[0]', '2018-01-01', 'A company', 'CH'],
      ['corrections[0]', '2020-01-01', 'A company', null],
      ['events[2]', '2021-01-01', 'AA company', null],
    ])
  })

  it('keep a correction that a later row does not know of', () => {
    const json = register([as('2018-01-01', {}), as('2021-01-01', {}, 'withdraw')], {
      corrections: [correction('2020-01-01', 'category', 'state')],
    })
    expect(stepsOf(json).at(-1)).toEqual(['corrections[0]', '2020-01-01', 'A state', 'CH'])
  })

  it('on one day come from the rows first', () => {
    const json = register([as('2018-01-01', {})], {
      corrections: [correction('2018-01-01', 'category', 'state', 'company')],
    })
    expect(stepsOf(json).map(([at]) => at)).toEqual(['events[0]', 'corrections[0]'])
  })

  it.each([
    ['corrections[0].from', correction('2020-01-01', 'category', 'state', 'public-authority')],
    ['corrections[0].signatory_id', correction('2017-12-31', 'category', 'state')],
    [
      'corrections[0].signatory_id',
      { ...correction('2020-01-01', 'category', 'state'), signatory_id: 'org:b' },
    ],
  ])('refuse a correction that does not fit, at %s', (path, bad) => {
    const file = readRegister(register([as('2018-01-01', {})], { corrections: [bad] }))
    expect(E.chainW(profileSteps)(file)).toMatchObject(E.left({ _tag: 'Malformed', path }))
  })
})
