import { remembering } from '@accord-ledger/audit'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Says } from './support/candidate-events.ts'
import { entryOf } from './support/candidates.ts'
import { newContest, type Contest } from './support/contest.ts'
import { keyOf } from './support/plain.ts'

const key = (label: string): string => keyOf(label).key
const TEXT = 'a'.repeat(64)
const DAY = '2026-01-01'

const authority = (operator: string, registrars: readonly string[]): Says => ({
  type: 'authority',
  format: 1,
  operator,
  registrars: [...new Set(registrars)].toSorted(),
})

const signatory = (id: string, its: string | null): Says => ({
  type: 'signatory',
  signatory: id,
  name: id,
  category: 'company',
  country: null,
  key: its,
  effective: DAY,
})

const accord = (id: string): Says => ({
  type: 'accord',
  accord: id,
  title: id,
  text: TEXT,
  uri: null,
  open: true,
  effective: DAY,
})

const rotate = (id: string, its: string): Says => ({ type: 'rotate', signatory: id, key: its })

const act = (type: string, id: string, more: Partial<Says> = {}): Says => ({
  type,
  accord: 'pact',
  signatory: id,
  effective: DAY,
  ...more,
})

const endorse = (id: string): Says => act('endorse', id, { text: TEXT })
const withdraw = (id: string): Says => act('withdraw', id, { reason: null })
const strike = (id: string): Says => act('strike', id, { reason: 'a duplicate' })
const attest = (id: string): Says =>
  act('attest', id, { act: 'endorse', text: TEXT, reason: null, evidence: null })

const REGISTRARS = [key('registrar'), key('registrar 2')]

/**
 * A log in which keys came and went: operators and registrars in force and former; tern rotated, plover suspended,
 * rail as admitted, gull replaced by a registrar, knot without a key. tern and gull are in, rail was struck off.
 */
const STORY: readonly Says[] = [
  authority(key('former operator'), [key('former registrar'), ...REGISTRARS]),
  authority(key('operator'), REGISTRARS),
  accord('pact'),
  signatory('tern', key('old tern')),
  rotate('tern', key('tern')),
  signatory('plover', key('plover')),
  signatory('plover', null),
  signatory('rail', key('rail')),
  signatory('gull', key('old gull')),
  signatory('gull', key('gull')),
  signatory('knot', null),
  endorse('tern'),
  endorse('gull'),
  endorse('rail'),
  strike('rail'),
]

const STANDING_KEYS = [
  'operator',
  'former operator',
  'registrar',
  'registrar 2',
  'former registrar',
  'tern',
  'old tern',
  'plover',
  'rail',
  'gull',
  'old gull',
]

const WEAK = ['00'.repeat(32), `01${'00'.repeat(31)}`, `01${'00'.repeat(30)}80`, 'ff'.repeat(32)]

/** Every way to bring a key in, and the standing keys with which that says nothing new, or what is allowed all the same. */
const WAYS: readonly (readonly [string, (its: string) => Says, readonly string[]])[] = [
  ['operator', (its) => authority(its, REGISTRARS), ['operator']],
  [
    'registrar besides',
    (its) => authority(key('operator'), [...REGISTRARS, its]),
    ['operator', 'registrar', 'registrar 2'],
  ],
  [
    'only registrar',
    (its) => authority(key('operator'), [its]),
    ['operator', 'registrar', 'registrar 2'],
  ],
  ['operator and only registrar', (its) => authority(its, [its]), ['operator']],
  [
    'registrar under a new operator',
    (its) => authority(key('new'), [its]),
    ['registrar', 'registrar 2'],
  ],
  ['key of tern, rotated', (its) => rotate('tern', its), []],
  ['key of rail, rotated', (its) => rotate('rail', its), []],
  ['key of tern, by a registrar', (its) => signatory('tern', its), ['tern']],
  ['key of plover, suspended', (its) => signatory('plover', its), []],
  ['key of gull, replaced', (its) => signatory('gull', its), ['gull']],
  ['first key of knot', (its) => signatory('knot', its), []],
  ['key of a new party', (its) => signatory('owl', its), []],
]

const ONE_REGISTRAR = REGISTRARS.map((registrar) => [registrar])

