import * as fc from 'fast-check'
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
const LATER = { now: '2026-12-24T09:00:00Z' }

const size = async (): Promise<number> => (await b.json('verify @ledger')).size

describe('importing a register', () => {
  const first = [row('a', '2019-01-01'), row('b', '2019-01-01', { reason: 'by letter' })]

  it('says what it logged, and what stands there now', async () => {
    b.write('r.json', register([...first, leaves('a', '2020-01-01')]))
    const done = await b.json(IMPORT)
    expect(done).toMatchObject({
      dryRun: false,
      origin: 'accords.example/1',
      size: 7,
      accords: 1,
      signatories: 2,
      profiles: 0,
      attests: 3,
      matched: 0,
      differences: [],
    })
    expect(Object.keys(done)).toEqual([
      'dryRun',
      'origin',
      'size',
      'root',
      'head',
      'accords',
      'signatories',
      'profiles',
      'attests',
      'matched',
      'differences',
    ])
    const { acts } = await b.json('history @ledger --signatory org-b')
    expect(acts).toEqual([
      {
        accord: 'our-call',
        act: 'endorse',
        standing: 'attested',
        effective: '2019-01-01',
        time: '2026-11-22T09:00:00Z',
        index: 5,
        reason: 'by letter',
      },
    ])
  })

  it('again changes nothing, also after parties got keys and the accord was closed', async () => {
    b.write('r.json', register(first))
    const { size: before, head } = await b.json(IMPORT)
    expect(await b.json(IMPORT, LATER)).toMatchObject({
      size: before,
      head,
      attests: 0,
      matched: 2,
    })
    await b.run('keygen @a.key')
    await b.json('signatory update @ledger --id org-a --holder @a.key --registrar @r.key')
    await b.json('withdraw @ledger --accord our-call --signatory org-a --key @a.key')
    await b.json('strike @ledger --accord our-call --signatory org-b --reason x --registrar @r.key')
    await b.json('accord close @ledger --id our-call --registrar @r.key')
    expect(await b.json(IMPORT)).toMatchObject({ size: before + 4, attests: 0, matched: 2 })
  })

  it('logs what was added to it since', async () => {
    b.write('r.json', register(first))
    await b.json(IMPORT)
    b.write('r.json', register([...first, row('c', '2021-01-01'), leaves('a', '2022-01-01')]))
    expect(await b.json(IMPORT, LATER)).toMatchObject({
      accords: 0,
      signatories: 1,
      attests: 2,
      matched: 2,
      size: 9,
    })
  })

  it('says what it would log, and logs nothing, with --dry-run', async () => {
    b.write('r.json', register(first))
    expect(await b.json(`${IMPORT} --dry-run`)).toMatchObject({
      dryRun: true,
      size: 1,
      accords: 1,
      signatories: 2,
      attests: 2,
    })
    expect(await size()).toBe(1)
  })

  it('comes from standard input as well', async () => {
    const input = JSON.stringify(register(first))
    const done = await b.json('import @ledger --register - --registrar @r.key', { input })
    expect(done).toMatchObject({ attests: 2 })
  })

  it('takes several accords from a bundle', async () => {
    b.write('r.json', {
      accord: null,
      accords: [CALL, { ...CALL, id: 'second', opened: null }],
      events: [
        row('a', '2019-01-01', { accord: 'second' }),
        leaves('a', '2019-01-01', { accord: 'second' }),
        row('a', '2019-01-01', { accord: 'our-call' }),
        row('a', '2019-01-01', { accord: 'second' }),
      ],
    })
    expect(await b.json(IMPORT)).toMatchObject({ accords: 2, signatories: 1, attests: 4, size: 8 })
    const { members } = await b.json('both @ledger --accord our-call --and second')
    expect(members).toEqual(['org-a'])
  })

  it('hashes the text that is given in place of what the register says', async () => {
    b.write('r.json', register(first))
    b.write('call.txt', 'We shall.\n')
    await b.json(`${IMPORT} --text @call.txt`)
    const { members } = await b.json('members @ledger --accord our-call')
    // printf 'We shall.\n' | sha256sum
    expect(members[0]?.text).toBe(
      'e3fda294dfba745cfef839fd61e0e41eaa0ef4544705967fad77693efbc560ec',
    )
    expect((await b.json(`${IMPORT} --text @call.txt`)).differences).toEqual([])
    b.write('r.json', { accords: [CALL, { ...CALL, id: 'b' }], events: [] })
    expect(await b.failure(`${IMPORT} --text @call.txt`)).toMatchObject({ code: 'usage', exit: 64 })
  })
})

