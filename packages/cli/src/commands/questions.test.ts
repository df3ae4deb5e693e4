import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import type { Shown } from '../test-support/shown.ts'
import { company, leaves, register, row } from '../test-support/registers.ts'

// printf '%s' '{"id":"our-call","principles":["Keep the peace"],"title":"Our Call","url":"https://call.example"}' | sha256sum
const TEXT = '699d47039b5408e49175fcf0664f2e2276b7a56a742b263aee9b4c64602c921b'

let b: Bench

/**
 * Entries: 0 founding, 1 accord, 2-3 org-a in 2019, 4-5 org-b in 2019, 6 org-b out in 2020, 7 acme admitted,
 * 8 acme in, 9 another accord, 10 acme in that one, 11 acme suspended, a month later.
 */
beforeAll(async () => {
  b = bench()
  await founded(b, 'acme')
  const a = row('a', '2019-01-01', { signatory: company('a', { name: '=A,"A"', country: null }) })
  b.write(
    'r.json',
    register([a, row('b', '2019-02-01'), leaves('b', '2020-01-01', { reason: 'moved' })]),
  )
  b.write('call.txt', 'We shall.\n')
  await b.json('import @ledger --register @r.json --registrar @r.key')
  await b.json(
    'signatory admit @ledger --id acme --name Acme --category company --country CH --holder @acme.key --registrar @r.key',
  )
  await b.json('endorse @ledger --accord our-call --signatory acme --key @acme.key')
  await b.json(
    'accord publish @ledger --id other --title Other --text @call.txt --registrar @r.key',
  )
  await b.json('endorse @ledger --accord other --signatory acme --key @acme.key')
  await b.json('signatory suspend @ledger --id acme --registrar @r.key', {
    now: '2026-12-22T09:00:00Z',
  })
})
afterAll(() => b.remove())

const acme = {
  id: 'acme',
  name: 'Acme',
  category: 'company',
  country: 'CH',
  standing: 'signed',
  key: 'admitted',
  since: '2026-11-22',
  text: TEXT,
  index: 8,
  suspendedSince: '2026-12-22T09:00:00Z',
  retroactive: false,
}
const a = {
  id: 'org-a',
  name: '=A,"A"',
  category: 'company',
  country: null,
  standing: 'attested',
  key: null,
  since: '2019-01-01',
  text: TEXT,
  index: 3,
  suspendedSince: null,
  retroactive: true,
}
const ids = (members: readonly { id: string }[]): readonly string[] => members.map(({ id }) => id)

describe('members', () => {
  it('are those in force today at the head, in the fields of the manual', async () => {
    const answer = await b.json('members @ledger --accord our-call')
    expect(answer).toEqual({ accord: 'our-call', size: 12, on: '2026-11-22', members: [acme, a] })
    expect(Object.keys(answer)).toEqual(['accord', 'size', 'on', 'members'])
    expect(Object.keys(answer.members[0] ?? {})).toEqual(Object.keys(acme))
  })

  it.each([
    ['--on 2019-06-01', 12, ['org-a', 'org-b']],
    ['--on 2018-12-31', 12, []],
    ['--size 8', 8, ['org-a']],
    ['--size 4 --on 2019-06-01', 4, ['org-a']],
    ['--time 2026-11-22T09:00:00Z', 11, ['acme', 'org-a']],
  ])('at another moment: %s', async (moment, size, expected) => {
    const answer = await b.json(`members @ledger --accord our-call ${moment}`)
    expect([answer.size, ids(answer.members)]).toEqual([size, expected])
  })

  it('are not told for an accord, a size or a ledger that is not there', async () => {
    expect(await b.failure('members @ledger --accord nope')).toMatchObject({
      code: 'question',
      exit: 1,
    })
    expect(await b.failure('members @ledger --accord our-call --size 13')).toMatchObject({
      code: 'question',
    })
    expect(await b.failure('members @nowhere --accord nope')).toMatchObject({
      code: 'unknown',
      exit: 2,
    })
  })

  it('come as CSV, which spreadsheets do not take for formulas', async () => {
    expect((await b.run('members @ledger --accord our-call --csv')).out).toBe(
      [
        'id,name,category,country,standing,key,since,text,index,suspendedSince,retroactive',
        `acme,Acme,company,CH,signed,admitted,2026-11-22,${TEXT},8,2026-12-22T09:00:00Z,false`,
        `org-a,"'=A,""A""",company,,attested,,2019-01-01,${TEXT},3,,true`,
        '',
      ].join('\r\n'),
    )
  })

  it('come as a table for people', async () => {
    expect((await b.run('members @ledger --accord our-call')).out).toBe(
      [
        'our-call: 2 members in force on 2026-11-22, as known at size 12',
        'acme   Acme    company  CH  signed    since 2026-11-22  key suspended since 2026-12-22T09:00:00Z',
        'org-a  =A,"A"  company  -   attested  since 2019-01-01  retroactive',
        '',
      ].join('\n'),
    )
  })
})

it('counts are by category or country, most first', async () => {
  expect(await b.json('counts @ledger --accord our-call --by country --on 2019-06-01')).toEqual({
    accord: 'our-call',
    size: 12,
    on: '2019-06-01',
    by: 'country',
    total: 2,
    counts: [
      { value: 'CH', count: 1 },
      { value: null, count: 1 },
    ],
  })
  expect((await b.run('counts @ledger --accord our-call --by country')).out).toContain('no country')
})

