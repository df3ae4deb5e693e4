import { actKey, emptyState, isAccordId, isSignatoryId } from '@accord-ledger/core'
import type { AccordEvent, ActKey, Day } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { emptyStanding } from '../standing.ts'
import type { Attested, ProfileInForce, Standing } from '../standing.ts'
import { CALL, company, leaves, register, row } from '../test-support/registers.ts'
import { planImport } from './plan.ts'
import type { Plan, PlanOptions } from './plan.ts'
import { readRegister } from './register-file.ts'

const TODAY = day('2026-11-22')

function day(text: string): Day {
  return text as Day
}

function planned(json: object, options: Partial<PlanOptions> = {}): E.Either<unknown, Plan> {
  const file = readRegister(json)
  if (E.isLeft(file)) throw new Error(file.left.path)
  return planImport(file.right, {
    view: emptyState(),
    standing: emptyStanding(),
    today: TODAY,
    updateProfiles: false,
    ...options,
  })
}

function planOf(json: object, options: Partial<PlanOptions> = {}): Plan {
  const plan = planned(json, options)
  if (E.isLeft(plan)) throw new Error(JSON.stringify(plan.left))
  return plan.right
}

function attestKey(accord: string, signatory: string): ActKey {
  if (!isAccordId(accord) || !isSignatoryId(signatory)) throw new Error('ids')
  return actKey(accord, signatory)
}

/** A standing with the parties and acts given. */
function standing(
  profiles: Readonly<Record<string, readonly ProfileInForce[]>>,
  acts: Readonly<Record<string, readonly Attested[]>> = {},
  accord: object = {},
): Standing {
  const text = readText()
  const event = {
    type: 'accord',
    accord: CALL.id,
    title: CALL.title,
    text,
    uri: CALL.url,
    open: true,
    ...accord,
  }
  return {
    accords: new Map([[CALL.id, event as AccordEvent]]),
    profiles: new Map(Object.entries(profiles)),
    attested: new Map(
      Object.entries(acts).map(([party, list]) => [attestKey(CALL.id, party), list]),
    ),
    acted: new Set(Object.keys(acts)),
  }
}

function readText(): string {
  const file = readRegister(register([]))
  return E.isRight(file) ? (file.right.accords[0]?.text ?? '') : ''
}

const A = { name: 'A', category: 'company', country: 'CH' }
const since = (effective: string, profile: object = {}): ProfileInForce => ({
  effective: day(effective),
  profile: { ...A, ...profile },
})
const endorsed = (effective: string): Attested => ({ act: 'endorse', effective: day(effective) })
const withdrew = (effective: string): Attested => ({ act: 'withdraw', effective: day(effective) })

describe('a plan', () => {
  it('publishes the accord, admits each party before its first act, and attests every row', () => {
    const { steps, counts } = planOf(
      register([
        row('a', '2019-01-01'),
        row('b', '2019-01-01', { reason: 'asked to' }),
        leaves('a', '2020-01-01'),
      ]),
    )
    expect(steps.map(({ at, intent }) => [at, intent.type])).toEqual([
      ['accord', 'accord'],
      ['events[0]', 'signatory'],
      ['events[0]', 'attest'],
      ['events[1]', 'signatory'],
      ['events[1]', 'attest'],
      ['events[2]', 'attest'],
    ])
    expect(counts).toEqual({ accords: 1, signatories: 2, profiles: 0, attests: 3, matched: 0 })
    const text = readText()
    expect(steps[0]?.intent).toEqual({
      type: 'accord',
      accord: 'our-call',
      title: 'Our Call',
      text,
      uri: 'https://call.example',
      open: true,
      effective: '2018-11-12',
    })
    expect(steps[1]?.intent).toEqual({
      type: 'signatory',
      signatory: 'org-a',
      ...A,
      key: null,
      effective: '2019-01-01',
    })
    const attest = { type: 'attest', accord: 'our-call', evidence: null }
    expect(steps[4]?.intent).toEqual({
      ...attest,
      signatory: 'org-b',
      act: 'endorse',
      text,
      effective: '2019-01-01',
      reason: 'asked to',
    })
    expect(steps[5]?.intent).toEqual({
      ...attest,
      signatory: 'org-a',
      act: 'withdraw',
      text: null,
      effective: '2020-01-01',
      reason: null,
    })
  })

  it.each([
    ['the opening day', { ...CALL }, '2018-11-12'],
    ['else the day of its first row', { ...CALL, opened: null }, '2019-01-01'],
  ])('lets the accord rule from %s', (_, accord, effective) => {
    const { steps } = planOf({ accord, events: [row('b', '2020-01-01'), row('a', '2019-01-01')] })
    expect(steps[0]?.intent).toMatchObject({ type: 'accord', effective })
  })

  it('lets an accord that nobody joined rule from today', () => {
    const { steps } = planOf({ accord: { ...CALL, opened: null }, events: [] })
    expect(steps.map(({ intent }) => intent)).toEqual([
      expect.objectContaining({ type: 'accord', effective: TODAY }),
    ])
  })

  it('has all of a profile before the party acts', () => {
    const { steps, counts } = planOf(
      register([row('a', '2019-01-01'), row('b', '2019-01-02')], {
        corrections: [{ date: '2021-01-01', signatory_id: 'org:a', field: 'name', to: 'AA' }],
      }),
    )
    expect(steps.map(({ at, intent }) => `${at} ${intent.type}`)).toEqual([
      'accord accord',
      'events[0] signatory',
      'corrections[0] signatory',
      'events[0] attest',
      'events[1] signatory',
      'events[1] attest',
    ])
    expect(counts).toMatchObject({ signatories: 2, profiles: 1 })
  })
})

