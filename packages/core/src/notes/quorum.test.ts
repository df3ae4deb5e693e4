import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import type { Policy, QuorumMember } from './policy.ts'
import { parsePolicy } from './policy-file.ts'
import { describeQuorum, judgeQuorum } from './quorum.ts'
import { right } from '../test-support/either.ts'
import { inputOf, readVectors, rowOf } from '../test-support/format-vectors.ts'

const { good, verdicts } = readVectors(
  'policies',
  t.type({
    good: t.array(rowOf({ logs: t.number, quorum: t.union([t.string, t.null]) })),
    verdicts: t.array(
      t.type({
        cosigned: t.record(t.string, t.number),
        satisfied: t.boolean,
        time: t.union([t.number, t.null]),
      }),
    ),
  }),
)
const policyOf = (name: string): Policy =>
  right(parsePolicy(inputOf(good.find((row) => row.name === name) ?? {})))

const shapeOf = (member: QuorumMember): string =>
  member.kind === 'witness'
    ? member.name
    : `${member.name}(${[member.threshold, ...member.members.map(shapeOf)].join(' ')})`

/** The verdict when the witnesses of these names cosigned at these times. */
const judge = (policy: Policy, times: Readonly<Record<string, number>>) =>
  judgeQuorum(
    policy,
    policy.witnesses.flatMap(({ name, key }) => {
      const time = times[name]
      return time === undefined ? [] : [{ key, time }]
    }),
  )

describe('a policy', () => {
  it.each(good.map((row) => [row.name, row] as const))('is read as it is: %s', (_, row) => {
    const { logs, quorum } = right(parsePolicy(inputOf(row)))
    expect(logs.length).toBe(row.logs)
    expect(quorum === null ? null : shapeOf(quorum)).toBe(row.quorum)
  })

  it('keeps its URLs as they stand', () => {
    const { logs, witnesses } = policyOf('urls')
    expect(logs.map(({ url }) => url)).toEqual(['https://accords.example/'])
    expect(witnesses.map(({ url }) => url)).toEqual(['not#a:url'])
    expect(policyOf('any').witnesses.map(({ url }) => url)).toEqual([null, null])
  })

  it('with any byte changed is refused, or another one; a space for a tab changes its hash alone', () => {
    const whole = inputOf(good.find(({ name }) => name === 'worked-example') ?? {})
    const { hash, ...original } = right(parsePolicy(whole))
    const aChange = fc.tuple(fc.nat(whole.length - 1), fc.nat(255))
    fc.assert(
      fc.property(aChange, ([at, to]) => {
        fc.pre(whole[at] !== to)
        const policy = parsePolicy(whole.map((byte, i) => (i === at ? to : byte)))
        if (E.isLeft(policy)) return
        const { hash: other, ...rest } = policy.right
        expect(other).not.toBe(hash)
        if (![0x09, 0x20].includes(to)) expect(rest).not.toEqual(original)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a quorum', () => {
  const policy = policyOf('two-levels')

  it.each(verdicts.map((row) => [JSON.stringify(row.cosigned), row] as const))(
    'is judged by who cosigned, and when: %s',
    (_, { cosigned, satisfied, time }) => {
      const verdict = judge(policy, cosigned)
      expect(verdict).toMatchObject({ satisfied, time })
      expect(verdict.why).toMatchObject({ kind: 'group', satisfied, need: 2, time })
    },
  )

  it('says why', () => {
    const { why } = judge(policy, { X1: 10, Y4: 30 })
    expect(why === null ? '' : describeQuorum(why)).toBe(
      'group X-and-Y has 1 of 2 (group X-witnesses has 1 of 2 (X1; not X2; not X3); group Y-witnesses has 1 of 1 (Y4; not Y5; not Y6))',
    )
  })

  it('that is none is satisfied by nobody, at no time', () => {
    expect(judgeQuorum(policyOf('quorum-none-alone'), [])).toEqual({
      satisfied: true,
      time: null,
      why: null,
    })
  })

  it('that is one witness says who it is and the latest of its times', () => {
    const one = policyOf('quorum-of-one-witness')
    const [witness] = one.witnesses
    if (witness === undefined) throw new Error('no witness')
    const { kind, name, key } = witness
    const report = { kind, name, need: 1, members: [] }
    expect(judgeQuorum(one, []).why).toEqual({ ...report, satisfied: false, have: 0, time: null })
    const cosignatures = [3, 5, 4].map((time) => ({ key, time }))
    const why = { ...report, satisfied: true, have: 1, time: 5 }
    expect(judgeQuorum(one, cosignatures)).toEqual({ satisfied: true, time: 5, why })
  })

  it('counts no key that the policy does not name, nor one of another name or type', () => {
    const one = policyOf('quorum-of-one-witness')
    const [witness] = one.witnesses
    if (witness === undefined) throw new Error('no witness')
    const { key } = witness
    expect(judgeQuorum(one, [{ key: { ...key }, time: 1 }]).satisfied).toBe(true)
    for (const other of [
      { ...key, name: 'w' },
      { ...key, type: 'ed25519' as const },
      { ...key, key: key.key.map((byte) => byte ^ 1) },
    ]) {
      expect(judgeQuorum(one, [{ key: other, time: 1 }]).satisfied).toBe(false)
    }
  })

  it('has the latest time at which later cosignatures alone satisfy it, and more of them never undo it', () => {
    const names = policy.witnesses.map(({ name }) => name)
    const cosigned = fc.dictionary(fc.constantFrom(...names), fc.nat(9))
    fc.assert(
      fc.property(cosigned, cosigned, (first, more) => {
        const verdict = judge(policy, first)
        const from = (time: number) =>
          judge(policy, Object.fromEntries(Object.entries(first).filter(([, at]) => at >= time)))
        if (verdict.time !== null) {
          expect(from(verdict.time).satisfied).toBe(true)
          expect(from(verdict.time + 1).satisfied).toBe(false)
        } else expect(from(0).satisfied).toBe(false)
        if (verdict.satisfied) expect(judge(policy, { ...more, ...first }).satisfied).toBe(true)
      }),
    )
  })
})
