import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Day, Time } from '@accord-ledger/core'
import { counts, countsOver } from './counts.ts'
import { diff } from './difference.ts'
import { members } from './membership.ts'
import { describeQuestion } from './moment.ts'
import type { QuestionError } from './moment.ts'
import { project } from './projection.ts'
import { register } from './register.ts'
import { report } from './report.ts'
import { absent, both } from './watch.ts'
import { wordingsSigned } from './wordings.ts'
import { admit, attest, day, publish, registerOf, right, time } from './test-support/log.ts'

const on = day('2030-01-01')

/** Six entries: two at 09:00, the founding one among them, three at 10:00, and one at 11:00. */
const log = await registerOf([
  ['2026-01-10T09:00:00Z', publish('pact')],
  ['2026-01-10T10:00:00Z', admit('a')],
  ['2026-01-10T10:00:00Z', admit('b')],
  ['2026-01-10T10:00:00Z', attest('pact', 'a', '2026-01-01')],
  ['2026-01-10T11:00:00Z', attest('pact', 'b', '2026-01-01')],
])

describe('a moment', () => {
  it.each([
    ['before all entries', { time: time('2026-01-10T08:59:59Z') }, null],
    ['at the first time', { time: time('2026-01-10T09:00:00Z') }, 2],
    ['between two times', { time: time('2026-01-10T09:59:59Z') }, 2],
    ['at a time of three', { time: time('2026-01-10T10:00:00Z') }, 5],
    ['just before the last', { time: time('2026-01-10T10:59:59Z') }, 5],
    ['at the last time', { time: time('2026-01-10T11:00:00Z') }, 6],
    ['after all entries', { time: time('9999-12-31T23:59:59Z') }, 6],
    ['of no kind', {}, 6],
    ['by size', { size: 3 }, 3],
    ['at the head, by size', { size: 6 }, 6],
    ['by both, the size being less', { size: 4, time: time('2026-01-10T10:00:00Z') }, 4],
    ['by both, the time being less', { size: 6, time: time('2026-01-10T10:00:00Z') }, 5],
  ])('%s knows that many entries', (_, at, size) => {
    const answer = members(log, 'pact', { ...at, on })
    if (size === null) expect(answer).toEqual(E.left({ _tag: 'NoSuchAccord', accord: 'pact' }))
    else expect(right(answer).size).toBe(size)
  })

  it.each([7, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('knows no size %d', (size) => {
    const answer = members(log, 'pact', { size, on })
    expect(answer).toEqual(E.left({ _tag: 'NoSuchSize', size, have: 6 }))
  })

  it('knows an accord from the entry on that publishes it', () => {
    expect(members(log, 'pact', { size: 1, on })).toEqual(
      E.left({ _tag: 'NoSuchAccord', accord: 'pact' }),
    )
    expect(right(members(log, 'pact', { size: 2, on })).members).toEqual([])
  })

  it('of an empty log knows size 0 and no accord', () => {
    const empty = project(register, [])
    const asked = { _tag: 'NoSuchAccord', accord: 'pact' }
    expect(members(empty, 'pact', { size: 0, on })).toEqual(E.left(asked))
    expect(members(empty, 'pact', { time: time('2026-01-10T09:00:00Z'), on })).toEqual(
      E.left(asked),
    )
  })

  it.each(['__proto__', 'constructor', 'toString', ''])('knows no accord %j', (accord) => {
    expect(members(log, accord, { on })).toEqual(E.left({ _tag: 'NoSuchAccord', accord }))
  })
})

describe('text that is no date, let through by a cast', () => {
  it.each(['2026-1-1', '22.11.2026', '2026-02-30', 'today', ''])('is no day: %j', (text) => {
    const at: { on: Day } = JSON.parse(JSON.stringify({ on: text }))
    const questions: readonly (() => unknown)[] = [
      () => members(log, 'pact', at),
      () => counts(log, 'pact', 'category', at),
      () => countsOver(log, 'pact', 'category', [on, at.on], {}),
      () => wordingsSigned(log, 'pact', at),
      () => absent(log, 'pact', ['a'], at),
      () => both(log, 'pact', 'pact', at),
      () => diff(log, 'pact', { on }, at),
      () => report(log, { from: at.on, to: on }),
      () => report(log, { from: on, to: at.on }),
    ]
    for (const question of questions) expect(question).toThrow(RangeError)
  })

  it.each(['yesterday', '2026-01-10', '2026-01-10T09:00:00+01:00', ''])(
    'is no time: %j',
    (text) => {
      const at: { time: Time } = JSON.parse(JSON.stringify({ time: text }))
      expect(() => members(log, 'pact', { on, ...at })).toThrow(RangeError)
      expect(() => report(log, { from: on, to: on }, at)).toThrow(RangeError)
    },
  )
})

describe('what is wrong with a question', () => {
  it.each<[QuestionError, string]>([
    [
      { _tag: 'NoSuchAccord', accord: 'pact\u202e' },
      'no accord "pact\\u{202e}" is published in this log as of the moment asked about',
    ],
    [{ _tag: 'NoSuchSignatory', signatory: 'acme' }, 'no signatory "acme" is admitted to this log'],
    [
      { _tag: 'NoSuchSize', size: Number.NaN, have: 6 },
      'there is no tree size NaN: the log has 6 entries',
    ],
    [
      { _tag: 'BadPeriod', from: day('2026-02-01'), to: day('2026-01-31') },
      'the period ends on 2026-01-31, before it begins on 2026-02-01',
    ],
  ])('$_tag is a sentence that is safe to print', (error, sentence) => {
    expect(describeQuestion(error)).toBe(sentence)
  })
})
