import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import { ADMIT, ENDORSE, PUBLISH, TEXT, TEXT_2, WITHDRAW } from '../test-support/lines.ts'

let b: Bench

beforeEach(async () => {
  b = bench()
  await founded(b, 'acme', 'next', 'r2')
  b.write('call.txt', 'We shall.\n')
  b.write('call-2.txt', 'We shall, too.\n')
})
afterEach(() => b.remove())

async function event(args: string): Promise<Readonly<Record<string, unknown>>> {
  const { logged } = await b.json(args)
  return logged[0]?.event ?? {}
}

describe('an event', () => {
  it('rules from today and expires in thirty days, unless it is said otherwise', async () => {
    expect(await event(PUBLISH)).toMatchObject({
      effective: '2026-11-22',
      until: '2026-12-22T09:00:00Z',
    })
    expect(await event(`${ADMIT} --effective 2020-02-29 --until none`)).toMatchObject({
      effective: '2020-02-29',
      until: null,
    })
    expect(await event(`${ENDORSE} --until 2026-11-22T09:00:00Z`)).toMatchObject({
      until: '2026-11-22T09:00:00Z',
    })
  })

  it('is logged with what it says in plain words, and the new head', async () => {
    const { logged, ...head } = await b.json(PUBLISH)
    const verified = await b.json('verify @ledger')
    expect(head).toEqual({
      origin: 'accords.example/1',
      size: 2,
      root: verified.root,
      head: verified.head,
    })
    expect(logged).toHaveLength(1)
    expect(Object.keys(logged[0] ?? {})).toEqual(['index', 'time', 'hash', 'says', 'event'])
    expect(logged[0]).toMatchObject({
      index: 1,
      time: '2026-11-22T09:00:00Z',
      hash: verified.head,
      says: `publishes the accord call, "Our Call", text ${TEXT}, open for endorsement, from 2026-11-22`,
    })
  })
})

describe('accords', () => {
  beforeEach(() => b.json(PUBLISH))

  it('are published once', async () => {
    expect(await b.failure(PUBLISH)).toMatchObject({ code: 'exists', exit: 1 })
    expect(await b.failure('accord close @ledger --id cal --registrar @r.key')).toMatchObject({
      code: 'missing',
    })
  })

  it('keep what is not amended', async () => {
    const amend = 'accord amend @ledger --id call --registrar @r.key'
    expect(await event(`${amend} --uri https://call.example`)).toMatchObject({
      title: 'Our Call',
      text: TEXT,
      uri: 'https://call.example',
      open: true,
    })
    expect(await event('accord close @ledger --id call --registrar @r.key')).toMatchObject({
      uri: 'https://call.example',
      open: false,
    })
    expect(await event(`${amend} --text @call-2.txt --title Ours`)).toMatchObject({
      title: 'Ours',
      text: TEXT_2,
      uri: 'https://call.example',
      open: false,
    })
    expect(await event(`${amend} --uri none`)).toMatchObject({ uri: null, text: TEXT_2 })
    expect(await b.failure(`${amend} --title Alone`)).toMatchObject({ rule: 'accord-title' })
    expect(await event('accord reopen @ledger --id call --registrar @r.key')).toMatchObject({
      open: true,
    })
    expect(await b.failure('accord reopen @ledger --id call --registrar @r.key')).toMatchObject({
      code: 'exists',
    })
  })
})

describe('signatories', () => {
  beforeEach(() => b.json(ADMIT))

  it('are admitted once', async () => {
    expect(await b.failure(ADMIT)).toMatchObject({ code: 'exists' })
    expect(
      await b.failure('signatory suspend @ledger --id nobody --registrar @r.key'),
    ).toMatchObject({
      code: 'missing',
    })
  })

  it('keep what is not updated', async () => {
    const update = 'signatory update @ledger --id acme --registrar @r.key'
    const key = b.publicKey('acme.key')
    expect(await event(`${update} --country CH`)).toMatchObject({
      name: 'Acme',
      country: 'CH',
      key,
    })
    expect(await event(`${update} --name Acme_AG --country none`)).toMatchObject({
      name: 'Acme AG',
      category: 'company',
      country: null,
      key,
    })
    const next = b.publicKey('next.key')
    expect(await event(`${update} --holder @next.key`)).toMatchObject({
      name: 'Acme AG',
      key: next,
    })
  })

  it('sign nothing while they are suspended', async () => {
    await b.json(PUBLISH)
    const suspend = 'signatory suspend @ledger --id acme --registrar @r.key'
    expect(await event(suspend)).toMatchObject({ key: null, name: 'Acme' })
    expect(await b.failure(suspend)).toMatchObject({ code: 'exists' })
    expect(await b.failure(ENDORSE)).toMatchObject({ rule: 'key-current' })
    await b.json('signatory update @ledger --id acme --holder @next.key --registrar @r.key')
    await b.json(ENDORSE.replace('@acme.key', '@next.key'))
    const { members } = await b.json('members @ledger --accord call')
    expect(members[0]).toMatchObject({ standing: 'signed', key: 'replaced', suspendedSince: null })
  })

  it('change their own key, by the old one and the new one', async () => {
    await b.json(PUBLISH)
    await b.json('signatory rotate @ledger --id acme --key @acme.key --new-key @next.key')
    const error = await b.failure(ENDORSE)
    expect(error).toMatchObject({ code: 'refused', exit: 1 })
    expect(error.message).toContain(`${b.publicKey('next.key')} must`)
    await b.json(ENDORSE.replace('@acme.key', '@next.key'))
  })
})

