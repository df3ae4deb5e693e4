import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import { ADMIT, ENDORSE, PUBLISH, WITHDRAW } from '../test-support/lines.ts'

let b: Bench

beforeEach(async () => {
  b = bench()
  await founded(b, 'acme', 'next', 'r2')
  b.write('call.txt', 'We shall.\n')
  b.write('call-2.txt', 'We shall, too.\n')
})
afterEach(() => b.remove())

describe('a ledger', () => {
  it('is founded once, and nothing is made for a founding that is malformed', async () => {
    const found = 'init @other --origin Other --operator @o.key --registrar @r.key'
    expect(await b.failure(found)).toMatchObject({ code: 'malformed', path: 'log' })
    expect(existsSync(b.at('other'))).toBe(false)
    await b.json(found.replace('Other', 'other'))
    expect(await b.failure(found.replace('Other', 'other'))).toMatchObject({ code: 'exists' })
  })

  it('is founded by keys on several machines', async () => {
    const event = `init @other --origin other --operator @o.key --registrar ${b.publicKey('r2.key')}`
    expect(await b.failure(event)).toMatchObject({ code: 'usage', exit: 64 })
    expect(await b.json(`${event} --offline @found.event`)).toMatchObject({
      file: b.at('found.event'),
      signed: [b.publicKey('o.key')],
      missing: { keys: [b.publicKey('r2.key')], registrar: false },
    })
    expect(await b.failure('append @other @found.event')).toMatchObject({ rule: 'signers' })
    expect(existsSync(b.at('other'))).toBe(false)
    await b.json('sign @found.event --key @r2.key')
    expect((await b.json('append @other @found.event')).size).toBe(1)
  })

  it('that is not there, or has no entry, is not written to', async () => {
    expect(await b.failure(PUBLISH.replace('@ledger', '@nowhere'))).toMatchObject({
      code: 'unknown',
      exit: 2,
    })
    expect(existsSync(b.at('nowhere'))).toBe(false)
  })
})

describe('parties on different machines', () => {
  beforeEach(async () => {
    await b.json(PUBLISH)
    await b.json(ADMIT)
  })

  it('write an event, sign it and have it logged', async () => {
    const admit = `signatory admit @ledger --id beta --name Beta --category company --holder ${b.publicKey('next.key')}`
    const drafted = await b.json(`${admit} --offline @admit.event`)
    expect(Object.keys(drafted)).toEqual(['file', 'says', 'event', 'signed', 'missing'])
    expect(drafted).toMatchObject({
      signed: [],
      missing: { keys: [b.publicKey('next.key')], registrar: true },
    })
    expect((await b.json('verify @ledger')).size).toBe(3)
    await b.json('sign @admit.event --key @next.key')
    expect(await b.failure('append @ledger @admit.event')).toMatchObject({ rule: 'signers' })
    expect((await b.json('sign @admit.event --key @r.key')).signed).toHaveLength(2)
    // Another party was faster; what was signed still stands.
    await b.json(ENDORSE)
    expect((await b.json('append @ledger @admit.event')).size).toBe(5)
  })

  it('learn at once what would be refused', async () => {
    expect(await b.failure(`${WITHDRAW} --offline @w.event`)).toMatchObject({
      rule: 'withdraw-member',
    })
    expect(existsSync(b.at('w.event'))).toBe(false)
  })

  it('never overwrite a file', async () => {
    b.write('e.event', 'precious')
    expect(await b.failure(`${ENDORSE} --offline @e.event`)).toMatchObject({ code: 'output' })
    expect(b.read('e.event')).toBe('precious')
  })

  it('have what went stale refused', async () => {
    await b.json(`${ENDORSE} --offline @e.event`)
    const before = readFileSync(b.at('e.event'))
    await b.json('append @ledger @e.event')
    await b.json(WITHDRAW)
    expect(readFileSync(b.at('e.event'))).toEqual(before)
    expect(await b.failure('append @ledger @e.event')).toMatchObject({
      code: 'rule',
      rule: 'previous',
    })
    await b.json(`${ENDORSE} --until 2026-11-23T00:00:00Z --offline @e2.event`)
    const error = await b.failure('append @ledger @e2.event', { now: '2026-11-24T00:00:00Z' })
    expect(error).toMatchObject({ rule: 'until' })
  })

  it('have what was changed on the way refused', async () => {
    await b.json(`${ENDORSE} --offline @e.event`)
    b.write(
      'e.event',
      b.read('e.event').replace('"effective":"2026-11-22"', '"effective":"2020-01-01"'),
    )
    expect(await b.failure('append @ledger @e.event')).toMatchObject({
      rule: 'signature',
      index: 3,
    })
    b.write('e.event', `${b.read('e.event')} `)
    expect(await b.failure('append @ledger @e.event')).toMatchObject({ code: 'malformed' })
  })

  it('have several events logged together, or none', async () => {
    await b.json(`${ENDORSE} --offline @e.event`)
    await b.json(
      'accord amend @ledger --id call --text @call-2.txt --registrar @r.key --offline @a.event',
    )
    expect(await b.failure('append @ledger @a.event @e.event')).toMatchObject({
      rule: 'text-current',
    })
    expect((await b.json('verify @ledger')).size).toBe(3)
    const { logged } = await b.json('append @ledger @e.event @a.event')
    expect(logged.map(({ index }: { index: number }) => index)).toEqual([3, 4])
  })
})
