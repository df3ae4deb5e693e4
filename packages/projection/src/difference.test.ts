import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { diff } from './difference.ts'
import type { Difference } from './difference.ts'
import type { Moment } from './moment.ts'
import {
  admit,
  attest,
  attestOut,
  day,
  endorse,
  keyOf,
  OTHER_TEXT,
  publish,
  registerOf,
  right,
} from './test-support/log.ts'

const log = await registerOf([
  ['2026-01-10', publish('pact')],
  ['2026-01-10', admit('stays')],
  ['2026-01-10', admit('leaves')],
  ['2026-01-10', admit('joins')],
  ['2026-01-10', admit('changes', { key: keyOf('acme') })],
  ['2026-01-10', attest('pact', 'stays', '2026-01-01')],
  ['2026-01-10', attest('pact', 'leaves', '2026-01-01')],
  ['2026-01-10', attest('pact', 'changes', '2026-01-01')],
  ['2026-02-01', attestOut('pact', 'leaves', '2026-02-01')],
  ['2026-02-01', attest('pact', 'joins', '2026-02-01')],
  ['2026-03-01', endorse('pact', 'changes', '2026-03-01')],
  ['2026-04-01', publish('pact', { text: OTHER_TEXT })],
  ['2026-04-01', endorse('pact', 'changes', '2026-04-01', OTHER_TEXT)],
  ['2026-05-01', admit('changes', { key: keyOf('acme'), effective: '2026-05-01', name: 'New' })],
  [
    '2026-06-01',
    admit('changes', {
      key: keyOf('acme'),
      effective: '2026-06-01',
      name: 'New',
      category: 'state',
    }),
  ],
  [
    '2026-07-01',
    admit('changes', {
      key: keyOf('acme'),
      effective: '2026-07-01',
      name: 'New',
      category: 'state',
      country: null,
    }),
  ],
  [
    '2026-08-01',
    admit('changes', { effective: '2026-07-01', name: 'New', category: 'state', country: null }),
  ],
])

const onDay = (text: string): Moment => ({ on: day(text) })
const between = (from: Moment, to: Moment): Difference => right(diff(log, 'pact', from, to))
const idsOf = ({ joined, left, changed }: Difference): unknown => ({
  joined: joined.map(({ id }) => id),
  left: left.map(({ id }) => id),
  changed: changed.map(({ after }) => after.id),
})

describe('a difference', () => {
  it('tells who joined and who left', () => {
    const found = between(onDay('2026-01-31'), onDay('2026-02-01'))
    expect(idsOf(found)).toEqual({ joined: ['joins'], left: ['leaves'], changed: [] })
    expect(found).toMatchObject({
      accord: 'pact',
      from: { size: 18, on: '2026-01-31' },
      to: { size: 18, on: '2026-02-01' },
    })
  })

  it('turned round tells the same, turned round', () => {
    const found = between(onDay('2026-02-01'), onDay('2026-01-31'))
    expect(idsOf(found)).toEqual({ joined: ['leaves'], left: ['joins'], changed: [] })
  })

  it.each([
    ['standing', '2026-02-28', '2026-03-01'],
    ['text', '2026-03-31', '2026-04-01'],
    ['name', '2026-04-30', '2026-05-01'],
    ['category', '2026-05-31', '2026-06-01'],
    ['country', '2026-06-30', '2026-07-01'],
  ] as const)('tells whose %s changed, before and after', (field, from, to) => {
    const { joined, left, changed } = between(onDay(from), onDay(to))
    expect([joined, left, changed.map(({ after }) => after.id)]).toEqual([[], [], ['changes']])
    const [before, after] = [changed[0]?.before[field], changed[0]?.after[field]]
    expect(before).not.toBe(after)
  })

  it('between two sizes tells what became known, a suspension too', () => {
    const on = day('2026-08-01')
    const found = between({ size: 17, on }, { on })
    expect(idsOf(found)).toEqual({ joined: [], left: [], changed: ['changes'] })
    expect(found.changed[0]).toMatchObject({
      before: { suspendedSince: null },
      after: { suspendedSince: '2026-08-01T12:00:00Z' },
    })
    expect(idsOf(between({ size: 6, on }, { size: 7, on }))).toMatchObject({ joined: ['stays'] })
  })

  it('of a moment to itself is none', () => {
    const at = onDay('2026-05-05')
    expect(idsOf(between(at, at))).toEqual({ joined: [], left: [], changed: [] })
  })

  it('says what is wrong with either moment', () => {
    const [good, bad] = [onDay('2026-05-05'), { size: 19, on: day('2026-05-05') }]
    const error = E.left({ _tag: 'NoSuchSize', size: 19, have: 18 })
    expect(diff(log, 'pact', bad, good)).toEqual(error)
    expect(diff(log, 'pact', good, bad)).toEqual(error)
  })
})