/** Every event, and the sets of keys that may sign it. */
const SIGNED: readonly (readonly [string, Says, readonly (readonly string[])[]])[] = [
  ['endorse', endorse('tern'), [[key('tern')]]],
  ['withdraw', withdraw('tern'), [[key('tern')]]],
  ['withdraw of a replaced key', withdraw('gull'), [[key('gull')]]],
  ['endorse after a strike', endorse('rail'), REGISTRARS.map((one) => [one, key('rail')])],
  ['attest', attest('knot'), ONE_REGISTRAR],
  ['strike', strike('tern'), ONE_REGISTRAR],
  ['accord', accord('pact'), ONE_REGISTRAR],
  ['signatory without key', signatory('owl', null), ONE_REGISTRAR],
  ['signatory as it is', signatory('tern', key('tern')), ONE_REGISTRAR],
  ['suspension', signatory('tern', null), ONE_REGISTRAR],
  ['first key', signatory('owl', key('new')), REGISTRARS.map((one) => [one, key('new')])],
  ['replaced key', signatory('tern', key('new')), REGISTRARS.map((one) => [one, key('new')])],
  [
    'key after suspension',
    signatory('plover', key('new')),
    REGISTRARS.map((one) => [one, key('new')]),
  ],
  ['rotate', rotate('tern', key('new')), [[key('tern'), key('new')]]],
  ['authority as it is', authority(key('operator'), REGISTRARS), [[key('operator')]]],
  ['new operator', authority(key('new'), REGISTRARS), [[key('operator'), key('new')]]],
  [
    'new registrar',
    authority(key('operator'), [key('new'), ...REGISTRARS]),
    [[key('operator'), key('new')]],
  ],
  [
    'new operator as only registrar',
    authority(key('new'), [key('new')]),
    [[key('operator'), key('new')]],
  ],
  [
    'new operator and registrar',
    authority(key('new'), [key('other new')]),
    [[key('operator'), key('new'), key('other new')]],
  ],
  ['operator as registrar', authority(key('operator'), [key('operator')]), [[key('operator')]]],
]

const POOL = [...STANDING_KEYS, 'new', 'other new', 'stranger'].map(key)

function subsets(of: readonly string[], most: number): readonly (readonly string[])[] {
  const [first, ...rest] = of
  if (first === undefined || most === 0) return [[]]
  return [...subsets(rest, most), ...subsets(rest, most - 1).map((subset) => [first, ...subset])]
}

function names(keys: readonly string[]): string {
  return keys.toSorted().join()
}

describe('keys and signers', () => {
  const contest: Contest = newContest(remembering(nativeVerifier()))
  const judge = (says: Says, signers?: readonly string[]): Promise<string> =>
    contest.judge(entryOf(contest.past, says, signers))

  beforeAll(async () => {
    for (const says of STORY) {
      expect(await contest.offer(entryOf(contest.past, says))).toBe('allowed')
    }
  })

  it.each(WAYS)('no key comes in twice: %s', async (_, says, allowed) => {
    for (const label of STANDING_KEYS) {
      const outcome = allowed.includes(label) ? 'allowed' : 'key-fresh'
      expect([label, await judge(says(key(label)))]).toEqual([label, outcome])
      // Whoever signs: that is asked later.
      const unsigned = outcome === 'allowed' ? 'signers' : outcome
      expect([label, await judge(says(key(label)), [])]).toEqual([label, unsigned])
    }
    expect(await judge(says(key('never seen')))).toBe('allowed')
    expect(await judge(says(key('never seen')), [])).toBe('signers')
    for (const weak of WEAK) expect(await judge(says(weak))).toBe('key-encoding')
  })

  it.each(SIGNED)('who must sign signs, and nobody else: %s', async (_, says, allowed) => {
    const right = new Set(allowed.map(names))
    const oneMore = allowed.flatMap((keys) =>
      POOL.filter((one) => !keys.includes(one)).map((one) => [...keys, one]),
    )
    for (const signers of [...subsets(POOL, 3), ...oneMore]) {
      const outcome = await judge(says, signers)
      expect([signers, outcome === 'signers']).toEqual([signers, !right.has(names(signers))])
    }
  })

  it('a party without a key does nothing by itself', async () => {
    for (const party of ['plover', 'knot']) {
      for (const says of [endorse(party), withdraw(party), rotate(party, key('new'))]) {
        expect(await judge(says, [key('plover')])).toBe('key-current')
      }
    }
  })
})
