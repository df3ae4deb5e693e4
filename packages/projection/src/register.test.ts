import type { Hash, LeafIndex, LedgerEvent, SignatoryId, VerifiedEntry } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { history } from './history.ts'
import { members } from './membership.ts'
import { project } from './projection.ts'
import type { Projection } from './projection.ts'
import { register } from './register.ts'
import type { Register } from './register.ts'
import { report } from './report.ts'
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
    expect(project(register, entries).dates).toMatchObject({
      times: [null, '2026-01-10T12:00:00Z', '2026-01-11T12:00:00Z'],
      starts: [0, 0, 3],
    })
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

  it('is as it was after an entry that it refused', () => {
    const state = project(register, entries.slice(0, 2))
    const before = structuredClone(state)
    for (const entry of entries.filter(({ index }) => index !== 2)) {
      expect(() => register.evolve(state, entry)).toThrow(/does not follow/)
    }
    expect(state).toEqual(before)
    expect(project(register, entries.slice(2), state)).toEqual(project(register, entries))
  })

  it('refuses an entry whose index it cannot hold', () => {
    const [first] = entries
    if (first === undefined) throw new Error('four')
    const last = { ...first, index: (2 ** 32) as LeafIndex }
    expect(() => register.evolve(register.initialState(), last)).toThrow(RangeError)
  })

  it('answers about twenty thousand parties at once', () => {
    const [, , admitted, endorsed] = entries
    if (admitted?.event.type !== 'signatory' || endorsed?.event.type !== 'endorse') {
      throw new Error('a party that endorses')
    }
    let state = project(register, entries)
    const add = (entry: VerifiedEntry, event: LedgerEvent): void => {
      const next = { index: state.size as LeafIndex, prev: state.head as Hash }
      const hash = String(state.size).padStart(64, '0') as Hash
      state = register.evolve(state, { ...entry, ...next, hash, event })
    }
    for (let i = 0; i < 20_000; i++) {
      const signatory = `party-${i}` as SignatoryId
      add(admitted, { ...admitted.event, signatory, key: null })
      add(endorsed, { ...endorsed.event, signatory })
    }
    const on = day('2026-02-01')
    expect(right(members(state, 'pact', { on })).members).toHaveLength(20_001)
    const half = right(members(state, 'pact', { size: 20_004, on })).members
    expect(half).toHaveLength(10_001)
    const period = { from: day('2026-01-01'), to: on }
    expect(right(report(state, period)).accords[0]?.joined.total).toBe(20_001)
  }, 10_000)

  it('is changed in place', () => {
    const state = register.initialState()
    for (const entry of entries) expect(register.evolve(state, entry)).toBe(state)
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

/** Maps do not show in JSON. Rows of numbers hold no text. */
function everythingIn(value: unknown): unknown {
  if (value instanceof Uint32Array) return []
  if (value instanceof Map) return [...value].map(everythingIn)
  if (Array.isArray(value)) return value.map(everythingIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, everythingIn(each)]))
}
