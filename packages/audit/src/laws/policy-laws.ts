/** Laws of trust policies and of the quorums that they ask for. */
import type { Cosignature, Policy } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { aPolicy, isEnough } from '../arbitraries/policies.ts'
import type { PolicyCase, QuorumModel } from '../arbitraries/policies.ts'
import { nthWitnessKey } from '../arbitraries/notes.ts'
import { insist, law, same } from './law.ts'
import type { Law, LawRun, Sources } from './law.ts'
import { placeOf } from './logs.ts'

interface Judged {
  readonly policy: PolicyCase
  readonly cosignatures: readonly Cosignature[]
  readonly stranger: Cosignature
  readonly pick: number
}

const judged = ({ keys }: Sources): fc.Arbitrary<Judged> =>
  fc
    .record({
      policy: aPolicy(keys),
      // By the first witnesses, whom a policy may name or not; now and then twice by one.
      signs: fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 10, max: 20 })), { maxLength: 7 }),
      pick: fc.nat(10_000),
    })
    .map(({ policy, signs, pick }) => ({
      policy,
      cosignatures: signs.map(([n, time]) => ({ key: nthWitnessKey(keys, n), time })),
      stranger: { key: nthWitnessKey(keys, 99), time: 15 },
      pick,
    }))

/** The laws of policies. */
export const policyLaws: readonly Law[] = [
  law({
    kind: 'policy',
    name: 'policies-say-what-they-say',
    claim: 'a policy is read as it was written: its log, its witnesses, its groups, its quorum',
    protects: 'that a reader asks for the witnesses that it was told to ask for',
    covers: ['a group within a group', 'quorum none', 'all', 'any', 'a number', 'comments'],
    cases: judged,
    check: async ({ subject, met, note }, { policy }) => {
      note(policy.text)
      const found = read({ subject }, policy)
      same(
        'the log',
        found.logs.map(({ key }) => key),
        [policy.log],
      )
      same(
        'the witnesses',
        found.witnesses.map(({ key }) => key),
        policy.witnesses,
      )
      same('the quorum', shapeOfRead(found.quorum), shapeOf(policy.quorum))
      if (policy.quorum === null) met('quorum none')
      for (const [what, word] of [
        ['all', ' all '],
        ['any', ' any '],
      ] as const)
        if (policy.text.includes(word)) met(what)
      if (/group[ \t]+g\d[ \t]+\d/.test(policy.text)) met('a number')
      if (policy.text.includes('# a comment')) met('comments')
      if (
        policy.quorum?.kind === 'group' &&
        policy.quorum.members.some(({ kind }) => kind === 'group')
      )
        met('a group within a group')
    },
  }),
  law({
    kind: 'policy',
    name: 'quorums-as-the-model-says',
    claim:
      'a quorum is satisfied where enough have cosigned, and its time is the latest from which on enough still have',
    protects: 'that a checkpoint is as fresh, and as witnessed, as it is said to be',
    covers: [
      'satisfied',
      'not satisfied',
      'two cosignatures by one witness',
      'a witness that no policy names',
    ],
    cases: judged,
    check: async ({ subject, met, note }, { policy, cosignatures }) => {
      note(policy.text)
      note(told(cosignatures))
      const verdict = subject.judgeQuorum(read({ subject }, policy), cosignatures)
      const enoughAt = (from: number): boolean =>
        isEnough(
          policy.quorum,
          new Set(cosignatures.filter(({ time }) => time >= from).map(({ key }) => key.id)),
        )
      const times = cosignatures.map(({ time }) => time).toSorted((a, b) => b - a)
      const latest = policy.quorum === null ? null : (times.find(enoughAt) ?? null)
      same('the verdict', [verdict.satisfied, verdict.time], [enoughAt(0), latest])
      met(verdict.satisfied ? 'satisfied' : 'not satisfied')
      const ids = cosignatures.map(({ key }) => key.id)
      if (new Set(ids).size < ids.length) met('two cosignatures by one witness')
      if (ids.some((id) => policy.witnesses.every((key) => key.id !== id)))
        met('a witness that no policy names')
    },
  }),
  law({
    kind: 'policy',
    name: 'more-cosignatures-never-harm',
    claim:
      'one more cosignature never undoes a quorum nor makes it older, and one by a stranger changes nothing',
    protects: 'that a witness can be asked without a risk',
    covers: ['satisfied by one more', 'satisfied before', 'a stranger'],
    cases: judged,
    check: async ({ subject, met, note }, { policy, cosignatures, stranger }) => {
      note(policy.text)
      note(told(cosignatures))
      const quorum = read({ subject }, policy)
      for (let count = 0; count < cosignatures.length; count++) {
        const before = subject.judgeQuorum(quorum, cosignatures.slice(0, count))
        const after = subject.judgeQuorum(quorum, cosignatures.slice(0, count + 1))
        insist(after.satisfied || !before.satisfied, `cosignature ${count + 1} undoes the quorum`)
        insist((after.time ?? 0) >= (before.time ?? 0), `cosignature ${count + 1} makes it older`)
        if (after.satisfied) met(before.satisfied ? 'satisfied before' : 'satisfied by one more')
      }
      const without = subject.judgeQuorum(quorum, cosignatures)
      same('with a stranger', subject.judgeQuorum(quorum, [...cosignatures, stranger]), without)
      met('a stranger')
    },
  }),
  law({
    kind: 'policy',
    name: 'order-is-no-matter',
    claim: 'a quorum is judged alike in whatever order the cosignatures come',
    protects: 'that two readers of one checkpoint agree',
    covers: ['two cosignatures or more'],
    share: 0.5,
    cases: judged,
    check: async ({ subject, met, note }, { policy, cosignatures, pick }) => {
      note(policy.text)
      note(told(cosignatures))
      const quorum = read({ subject }, policy)
      const at = placeOf(pick, cosignatures.length)
      const turned = [...cosignatures.slice(at), ...cosignatures.slice(0, at)].toReversed()
      same(
        'the verdict',
        subject.judgeQuorum(quorum, turned),
        subject.judgeQuorum(quorum, cosignatures),
      )
      if (cosignatures.length > 1) met('two cosignatures or more')
    },
  }),
  law({
    kind: 'policy',
    name: 'broken-policies-are-refused',
    claim: 'a policy with a line too many, too few, or of a name that stands nowhere is refused',
    protects: 'that a slip of the pen does not weaken what is asked for',
    covers: [
      'no quorum',
      'two quorums',
      'an unknown name',
      'an unknown keyword',
      'a log twice',
      'no line feed at the end',
      'too many asked for',
    ],
    cases: judged,
    check: async ({ subject, met, note }, { policy, pick }) => {
      const { text } = policy
      const broken = [
        ['no quorum', text.replace(/^[ \t]*quorum.*\n/m, '')],
        ['two quorums', `${text}quorum none\n`],
        ['an unknown name', text.replace(/quorum([ \t]+).*\n/, 'quorum$1nobody\n')],
        ['an unknown keyword', `${text}trust everybody\n`],
        [
          'a log twice',
          `${text.split('\n').find((line) => line.trim().startsWith('log')) ?? ''}\n${text}`,
        ],
        ['no line feed at the end', text.slice(0, -1)],
        [
          'too many asked for',
          text.replace(/(quorum[ \t]+.*\n)/, `group greedy 9 ${freeName(policy)}\n$1`),
        ],
      ] as const
      const [what, changed] = broken[pick % broken.length] ?? broken[0]
      if (what === 'too many asked for' && freeName(policy) === '') return
      note(changed)
      const found = subject.parsePolicy(new TextEncoder().encode(changed))
      insist(E.isLeft(found), `a policy with ${what} is read`)
      met(what)
    },
  }),
]

function read({ subject }: Pick<LawRun, 'subject'>, policy: PolicyCase): Policy {
  const found = subject.parsePolicy(policy.bytes)
  if (E.isLeft(found)) throw new Error(`a policy is not read: ${JSON.stringify(found.left)}`)
  return found.right
}

/** The name of the last group or witness, which is in no group. */
function freeName({ quorum }: PolicyCase): string {
  return quorum?.name ?? ''
}

function shapeOf(quorum: QuorumModel | null): unknown {
  if (quorum === null) return null
  if (quorum.kind === 'witness') return quorum.key.id
  return [quorum.need, ...quorum.members.map(shapeOf)]
}

function shapeOfRead(quorum: Policy['quorum']): unknown {
  if (quorum === null) return null
  if (quorum.kind === 'witness') return quorum.key.id
  return [quorum.threshold, ...quorum.members.map(shapeOfRead)]
}

function told(cosignatures: readonly Cosignature[]): string {
  return `cosigned by ${cosignatures.map(({ key, time }) => `${key.name} at ${time}`).join(', ')}`
}
