import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import { CALL, company, leaves, register, row } from '../test-support/registers.ts'

let b: Bench

beforeEach(async () => {
  b = bench()
  await founded(b)
})
afterEach(() => b.remove())

const IMPORT = 'import @ledger --register @r.json --registrar @r.key'

const size = async (): Promise<number> => (await b.json('verify @ledger')).size

describe('a register that is refused', () => {
  it.each([
    ['events[1]', 'endorse-again', [row('a', '2019-01-01'), row('a', '2020-01-01')]],
    ['events[0]', 'withdraw-member', [leaves('a', '2019-01-01')]],
    ['events[1]', 'effective', [row('a', '2019-01-01'), row('b', '2099-01-01')]],
  ])('names %s, which breaks the rule %s, and nothing is logged', async (at, rule, rows) => {
    b.write('r.json', register(rows))
    const error = await b.failure(IMPORT)
    expect(error).toMatchObject({ code: 'register', exit: 1, at, rule })
    expect(error.message).toMatch(new RegExp(`^${at.replace(/[[\]]/g, '\\$&')}: entry `))
    expect(await b.failure(`${IMPORT} --dry-run`)).toEqual(error)
    expect(await size()).toBe(1)
  })

  it.each([
    [
      'events[1].signatory.country',
      register([
        row('a', '2019-01-01'),
        row('b', '2019-01-01', { signatory: company('b', { country: 'Suisse' }) }),
      ]),
    ],
    [
      'events[0]',
      register([row('a', '2019-01-01', { signatory: company('a', { name: 'A\u202eB' }) })]),
    ],
    ['events[0]', register([row('a', '2019-01-01', { reason: ' ' })])],
    ['accord', { accord: { ...CALL, title: 'x'.repeat(1025) }, events: [row('a', '2019-01-01')] }],
  ])('at %s', async (at, json) => {
    b.write('r.json', json)
    expect(await b.failure(IMPORT)).toMatchObject({ code: 'register', exit: 1, at })
    expect(await size()).toBe(1)
  })

  it.each([
    ['{', 'json'],
    ['\ufeff{}', 'utf-8'],
  ])('that is no JSON: %j', async (text) => {
    b.write('r.json', text)
    expect(await b.failure(IMPORT)).toMatchObject({ code: 'malformed', exit: 1 })
  })

  it('because the ledger says otherwise', async () => {
    b.write('r.json', register([row('a', '2019-01-01')]))
    await b.json(IMPORT)
    b.write('r.json', register([row('b', '2018-01-01'), row('a', '2019-01-02')]))
    expect(await b.failure(IMPORT)).toMatchObject({
      code: 'register',
      at: 'events[1]',
      expected: 'endorse from 2019-01-01',
      found: 'endorse from 2019-01-02',
    })
    expect(await size()).toBe(4)
  })

  it('because the key is no registrar', async () => {
    b.write('r.json', register([]))
    expect(await b.failure(IMPORT.replace('@r.key', '@o.key'))).toMatchObject({ code: 'refused' })
  })
})
