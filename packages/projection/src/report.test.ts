import { readFileSync } from 'node:fs'
import { encodeHex, sha256 } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { project } from './projection.ts'
import { register } from './register.ts'
import { encodeReport, report } from './report.ts'
import type { Report, ReportSection } from './report.ts'
import type { Register } from './register.ts'
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
  strike,
  time,
  withdraw,
} from './test-support/log.ts'
import type { Row } from './test-support/log.ts'

const period = (from: string, to: string): { from: Report['from']; to: Report['to'] } => ({
  from: day(from),
  to: day(to),
})

/** A section's acts as `<signatory>@<index>`. */
function shown({ acts }: ReportSection): string {
  return acts.map(({ signatory, index }) => `${signatory}@${index}`).join(' ')
}

function actsIn(log: Register, from: string, to: string, size?: number): unknown {
  const { accords } = right(report(log, period(from, to), size === undefined ? {} : { size }))
  if (accords[0] === undefined) return null
  const { joined, withdrawn, struck } = accords[0]
  return { joined: shown(joined), withdrawn: shown(withdrawn), struck: shown(struck) }
}

describe('the worked example of the specification', () => {
  const spec = readFileSync(new URL('../../../docs/spec/report.md', import.meta.url), 'utf8')

  it('is what the log that it tells of gives', async () => {
    const log = await registerOf([
      ['2026-01-05', publish('pact', { title: 'The Pact' })],
      ['2026-01-05', admit('acme', { name: 'Acme SA', key: keyOf('acme') })],
      ['2026-01-05', admit('bolt', { name: 'Bolt Ltd', category: 'civil-society', country: null })],
      ['2026-01-05', attest('pact', 'bolt', '2025-12-31')],
      ['2026-01-06', endorse('pact', 'acme', '2026-01-06')],
      ['2026-01-20', attestOut('pact', 'bolt', '2026-02-01')],
      ['2026-02-10', admit('acme', { name: 'Acme Nova SA', effective: '2026-01-15' })],
      ['2026-02-20', strike('pact', 'acme', '2026-01-31')],
    ])
    const bytes = encodeReport(right(report(log, period('2026-01-01', '2026-02-01'))))
    const written = /```json\n([^`]+)```/.exec(spec)?.[1] ?? ''
    expect(written.replaceAll('\n', '')).toBe(new TextDecoder().decode(bytes))
    expect(spec).toContain(`${bytes.length} bytes`)
    expect(spec).toContain(encodeHex(sha256(bytes)))
  })
})

describe('a report', () => {
  const COMINGS: readonly Row[] = [
    ['2026-01-10', publish('pact')],
    ['2026-01-10', admit('acme', { key: keyOf('acme') })],
    ['2026-01-11', attest('pact', 'acme', '2026-01-01')],
    ['2026-01-12', endorse('pact', 'acme', '2026-01-12')],
    ['2026-01-13', publish('pact', { text: OTHER_TEXT })],
    ['2026-01-14', endorse('pact', 'acme', '2026-01-14', OTHER_TEXT)],
    ['2026-01-15', withdraw('pact', 'acme', '2026-06-01')],
    ['2026-01-16', endorse('pact', 'acme', '2026-01-16', OTHER_TEXT)],
    ['2026-01-17', strike('pact', 'acme', '2026-01-17')],
    ['2026-01-18', endorse('pact', 'acme', '2026-01-18', OTHER_TEXT)],
  ]

  it('tells who joined, by the state in log order: not who affirmed, or signed what was attested', async () => {
    const log = await registerOf(COMINGS)
    expect(actsIn(log, '2026-01-01', '2026-12-31')).toEqual({
      joined: 'acme@3 acme@8 acme@10',
      withdrawn: 'acme@7',
      struck: 'acme@9',
    })
  })

  it('goes by the effective day, ends inclusive', async () => {
    const log = await registerOf(COMINGS)
    const none = { joined: '', withdrawn: '', struck: '' }
    expect(actsIn(log, '2026-01-17', '2026-01-17')).toEqual({ ...none, struck: 'acme@9' })
    expect(actsIn(log, '2026-01-16', '2026-01-18')).toEqual({
      ...none,
      joined: 'acme@8 acme@10',
      struck: 'acme@9',
    })
    expect(actsIn(log, '2026-01-19', '2026-05-31')).toEqual(none)
    expect(actsIn(log, '2026-06-01', '9999-12-31')).toEqual({ ...none, withdrawn: 'acme@7' })
    expect(actsIn(log, '1600-01-01', '2026-01-01')).toEqual({ ...none, joined: 'acme@3' })
  })

  it('tells what is known at the size', async () => {
    const log = await registerOf(COMINGS)
    const all = ['2026-01-01', '2026-12-31'] as const
    expect(actsIn(log, ...all, 9)).toEqual({
      joined: 'acme@3 acme@8',
      withdrawn: 'acme@7',
      struck: '',
    })
    expect(actsIn(log, ...all, 2)).toEqual({ joined: '', withdrawn: '', struck: '' })
    expect(actsIn(log, ...all, 1)).toBe(null)
    const at = { time: time('2026-01-11T23:59:59Z') }
    const early = right(report(log, period(...all), at))
    expect(early).toEqual(right(report(log, period(...all), { size: 4 })))
  })

  it('orders acts by effective day, then index, and counts them', async () => {
    const log = await registerOf([
      ['2026-01-10', publish('pact')],
      ['2026-01-10', admit('c', { category: 'state', country: 'DE' })],
      ['2026-01-10', admit('a', { country: null })],
      ['2026-01-10', admit('b')],
      ['2026-01-10', attest('pact', 'c', '2026-01-05')],
      ['2026-01-10', attest('pact', 'b', '2026-01-05')],
      ['2026-01-10', attest('pact', 'a', '2026-01-04')],
    ])
    const { accords } = right(report(log, period('2026-01-01', '2026-01-31')))
    expect(accords[0]?.joined).toMatchObject({
      total: 3,
      byCategory: [
        { value: 'company', count: 2 },
        { value: 'state', count: 1 },
      ],
      byCountry: [
        { value: 'DE', count: 1 },
        { value: 'FR', count: 1 },
        { value: null, count: 1 },
      ],
      acts: [{ index: 7 }, { index: 5 }, { index: 6 }],
    })
    expect(accords[0]?.struck).toEqual({ total: 0, byCategory: [], byCountry: [], acts: [] })
  })

  it('shows the profile in force on the effective day, as known at the size', async () => {
    const log = await registerOf([
      ['2026-01-10', publish('pact')],
      ['2026-01-10', admit('a')],
      ['2026-01-10', attest('pact', 'a', '2025-06-01')],
      ['2026-01-11', admit('a', { name: 'Nova', category: 'state', effective: '2025-05-01' })],
      ['2026-01-12', admit('a', { name: 'Later', effective: '2025-07-01' })],
    ])
    const nameAt = (size: number): unknown => {
      const { accords } = right(report(log, period('2025-01-01', '2025-12-31'), { size }))
      return accords[0]?.joined.acts[0]?.name
    }
    expect([nameAt(4), nameAt(5), nameAt(6)]).toEqual(['A', 'Nova', 'Nova'])
  })

  it('lists every accord that is published by then, ascending, under its title on the last day', async () => {
    const log = await registerOf([
      ['2026-01-10', publish('treaty')],
      ['2026-01-10', publish('pact', { title: 'Old' })],
      ['2026-01-10', publish('pact', { title: 'New', text: OTHER_TEXT, effective: '2026-03-01' })],
      ['2026-01-10', publish('zeal')],
    ])
    const titlesBy = (to: string, size: number): unknown =>
      right(report(log, period('2020-01-01', to), { size })).accords.map(({ accord, title }) => [
        accord,
        title,
      ])
    const treaty = ['treaty', 'The treaty']
    expect(titlesBy('2026-02-28', 4)).toEqual([['pact', 'Old'], treaty])
    expect(titlesBy('2026-03-01', 4)).toEqual([['pact', 'New'], treaty])
    expect(titlesBy('2026-03-01', 3)).toEqual([['pact', 'Old'], treaty])
    expect(titlesBy('2020-01-01', 5)).toEqual([['pact', 'Old'], treaty, ['zeal', 'The zeal']])
  })

  it('says what is wrong with the period or the size', () => {
    const empty = project(register, [])
    expect(report(empty, period('2026-01-02', '2026-01-01'))).toEqual(
      E.left({ _tag: 'BadPeriod', from: '2026-01-02', to: '2026-01-01' }),
    )
    expect(report(empty, period('2026-01-01', '2026-01-01'), { size: 1 })).toEqual(
      E.left({ _tag: 'NoSuchSize', size: 1, have: 0 }),
    )
  })

  it('of an empty log names no log', () => {
    const bytes = encodeReport(
      right(report(project(register, []), period('2026-01-01', '2026-01-01'))),
    )
    expect(new TextDecoder().decode(bytes)).toBe(
      '{"accords":[],"format":"accord-ledger report v1","from":"2026-01-01","log":null,"size":0,"to":"2026-01-01"}',
    )
  })
})