describe('what the ledger has already', () => {
  const json = register([row('a', '2019-01-01'), leaves('a', '2020-01-01'), row('a', '2021-01-01')])
  const known = { 'org-a': [since('2019-01-01')] }

  it.each([
    [[], 3],
    [[endorsed('2019-01-01')], 2],
    [[endorsed('2019-01-01'), withdrew('2020-01-01')], 1],
    [[endorsed('2019-01-01'), withdrew('2020-01-01'), endorsed('2021-01-01')], 0],
  ] as const)('is not attested again: %j leaves %i', (acts, attests) => {
    const { counts, steps } = planOf(json, { standing: standing(known, { 'org-a': acts }) })
    expect(counts).toEqual({
      accords: 0,
      signatories: 0,
      profiles: 0,
      attests,
      matched: 3 - attests,
    })
    expect(steps.map(({ at }) => at)).toEqual(
      ['events[0]', 'events[1]', 'events[2]'].slice(3 - attests),
    )
  })

  it.each([
    ['another day', 'events[0]', [endorsed('2019-01-02')]],
    ['another act', 'events[0]', [withdrew('2019-01-01')]],
    ['one act between', 'events[1]', [endorsed('2019-01-01'), withdrew('2019-06-01')]],
    [
      'one act more',
      'events[2]',
      [
        endorsed('2019-01-01'),
        withdrew('2020-01-01'),
        endorsed('2021-01-01'),
        withdrew('2022-01-01'),
      ],
    ],
  ])('and says otherwise, by %s, is an error at %s', (_, at, acts) => {
    expect(planned(json, { standing: standing(known, { 'org-a': acts }) })).toMatchObject(
      E.left({ _tag: 'OutOfStep', at, accord: 'our-call', signatory: 'org-a' }),
    )
  })

  it('of an accord stays, and what differs is told; then no wording is attested', () => {
    const { differences, steps } = planOf(register([row('b', '2019-01-01')]), {
      standing: standing({}, {}, { title: 'Another', text: 'ab'.repeat(32), uri: null }),
    })
    expect(differences).toEqual([
      { about: 'accord', id: 'our-call', field: 'title', ledger: 'Another', register: 'Our Call' },
      {
        about: 'accord',
        id: 'our-call',
        field: 'text',
        ledger: 'ab'.repeat(32),
        register: readText(),
      },
      { about: 'accord', id: 'our-call', field: 'uri', ledger: null, register: CALL.url },
    ])
    expect(steps.at(-1)?.intent).toMatchObject({ type: 'attest', text: null })
  })

  it('an address that the ledger cannot hold is told', () => {
    const url = 'http://call.example'
    const { differences, steps } = planOf({ accord: { ...CALL, url }, events: [] })
    expect(steps[0]?.intent).toMatchObject({ uri: null })
    expect(differences).toEqual([
      { about: 'accord', id: 'our-call', field: 'uri', ledger: null, register: url },
    ])
  })
})

describe('the profile of a party that is in the ledger', () => {
  const json = register([
    row('a', '2019-01-01'),
    row('a', '2020-01-01', { action: 'withdraw', signatory: company('a', { name: 'AA' }) }),
  ])
  const acted = { 'org-a': [endorsed('2019-01-01'), withdrew('2020-01-01')] }

  it('stays, and what differs from the final one is told', () => {
    const { steps, differences } = planOf(json, {
      standing: standing({ 'org-a': [since('2018-01-01', { country: null })] }),
    })
    expect(steps.map(({ intent }) => intent.type)).toEqual(['attest', 'attest'])
    expect(differences).toEqual([
      { about: 'signatory', id: 'org-a', field: 'name', ledger: 'A', register: 'AA' },
      { about: 'signatory', id: 'org-a', field: 'country', ledger: null, register: 'CH' },
    ])
  })

  it('says nothing where it comes to the same', () => {
    const { steps, differences } = planOf(json, {
      standing: standing(
        { 'org-a': [since('2018-01-01'), since('2024-01-01', { name: 'AA' })] },
        acted,
      ),
    })
    expect({ steps, differences }).toEqual({ steps: [], differences: [] })
  })

  it.each([
    ['2018-01-01', '2020-01-01'],
    ['2024-01-01', '2024-01-01'],
  ])('since %s takes the final one from %s where that is asked for', (from, effective) => {
    const { steps, differences } = planOf(json, {
      updateProfiles: true,
      standing: standing({ 'org-a': [since(from, { name: 'B' })] }, acted),
    })
    expect(differences).toEqual([])
    expect(steps.map(({ at, intent }) => [at, intent])).toEqual([
      [
        'events[1]',
        { type: 'signatory', signatory: 'org-a', ...A, name: 'AA', key: null, effective },
      ],
    ])
  })

  it('goes on where an import was cut short before its first act', () => {
    const { steps } = planOf(json, { standing: standing({ 'org-a': [since('2019-01-01')] }) })
    expect(steps.map(({ at, intent }) => `${at} ${intent.type}`)).toEqual([
      'events[1] signatory',
      'events[0] attest',
      'events[1] attest',
    ])
  })

  it('stays where the party has acted, even if the register began the same way', () => {
    const { steps, differences } = planOf(json, {
      standing: standing({ 'org-a': [since('2019-01-01')] }, acted),
    })
    expect(steps).toEqual([])
    expect(differences.map(({ field }) => field)).toEqual(['name'])
  })
})
