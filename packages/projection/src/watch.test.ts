import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { admit, attest, attestOut, day, publish, registerOf, right } from './test-support/log.ts'
import { absent, both } from './watch.ts'

const log = await registerOf([
  ['2026-01-10', publish('pact')],
  ['2026-01-10', publish('treaty')],
  ['2026-01-10', admit('a')],
  ['2026-01-10', admit('b')],
  ['2026-01-10', admit('c')],
  ['2026-01-10', attest('pact', 'c', '2020-01-01')],
  ['2026-01-10', attest('pact', 'a', '2020-01-01')],
  ['2026-01-10', attest('treaty', 'c', '2021-01-01')],
  ['2026-01-10', attest('treaty', 'a', '2022-01-01')],
  ['2026-01-10', attestOut('pact', 'a', '2023-01-01')],
])

describe('absent', () => {
  it.each([
    ['2019-12-31', ['c', 'x', 'a', 'c', 'b', 'x'], ['c', 'x', 'a', 'b']],
    ['2020-01-01', ['c', 'x', 'a', 'c', 'b', 'x'], ['x', 'b']],
    ['2023-01-01', ['a', 'c'], ['a']],
    ['2023-01-01', [], []],
    ['2023-01-01', ['__proto__', ''], ['__proto__', '']],
  ])('on %s of %j are %j', (on, watch, expected) => {
    expect(right(absent(log, 'pact', watch, { on: day(on) }))).toEqual(expected)
  })
})

describe('both', () => {
  it.each([
    ['2020-06-01', []],
    ['2021-06-01', ['c']],
    ['2022-06-01', ['a', 'c']],
    ['2023-06-01', ['c']],
  ])('on %s are %j', (on, expected) => {
    expect(right(both(log, 'pact', 'treaty', { on: day(on) }))).toEqual(expected)
    expect(right(both(log, 'treaty', 'pact', { on: day(on) }))).toEqual(expected)
  })

  it('of an accord and itself are its members', () => {
    expect(right(both(log, 'pact', 'pact', { on: day('2022-01-01') }))).toEqual(['a', 'c'])
  })
})

describe('a question about an accord that is not there', () => {
  it('is told which', () => {
    const at = { on: day('2022-01-01') }
    const error = E.left({ _tag: 'NoSuchAccord', accord: 'nothing' })
    expect(absent(log, 'nothing', ['a'], at)).toEqual(error)
    expect(both(log, 'nothing', 'pact', at)).toEqual(error)
    expect(both(log, 'pact', 'nothing', at)).toEqual(error)
  })
})
