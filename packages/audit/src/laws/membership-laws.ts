/** Laws of who is in, and of how many. The model that answers are compared with is model/naive-model.ts. */
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Member } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import { naiveModel as naive } from '../model/naive-model.ts'
import { law, same } from './law.ts'
import type { Law, LawRun } from './law.ts'
import { asked, daysOf } from './moments.ts'
import { answer, membersAt, projected } from './projected.ts'

/** The laws of membership. */
export const membershipLaws: readonly Law[] = [
  law({
    kind: 'projection',
    name: 'members-as-the-model-says',
    claim:
      'who is in an accord, on any day, as known at any size, is who the naive model says, down to each field',
    protects: 'the one answer that everybody reads',
    covers: [
      'signed',
      'attested',
      'nobody',
      'back again',
      'suspended',
      'renamed',
      'retroactive',
      'rotated key',
      'replaced key',
      'not published yet',
    ],
    cases: asked,
    check: async (run, { history, from, to }) => {
      const { entries, register } = await projected(run, history)
      for (const { id } of history.cast.accords) {
        for (const at of [
          from,
          to,
          ...daysOf(entries)
            .slice(-12)
            .map((on) => ({ size: to.size, on })),
        ]) {
          const found = answer(run.subject.members(register, id, at))
          same(
            `the members of ${id} at size ${at.size} on ${at.on}`,
            found,
            naive.members(entries, id, at),
          )
          const members = membersAt(run, register, id, at)
          if (members === null) run.met('not published yet')
          else if (members.length === 0) run.met('nobody')
          for (const member of members ?? []) meet(run, member, entries)
        }
      }
    },
  }),
  law({
    kind: 'projection',
    name: 'evolving-is-projecting',
    claim:
      'a register that takes entries in one by one says at each size what one of the whole log says of that size',
    protects: 'servers that go on from where they were',
    covers: ['a size in the middle'],
    share: 0.5,
    cases: asked,
    check: async (run, { history, to, accord }) => {
      const { entries, register } = await projected(run, history)
      let grown = run.subject.register.initialState()
      for (const entry of entries.slice(0, to.size))
        grown = run.subject.register.evolve(grown, entry)
      for (const on of daysOf(entries).slice(-8)) {
        same(
          `the members at size ${to.size} on ${on}`,
          answer(run.subject.members(grown, accord, { on })),
          answer(run.subject.members(register, accord, { size: to.size, on })),
        )
      }
      if (to.size < entries.length) run.met('a size in the middle')
    },
  }),
  law({
    kind: 'projection',
    name: 'counts-add-up',
    claim:
      'the counts by category and by country are of the members, each counted once, none left out',
    protects: 'figures in public statements',
    covers: ['two countries or more', 'no country', 'two categories or more'],
    cases: asked,
    check: async (run, { history, to, accord }) => {
      const { entries, register } = await projected(run, history)
      const members = membersAt(run, register, accord, to)
      for (const by of ['category', 'country'] as const) {
        const found = run.subject.counts(register, accord, by, to)
        same(`by ${by}`, answer(found), naive.counts(entries, accord, by, to))
        if (members === null) continue
        const tallies = new Map<string | null, number>()
        for (const member of members) tallies.set(member[by], (tallies.get(member[by]) ?? 0) + 1)
        const counted = E.isRight(found) ? found.right.counts : []
        same(
          'the sum',
          counted.reduce((sum, { count }) => sum + count, 0),
          members.length,
        )
        for (const { value, count } of counted)
          same(`how many ${value ?? 'none'}`, count, tallies.get(value))
        if (tallies.size > 1)
          run.met(by === 'country' ? 'two countries or more' : 'two categories or more')
        if (tallies.has(null)) run.met('no country')
      }
    },
  }),
  law({
    kind: 'projection',
    name: 'what-cannot-matter-does-not',
    claim:
      'who is in changes only by acts: not where an accord is closed or amended, a party is renamed, suspended or brought a key, or the operator changes',
    protects: 'that nobody is moved on or off a list but by an act in public',
    covers: ['authority', 'accord', 'signatory', 'rotate', 'an act on another accord'],
    cases: asked,
    check: async (run, { history, accord, to }) => {
      const { entries, register } = await projected(run, history)
      for (const { index, event } of entries) {
        const of = (size: number): readonly unknown[] | null =>
          membersAt(run, register, accord, { size, on: to.on })?.map(
            ({ id, standing, index: at, since, text, key }) => [id, standing, at, since, text, key],
          ) ?? null
        const acts = ['endorse', 'withdraw', 'attest', 'strike'].includes(event.type)
        if (acts && 'accord' in event && event.accord === accord) continue
        const before = of(index)
        if (before === null) continue
        same(`who is in after entry ${index}`, of(index + 1), before)
        run.met(acts ? 'an act on another accord' : event.type)
      }
    },
  }),
  law({
    kind: 'projection',
    name: 'times-are-sizes',
    claim: 'what was known at a time is what the entries logged by then say',
    protects: 'answers about what could have been known',
    covers: ['between two entries', 'several entries of one time'],
    share: 0.5,
    cases: asked,
    check: async (run, { history, accord, to, pick }) => {
      const { entries, register } = await projected(run, history)
      const time = entries[pick % entries.length]?.time
      if (time === undefined) return
      const size = entries.filter((entry) => entry.time <= time).length
      same(
        `as of ${time}`,
        answer(run.subject.members(register, accord, { time, on: to.on })),
        answer(run.subject.members(register, accord, { size, on: to.on })),
      )
      if (size < entries.length) run.met('between two entries')
      if (entries.filter((entry) => entry.time === time).length > 1)
        run.met('several entries of one time')
    },
  }),
]

function meet(run: LawRun, member: Member, entries: readonly VerifiedEntry[]): void {
  run.met(member.standing)
  if (member.key === 'rotated') run.met('rotated key')
  if (member.key === 'replaced') run.met('replaced key')
  if (member.suspendedSince !== null) run.met('suspended')
  if (member.renamedSince !== null) run.met('renamed')
  if (member.retroactive) run.met('retroactive')
  const left = entries.some(
    ({ event, index }) =>
      index < member.index && event.type === 'withdraw' && event.signatory === member.id,
  )
  if (left) run.met('back again')
}
