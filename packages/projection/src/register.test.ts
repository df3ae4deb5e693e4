import { describe, expect, it } from 'vitest'
import { history } from './history.ts'
import { members } from './membership.ts'
import { project } from './projection.ts'
import type { Projection } from './projection.ts'
import { register } from './register.ts'
import type { Register } from './register.ts'
import {
  admit,
  day,
  endorse,
  entriesOf,
  keyOf,
  publish,
  right,
  withdraw,
} from './test-support/log.ts'
import type { Row } from './test-support/log.ts'
import { wordings } from './wordings.ts'

const ROWS: readonly Row[] = [
  ['2026-01-10', publish('pact')],
  ['2026-01-10', admit('acme', { key: keyOf('acme') })],
  ['2026-01-11', endorse('pact', 'acme', '2026-01-11')],
]
const entries = await entriesOf(ROWS)

describe('a projection', () => {
  it('may be of a user’s own making', () => {
    const types: Projection<readonly string[]> = {
      initialState: () => [],
      evolve: (state, { event }) => [...state, event.type],
    }
    expect(project(types, entries)).toEqual(['authority', 'accord', 'signatory', 'endorse'])
  })

  it('goes on from a state as if it had never stopped', () => {
    const half = project(register, entries.slice(0, 2))
    expect(project(register, entries.slice(2), half)).toEqual(project(register, entries))
  })
})

describe('the register', () => {
  it('counts the entries it took in', () => {
    expect(register.initialState().size).toBe(0)
    expect(project(register, entries).size).toBe(4)
  })

  it('keeps nothing in common with another one', () => {
    const [one, other] = [register.initialState(), register.initialState()]
    project(register, entries, one)
    expect(other).toEqual(register.initialState())
  })

  it('keeps no event, entry or signature', () => {
    const kept = JSON.stringify(everythingIn(project(register, entries)))
    for (const word of ['signatures', 'previous', 'seen', 'bytes', 'operator']) {
      expect(kept).not.toContain(`"${word}"`)
    }
    for (const { signatures } of entries)
      for (const { sig } of signatures) expect(kept).not.toContain(sig)
  })

  it('keeps one time for neighbouring entries that share it', () => {
    expect(project(register, entries).runs).toEqual([
      { time: '2026-01-10T12:00:00Z', from: 0 },
      { time: '2026-01-11T12:00:00Z', from: 3 },
    ])
  })

  it('refuses an entry that does not follow the last one', async () => {
    const [first, second, third] = entries
    if (first === undefined || second === undefined || third === undefined) throw new Error('four')
    const elsewhere = await entriesOf([['2026-01-11', publish('pact')]])
    const stateAt = (): Register => project(register, [first])
    expect(() => register.evolve(register.initialState(), second)).toThrow(/does not follow/)
    expect(() => register.evolve(stateAt(), first)).toThrow(/does not follow/)
    expect(() => register.evolve(stateAt(), third)).toThrow(/does not follow/)
    expect(() => project(register, elsewhere.slice(1), stateAt())).toThrow(/does not follow/)
  })

  it('gives answers that later entries do not change', async () => {
    const on = day('2026-02-01')
    const all = await entriesOf([
      ...ROWS,
      ['2026-01-12', admit('acme', { name: 'Nova', key: keyOf('acmeNext') })],
      ['2026-01-12', publish('pact', { open: false })],
      ['2026-01-12', withdraw('pact', 'acme', '2026-01-12')],
    ])
    const early = project(register, all.slice(0, 4))
    const answers = (state: Register): unknown => [
      right(members(state, 'pact', { on })),
      right(history(state, 'acme')),
      right(wordings(state, 'pact')),
    ]
    const given = answers(early)
    const before = structuredClone(given)
    expect(answers(project(register, all.slice(4), early))).not.toEqual(before)
    expect(given).toEqual(before)
  })
})

/** Maps do not show in JSON. */
function everythingIn(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(everythingIn)
  if (Array.isArray(value)) return value.map(everythingIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, everythingIn(each)]))
}