it('history has the acts of one party across accords, or on one', async () => {
  const answer = await b.json('history @ledger --signatory org-b')
  expect(answer).toEqual({
    signatory: 'org-b',
    acts: [
      {
        accord: 'our-call',
        act: 'endorse',
        standing: 'attested',
        effective: '2019-02-01',
        time: '2026-11-22T09:00:00Z',
        index: 5,
        reason: null,
      },
      {
        accord: 'our-call',
        act: 'withdraw',
        standing: 'attested',
        effective: '2020-01-01',
        time: '2026-11-22T09:00:00Z',
        index: 6,
        reason: 'moved',
      },
    ],
  })
  expect((await b.json('history @ledger --signatory acme')).acts).toHaveLength(2)
  expect((await b.json('history @ledger --signatory acme --accord other')).acts).toHaveLength(1)
  const { out } = await b.run('history @ledger --signatory acme')
  expect(out).toMatch(/acme: keys\nentry 7 +admitted +[0-9a-f]{64} .*\nentry 11 +suspended +none/)
  expect(await b.failure('history @ledger --signatory nobody')).toMatchObject({ code: 'question' })
})

it('diff shows who joined, who left and who changed', async () => {
  const answer = await b.json(
    'diff @ledger --accord our-call --from size:11,on:2019-06-01 --to 2026-11-22',
  )
  expect(Object.keys(answer)).toEqual(['accord', 'from', 'to', 'joined', 'left', 'changed'])
  expect(answer.from).toEqual({ size: 11, on: '2019-06-01' })
  expect([ids(answer.joined), ids(answer.left), answer.changed]).toEqual([['acme'], ['org-b'], []])
  expect(Object.keys(answer.joined[0] ?? {})).toEqual(Object.keys(acme))
  const suspended = await b.json('diff @ledger --accord our-call --from size:11')
  expect(suspended.changed).toEqual([{ before: { ...acme, suspendedSince: null }, after: acme }])
  expect((await b.run('diff @ledger --accord our-call --from size:11')).out).toContain(
    '~  acme  suspendedSince none to 2026-12-22T09:00:00Z',
  )
})

it('absent names those of a list that are not in, in the ids of the ledger', async () => {
  b.write('watch', '# those we asked\norg:b\r\n\n org-a \norg:nobody\norg-b\n')
  expect(await b.json('absent @ledger --accord our-call --watch @watch')).toEqual({
    accord: 'our-call',
    size: 12,
    on: '2026-11-22',
    absent: ['org-b', 'org-nobody'],
  })
  const piped = await b.json('absent @ledger --accord our-call --watch - --on 2019-06-01', {
    input: 'org:b\nacme\n',
  })
  expect(piped.absent).toEqual(['acme'])
  expect(await b.failure('absent @ledger --accord our-call --watch @none')).toMatchObject({
    code: 'input',
  })
})

it('both names those that are in two accords', async () => {
  expect(await b.json('both @ledger --accord our-call --and other')).toEqual({
    accords: ['our-call', 'other'],
    size: 12,
    on: '2026-11-22',
    members: ['acme'],
  })
  expect((await b.json('both @ledger --accord our-call --and other --size 10')).members).toEqual([])
  expect(await b.failure('both @ledger --accord our-call --and nope')).toMatchObject({
    code: 'question',
  })
})

it('report prints canonical bytes, whose hash it tells people', async () => {
  const { out } = await b.run('report @ledger --from 2019-01-01 --to 2019-12-31 --json')
  const report: Shown = JSON.parse(out)
  expect(out).toBe(`${JSON.stringify(sorted(report))}\n`)
  expect(report).toMatchObject({
    format: 'accord-ledger report v1',
    size: 12,
    from: '2019-01-01',
    to: '2019-12-31',
  })
  expect(report.accords.map(({ accord }) => accord)).toEqual(['other', 'our-call'])
  expect(report.accords[1]?.joined.acts.map(({ signatory }) => signatory)).toEqual([
    'org-a',
    'org-b',
  ])
  const text = await b.run('report @ledger --from 2019-01-01 --to 2019-12-31')
  const hash = createHash('sha256').update(out.trimEnd()).digest('hex')
  expect(text.out).toContain(`(--json): ${hash}\n`)
  expect(text.out).toContain('our-call: 2 joined')
  expect(await b.failure('report @ledger --from 2020-01-01 --to 2019-01-01')).toMatchObject({
    code: 'question',
  })
})

it('log shows entries in plain words, all or some', async () => {
  const { origin, size, entries } = await b.json('log @ledger --from 5 --to 7')
  expect({ origin, size }).toEqual({ origin: 'accords.example/1', size: 12 })
  expect(entries.map(({ index, says }) => [index, says])).toEqual([
    [5, `attests that org-b endorsed our-call, text ${TEXT}, from 2019-02-01`],
    [6, 'attests that org-b withdrew from our-call, from 2020-01-01, because "moved"'],
  ])
  expect(Object.keys(entries[0] ?? {})).toEqual([
    'index',
    'time',
    'hash',
    'says',
    'event',
    'signedBy',
  ])
  expect(entries[0]?.signedBy).toEqual([b.publicKey('r.key')])
  expect((await b.json('log @ledger --signatory acme')).entries).toHaveLength(4)
  expect((await b.json('log @ledger --accord other')).entries).toHaveLength(2)
  expect((await b.run('log @ledger')).out.split('\n')).toHaveLength(13)
})

it('nothing is answered from a log that is not the trusted one', async () => {
  const trust = `--trust key:${b.publicKey('o.key')}`
  expect((await b.json(`members @ledger --accord our-call ${trust}`)).size).toBe(12)
  const error = await b.failure(
    `members @ledger --accord our-call --trust key:${b.publicKey('r.key')}`,
  )
  expect(error).toMatchObject({ code: 'unsound', exit: 1 })
})

/** `value` with the members of its objects in order: what RFC 8785 adds to JSON.stringify, here. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  )
}
