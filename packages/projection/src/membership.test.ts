import { describe, expect, it } from 'vitest'
import { members } from './membership.ts'
import {
  admit,
  attest,
  day,
  endorse,
  keyOf,
  publish,
  registerOf,
  right,
  rotate,
  TEXT,
  withdraw,
} from './test-support/log.ts'
import { check, PROLOGUE } from './test-support/membership-cases.ts'
import type { Case } from './test-support/membership-cases.ts'

const CASES: readonly Case[] = [
  {
    claim: 'the key is the one that signed the act in force, not the one held now',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-03-02', rotate('acme', keyOf('acmeNext'))],
      ['2026-03-03', withdraw('pact', 'acme', '2026-03-03')],
      ['2026-03-04', endorse('pact', 'acme', '2026-03-04')],
      ['2026-03-05', admit('acme', { key: keyOf('acmeLast'), effective: '2026-03-05' })],
      ['2026-03-06', withdraw('pact', 'acme', '2026-03-06')],
      ['2026-03-07', endorse('pact', 'acme', '2026-03-07')],
    ],
    asks: [
      ['2026-03-01', null, { key: 'admitted' }],
      ['2026-03-04', null, { key: 'rotated' }],
      ['2026-03-07', null, { key: 'replaced' }],
    ],
  },
  {
    claim:
      'a suspension is told as known at the size, whatever the day, and restating the party does not date it anew',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', admit('acme', { effective: '2026-04-01' })],
      ['2026-05-01', admit('acme', { effective: '2026-05-01', name: 'ACME & Co' })],
      ['2026-06-01', admit('acme', { effective: '2026-06-01', key: keyOf('acmeNext') })],
    ],
    asks: [
      ['2026-03-01', 4, { suspendedSince: null }],
      ['2026-03-01', 5, { suspendedSince: '2026-04-01T12:00:00Z' }],
      ['2030-01-01', 6, { suspendedSince: '2026-04-01T12:00:00Z' }],
      ['2026-04-15', null, { suspendedSince: null }],
    ],
  },
  {
    claim: 'a new name rules from its day, as known at the size',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', admit('acme', { key: keyOf('acme'), effective: '2026-06-01', name: 'Nova' })],
    ],
    asks: [
      ['2026-05-31', null, { name: 'ACME', renamedSince: null }],
      ['2026-06-01', null, { name: 'Nova', renamedSince: '2026-06-01' }],
      ['2026-06-01', 4, { name: 'ACME', renamedSince: null }],
    ],
  },
  {
    claim: 'a new name for the past corrects the days it covers, but not those before it',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2025-12-01')],
      ['2026-04-01', admit('acme', { key: keyOf('acme'), effective: '2026-02-01', country: null })],
    ],
    asks: [
      ['2026-01-31', null, { country: 'FR', renamedSince: null }],
      ['2026-02-01', null, { country: null, renamedSince: '2026-02-01' }],
    ],
  },
  {
    claim:
      'before the first profile’s day the first profile counts, also where a later one is dated before it',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2020-01-01')],
      ['2026-04-01', admit('acme', { key: keyOf('acme'), effective: '2025-06-01', name: 'Nova' })],
    ],
    asks: [
      ['2020-01-01', null, { name: 'ACME', renamedSince: null }],
      ['2025-05-31', null, { name: 'ACME', renamedSince: null }],
      ['2025-06-01', null, { name: 'Nova', renamedSince: '2025-06-01' }],
      ['2026-01-01', null, { name: 'Nova' }],
    ],
  },
  {
    claim:
      'a party that is restated unchanged is not renamed, and one that takes its old name back is',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', admit('acme', { effective: '2026-04-01' })],
      ['2026-05-01', admit('acme', { effective: '2026-05-01', category: 'state' })],
      ['2026-06-01', admit('acme', { effective: '2026-06-01' })],
      ['2026-07-01', admit('acme', { effective: '2026-07-01' })],
    ],
    asks: [
      ['2026-04-01', null, { renamedSince: null }],
      ['2026-05-01', null, { renamedSince: '2026-05-01' }],
      ['2026-08-01', null, { renamedSince: '2026-06-01' }],
    ],
  },
]

describe('members', () => {
  it.each(CASES)('$claim', check)

  it('tells all of a member, and members ascending by id', async () => {
    const register = await registerOf([
      ['2026-01-10', publish('pact')],
      ['2026-01-10', admit('b')],
      ['2026-01-10', admit('b-1', { key: keyOf('acme') })],
      ['2026-01-10', admit('a', { country: null })],
      ['2026-01-10', attest('pact', 'b', '2026-01-10', { text: null })],
      ['2026-01-10', endorse('pact', 'b-1', '2026-01-10')],
      ['2026-01-10', attest('pact', 'a', '2026-01-09')],
    ])
    const answer = right(members(register, 'pact', { on: day('2026-01-10') }))
    const common = {
      category: 'company',
      country: 'FR',
      since: '2026-01-10',
      suspendedSince: null,
      renamedSince: null,
      retroactive: false,
    }
    expect(answer).toEqual({
      accord: 'pact',
      size: 8,
      on: '2026-01-10',
      members: [
        {
          ...common,
          id: 'a',
          name: 'A',
          country: null,
          standing: 'attested',
          key: null,
          since: '2026-01-09',
          text: TEXT,
          index: 7,
          retroactive: true,
        },
        { ...common, id: 'b', name: 'B', standing: 'attested', key: null, text: null, index: 5 },
        {
          ...common,
          id: 'b-1',
          name: 'B-1',
          standing: 'signed',
          key: 'admitted',
          text: TEXT,
          index: 6,
        },
      ],
    })
  })

  it('of one accord say nothing of another', async () => {
    const register = await registerOf([
      ...PROLOGUE,
      ['2026-01-10', publish('treaty')],
      ['2026-01-10', endorse('pact', 'acme', '2026-01-10')],
    ])
    expect(right(members(register, 'treaty', { on: day('2026-02-01') })).members).toEqual([])
  })
})
