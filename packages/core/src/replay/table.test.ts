import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftTable, ringTable } from './table.ts'

/** What a test does to a table: sets, and now and then commits a draft or lets it go. */
type Step = readonly ['set', string, number] | readonly ['commit'] | readonly ['drop']

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constant('set' as const), key, fc.nat(9)) },
    { weight: 1, arbitrary: fc.constant(['commit'] as const) },
    { weight: 1, arbitrary: fc.constant(['drop'] as const) },
  ),
  { maxLength: 30 },
)

describe('a draft', () => {
  it('answers as a map does, and its base as if only what was committed had been', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const base = new Map<string, number>()
        let draft = draftTable(base)
        let kept = new Map<string, number>()
        let tried = new Map<string, number>()
        for (const step of all) {
          if (step[0] === 'set') {
            draft.set(step[1], step[2])
            tried.set(step[1], step[2])
          } else if (step[0] === 'commit') {
            draft.commit()
            kept = new Map(tried)
          } else {
            draft = draftTable(base)
            tried = new Map(kept)
          }
          for (const name of ['a', 'b', 'c', '__proto__', 'constructor', 'toString']) {
            expect(draft.get(name)).toBe(tried.get(name))
            expect(base.get(name)).toBe(kept.get(name))
          }
          expect(new Map(draft.entries())).toEqual(tried)
          expect([...draft.entries()].length).toBe(tried.size)
          expect(new Map(base)).toEqual(kept)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('over a draft falls through both', () => {
    const base = new Map([['a', 0]])
    const outer = draftTable(base)
    const inner = draftTable(outer)
    outer.set('b', 1)
    inner.set('c', 2)
    expect(['a', 'b', 'c'].map((name) => inner.get(name))).toEqual([0, 1, 2])
    inner.commit()
    expect([outer.get('c'), base.get('c')]).toEqual([2, undefined])
    outer.commit()
    expect([...base]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('keeps a zero that its base does not have', () => {
    const draft = draftTable(new Map([['a', 5]]))
    draft.set('a', 0)
    expect(draft.get('a')).toBe(0)
  })

  it('commits nothing twice', () => {
    const base = new Map<string, number>()
    const draft = draftTable(base)
    draft.set('a', 1)
    draft.commit()
    base.set('a', 2)
    draft.commit()
    expect(base.get('a')).toBe(2)
  })
})

describe('a draft in parts', () => {
  const move = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(key, fc.nat(9)) },
    { weight: 2, arbitrary: fc.constant('seal' as const) },
    { weight: 2, arbitrary: fc.constant('make real' as const) },
  )

  it('answers with what was set last, and its base with what was made real', () => {
    let most = 0
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const base = new Map([['a', -1]])
        const draft = draftTable(base)
        const tried = new Map(base)
        const sealed: { readonly make: () => void; readonly after: ReadonlyMap<string, number> }[] =
          []
        let real: ReadonlyMap<string, number> = new Map(base)
        for (const each of moves) {
          if (each === 'seal') sealed.push({ make: draft.seal(), after: new Map(tried) })
          else if (each === 'make real') {
            const oldest = sealed.shift()
            oldest?.make()
            real = oldest?.after ?? real
          } else {
            draft.set(...each)
            tried.set(...each)
          }
          most = Math.max(most, sealed.length)
          for (const name of ['a', 'b', 'c', '__proto__', 'constructor', 'toString']) {
            expect(draft.get(name)).toBe(tried.get(name))
            expect(draft.get(name)).toBe(tried.get(name))
          }
          expect(new Map(draft.entries())).toEqual(tried)
          expect(base).toEqual(real)
        }
      }),
      { numRuns: 500 },
    )
    expect(most).toBeGreaterThan(3)
  })
})

describe('a ring', () => {
  it('answers for the newest ones as a map does, and for no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(30), (length, count) => {
        const ring = ringTable<string>(length)
        for (let i = 0; i < count; i++) {
          ring.set(i, `v${i}`)
          const newest: [number, string][] = []
          for (let at = -2 * length; at <= i + 2 * length; at++) {
            const kept = at >= 0 && at <= i && at > i - length
            expect(ring.get(at)).toBe(kept ? `v${at}` : undefined)
            if (kept) newest.push([at, `v${at}`])
          }
          expect([...ring.entries()]).toEqual(newest)
        }
      }),
    )
  })

  it.each([1, 2, -1, 0.5, NaN])('at 0 takes no %d, and throws', (index) => {
    const ring = ringTable<string>(3)
    expect(() => ring.set(index, 'x')).toThrow(/a ring at 0 was given/)
    expect(ring.get(index)).toBeUndefined()
  })

  it('may begin later, and then knows of nothing before', () => {
    const ring = ringTable<string>(3, 10)
    expect(() => ring.set(0, 'x')).toThrow('a ring at 10 was given 0')
    for (const i of [10, 11]) ring.set(i, `v${i}`)
    expect([8, 9, 10, 11, 12].map((i) => ring.get(i))).toEqual([
      undefined,
      undefined,
      'v10',
      'v11',
      undefined,
    ])
    expect([...ring.entries()].map(([i]) => i)).toEqual([10, 11])
    for (const i of [12, 13]) ring.set(i, `v${i}`)
    expect([...ring.entries()].map(([i]) => i)).toEqual([11, 12, 13])
  })

  it('takes nothing twice', () => {
    const ring = ringTable<string>(3)
    ring.set(0, 'x')
    expect(() => ring.set(0, 'y')).toThrow('a ring at 1 was given 0')
    expect(ring.get(0)).toBe('x')
  })

  it('under a draft takes what the draft commits, in order', () => {
    const ring = ringTable<string>(3)
    const first = draftTable(ring)
    for (const i of [0, 1, 2, 3]) first.set(i, `v${i}`)
    expect(ring.get(0)).toBeUndefined()
    first.commit()
    const second = draftTable(ring)
    second.set(4, 'v4')
    expect([1, 2, 3, 4].map((i) => second.get(i))).toEqual(['v1', 'v2', 'v3', 'v4'])
    expect(ring.get(4)).toBeUndefined()
    second.commit()
    expect([1, 2, 3, 4, 5].map((i) => ring.get(i))).toEqual([
      undefined,
      'v2',
      'v3',
      'v4',
      undefined,
    ])
  })
})
