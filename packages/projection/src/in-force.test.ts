import { describe, it } from 'vitest'
import {
  attest,
  attestOut,
  endorse,
  OTHER_TEXT,
  publish,
  strike,
  withdraw,
} from './test-support/log.ts'
import { check } from './test-support/membership-cases.ts'
import type { Case } from './test-support/membership-cases.ts'

const CASES: readonly Case[] = [
  {
    claim: 'an endorsement rules from its day on',
    rows: [['2026-03-01', endorse('pact', 'acme', '2026-03-01')]],
    asks: [
      ['2026-02-28', null, null],
      ['2026-03-01', null, { since: '2026-03-01', retroactive: false, index: 3 }],
      ['9999-12-31', null, { since: '2026-03-01' }],
      ['2026-03-01', 3, null],
    ],
  },
  {
    claim: 'out and in on one day is in, anew since that day',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', withdraw('pact', 'acme', '2026-04-01')],
      ['2026-04-01', endorse('pact', 'acme', '2026-04-01')],
    ],
    asks: [
      ['2026-03-31', null, { since: '2026-03-01', index: 3 }],
      ['2026-04-01', 5, null],
      ['2026-04-01', null, { since: '2026-04-01', index: 5 }],
    ],
  },
  {
    claim: 'in and out on one day is out, on every day',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-03-01', withdraw('pact', 'acme', '2026-03-01')],
    ],
    asks: [
      ['2026-02-28', null, null],
      ['2026-03-01', null, null],
      ['2026-03-01', 4, { since: '2026-03-01' }],
      ['2026-03-02', null, null],
    ],
  },
  {
    claim: 'a party in its notice period is in, and out from the day it ends',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', withdraw('pact', 'acme', '2026-07-01')],
    ],
    asks: [
      ['2026-04-01', null, { since: '2026-03-01' }],
      ['2026-06-30', null, { since: '2026-03-01' }],
      ['2026-07-01', null, null],
    ],
  },
  {
    claim:
      'a return during the notice period annuls the withdrawal on the days before it, not the break',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', withdraw('pact', 'acme', '2026-07-01')],
      ['2026-05-01', endorse('pact', 'acme', '2026-05-01')],
    ],
    asks: [
      ['2026-06-30', null, { since: '2026-03-01', index: 5 }],
      ['2026-07-01', null, { since: '2026-05-01', index: 5 }],
    ],
  },
  {
    claim: 'an endorsement may take effect later than it is logged',
    rows: [['2026-03-01', endorse('pact', 'acme', '2026-06-01')]],
    asks: [
      ['2026-05-31', null, null],
      ['2026-06-01', null, { since: '2026-06-01', retroactive: false }],
    ],
  },
  {
    claim: 'an endorsement may take effect before it is logged, and is shown as retroactive',
    rows: [['2026-03-01', endorse('pact', 'acme', '2018-11-12')]],
    asks: [
      ['2018-11-11', null, null],
      ['2018-11-12', null, { since: '2018-11-12', retroactive: true }],
    ],
  },
  {
    claim:
      'a withdrawal logged later for an earlier day corrects the days it covers, and only for who knows it',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-09-01', withdraw('pact', 'acme', '2026-04-01')],
    ],
    asks: [
      ['2026-05-01', 4, { since: '2026-03-01' }],
      ['2026-05-01', null, null],
      ['2026-03-31', null, { since: '2026-03-01' }],
    ],
  },
  {
    claim: 'a withdrawal for a day before the endorsement leaves no day of membership',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', withdraw('pact', 'acme', '2026-02-01')],
    ],
    asks: [
      ['2026-02-15', null, null],
      ['2026-03-01', null, null],
      ['2026-03-01', 4, { since: '2026-03-01' }],
    ],
  },
  {
    claim: 'an affirmation changes the text and the act, not since when',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', publish('pact', { text: OTHER_TEXT, effective: '2026-04-01' })],
      ['2026-05-01', endorse('pact', 'acme', '2026-05-01', OTHER_TEXT)],
    ],
    asks: [
      ['2026-04-30', null, { since: '2026-03-01', index: 3 }],
      ['2026-05-01', null, { since: '2026-03-01', index: 5 }],
    ],
  },
  {
    claim:
      'an affirmation of an earlier day than the endorsement rules before it, and begins no membership anew',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', publish('pact', { text: OTHER_TEXT, effective: '2026-04-01' })],
      ['2026-05-01', endorse('pact', 'acme', '2026-02-01', OTHER_TEXT)],
    ],
    asks: [
      ['2026-02-01', null, { since: '2026-02-01', index: 5 }],
      ['2026-03-01', null, { since: '2026-03-01', index: 5 }],
    ],
  },
  {
    claim: 'attested turning signed keeps since when',
    rows: [
      ['2026-03-01', attest('pact', 'acme', '2019-01-01')],
      ['2026-03-02', endorse('pact', 'acme', '2026-03-02')],
    ],
    asks: [
      ['2026-03-01', null, { since: '2019-01-01', standing: 'attested', key: null, index: 3 }],
      ['2026-03-02', null, { since: '2019-01-01', standing: 'signed', key: 'admitted', index: 4 }],
    ],
  },
  {
    claim: 'leaving, returning and leaving again is told day by day',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', withdraw('pact', 'acme', '2026-04-01')],
      ['2026-05-01', endorse('pact', 'acme', '2026-05-01')],
      ['2026-06-01', withdraw('pact', 'acme', '2026-06-01')],
    ],
    asks: [
      ['2026-03-15', null, { since: '2026-03-01' }],
      ['2026-04-15', null, null],
      ['2026-05-15', null, { since: '2026-05-01' }],
      ['2026-06-01', null, null],
      ['2026-06-01', 6, { since: '2026-05-01' }],
    ],
  },
  {
    claim: 'a party that is struck off is out from that day, and in anew after it returns',
    rows: [
      ['2026-03-01', endorse('pact', 'acme', '2026-03-01')],
      ['2026-04-01', strike('pact', 'acme', '2026-04-01')],
      ['2026-05-01', endorse('pact', 'acme', '2026-05-01')],
    ],
    asks: [
      ['2026-03-31', null, { since: '2026-03-01' }],
      ['2026-04-01', null, null],
      ['2026-05-01', null, { since: '2026-05-01', standing: 'signed' }],
    ],
  },
  {
    claim: 'an attested withdrawal counts as one',
    rows: [
      ['2026-03-01', attest('pact', 'acme', '2019-01-01', { text: null })],
      ['2026-03-01', attestOut('pact', 'acme', '2020-01-01')],
    ],
    asks: [
      ['2019-12-31', null, { standing: 'attested', text: null, retroactive: true }],
      ['2020-01-01', null, null],
    ],
  },
]

describe('what is in force', () => {
  it.each(CASES)('$claim', check)
})