describe('profiles', () => {
  const renamed = row('a', '2020-01-01', {
    action: 'withdraw',
    signatory: company('a', { name: 'Alpha', category: 'state' }),
  })
  const corrections = [
    { date: '2021-01-01', signatory_id: 'org:a', field: 'country', from: 'CH', to: 'FR' },
  ]

  it('change on the days on which the register changes them', async () => {
    b.write(
      'r.json',
      register(
        [
          row('a', '2019-01-01'),
          renamed,
          row('a', '2020-06-01', { signatory: company('a', { name: 'Alpha', category: 'state' }) }),
        ],
        { corrections },
      ),
    )
    expect(await b.json(IMPORT)).toMatchObject({ signatories: 1, profiles: 2, attests: 3 })
    const on = async (day: string): Promise<unknown> => {
      const { members } = await b.json(`members @ledger --accord our-call --on ${day}`)
      return members.map(({ name, category, country }) => [name, category, country])
    }
    expect(await on('2019-12-31')).toEqual([['A', 'company', 'CH']])
    expect(await on('2020-12-31')).toEqual([['Alpha', 'state', 'CH']])
    expect(await on('2021-01-01')).toEqual([['Alpha', 'state', 'FR']])
  })

  it('of a party that was there stay, are told, and are taken with --update-profiles', async () => {
    await b.json(
      'signatory admit @ledger --id org-a --name Ancient --category company --country CH --registrar @r.key --effective 2018-01-01',
    )
    b.write('r.json', register([row('a', '2019-01-01'), renamed], { corrections }))
    const told = await b.json(IMPORT)
    expect(told).toMatchObject({ signatories: 0, profiles: 0, attests: 2 })
    expect(told.differences).toEqual([
      { about: 'signatory', id: 'org-a', field: 'name', ledger: 'Ancient', register: 'Alpha' },
      { about: 'signatory', id: 'org-a', field: 'category', ledger: 'company', register: 'state' },
      { about: 'signatory', id: 'org-a', field: 'country', ledger: 'CH', register: 'FR' },
    ])
    expect((await b.json(IMPORT)).differences).toHaveLength(3)
    expect(await b.json(`${IMPORT} --update-profiles`)).toMatchObject({
      profiles: 1,
      differences: [],
    })
    expect(await b.json(`${IMPORT} --update-profiles`)).toMatchObject({
      profiles: 0,
      differences: [],
    })
    expect((await b.run('history @ledger --signatory org-a')).out).toMatch(
      /entry 5 +Alpha +state +FR +from 2021-01-01, retroactive/,
    )
  })

  it('keep the key that a party got meanwhile', async () => {
    await b.run('keygen @a.key')
    await b.json(
      'signatory admit @ledger --id org-a --name Old --category company --holder @a.key --registrar @r.key',
    )
    b.write('r.json', register([row('a', '2019-01-01')]))
    expect(await b.json(`${IMPORT} --update-profiles`)).toMatchObject({ profiles: 1, attests: 1 })
    await b.json('endorse @ledger --accord our-call --signatory org-a --key @a.key')
  })
})

it('whatever was imported is imported again without effect', async () => {
  const days = ['2018-01-01', '2019-01-01', '2019-06-01', '2020-01-01'] as const
  const parties = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      turns: fc.array(fc.constantFrom(...days), { minLength: 1, maxLength: 4 }),
      category: fc.constantFrom('company', 'state'),
    }),
    { maxLength: 3 },
  )
  await fc.assert(
    fc.asyncProperty(parties, async (all) => {
      const once = [...new Map(all.map((party) => [party.name, party])).values()]
      const events = once.flatMap(({ name, turns, category }) =>
        turns.toSorted().map((date, i) =>
          row(name, date, {
            action: i % 2 === 0 ? 'endorse' : 'withdraw',
            signatory: company(name, { category: i < 2 ? 'company' : category }),
          }),
        ),
      )
      const own = bench()
      try {
        await founded(own)
        own.write('r.json', register(events))
        const done = await own.json(IMPORT)
        expect(done).toMatchObject({ attests: events.length, matched: 0 })
        const again = await own.json(IMPORT, LATER)
        expect(again).toMatchObject({ size: done.size, head: done.head, matched: events.length })
        expect((await own.json('verify @ledger')).verdict).toBe('sound')
      } finally {
        own.remove()
      }
    }),
    { numRuns: 15 },
  )
})