describe('acts', () => {
  beforeEach(async () => {
    await b.json(PUBLISH)
    await b.json(ADMIT)
  })

  it('endorse the text in force, and no other that was read', async () => {
    expect(await b.failure(`${ENDORSE} --text @call-2.txt`)).toMatchObject({ code: 'refused' })
    expect(await event(`${ENDORSE} --text @call.txt`)).toMatchObject({
      type: 'endorse',
      text: TEXT,
    })
    expect(await b.failure(ENDORSE)).toMatchObject({ code: 'rule', rule: 'endorse-again' })
    expect(await event(`${WITHDRAW} --reason no_longer`)).toMatchObject({ reason: 'no longer' })
    expect(await b.failure(WITHDRAW)).toMatchObject({ rule: 'withdraw-member' })
  })

  it('name an accord and a party that are there', async () => {
    expect(await b.failure(ENDORSE.replace('--accord call', '--accord cal'))).toMatchObject({
      code: 'missing',
    })
    expect(await b.failure(ENDORSE.replace('acme', 'acm'))).toMatchObject({
      code: 'rule',
      rule: 'signatory-known',
    })
  })

  it('after a strike need a registrar, whose key is left out where none is needed', async () => {
    const both = `${ENDORSE} --registrar @r.key`
    await b.json(both)
    await b.json('strike @ledger --accord call --signatory acme --reason twice --registrar @r.key')
    expect(await b.failure(ENDORSE)).toMatchObject({ rule: 'signers' })
    await b.json(both)
    const { acts } = await b.json('history @ledger --signatory acme')
    expect(acts.map((act: { act: string; standing: string }) => [act.act, act.standing])).toEqual([
      ['endorse', 'signed'],
      ['strike', 'struck'],
      ['endorse', 'signed'],
    ])
  })

  it.each([
    [' because', 'plain text'],
    ['\u001b[31mred', 'plain text'],
  ])('refuse the reason %j', async (reason, expected) => {
    const text = reason.replaceAll(' ', '_')
    expect((await b.failure(`${WITHDRAW} --reason ${text}`)).message).toContain(expected)
  })

  it('refuse text that is not in normal form C', async () => {
    await b.json(ENDORSE)
    expect(await b.failure(`${WITHDRAW} --reason cafe\u0301`)).toMatchObject({ code: 'refused' })
  })
})

describe('the authority', () => {
  it('changes its operator and its registrars, and keeps what is not named', async () => {
    const [r, next, r2] = ['r', 'next', 'r2'].map((key) => b.publicKey(`${key}.key`))
    expect(
      await event('authority rotate @ledger --operator @o.key --new-operator @next.key'),
    ).toMatchObject({
      operator: next,
      registrars: [r],
    })
    expect(
      await b.failure('authority rotate @ledger --operator @o.key --registrar @r2.key'),
    ).toMatchObject({
      code: 'refused',
    })
    expect(
      await event('authority rotate @ledger --operator @next.key --registrar @r.key @r2.key'),
    ).toMatchObject({
      operator: next,
      registrars: [r ?? '', r2 ?? ''].toSorted((one, other) => (one < other ? -1 : 1)),
    })
    expect(
      await event('authority rotate @ledger --operator @next.key --registrar @r2.key'),
    ).toMatchObject({
      registrars: [r2],
    })
    expect(await b.failure(PUBLISH)).toMatchObject({ code: 'refused' })
  })
})
