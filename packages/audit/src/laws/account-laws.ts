/** Laws of what is told of a list: differences, histories, reports, wordings. The model is model/naive-model.ts. */
import * as E from 'fp-ts/lib/Either.js'
import { naiveModel as naive } from '../model/naive-model.ts'
import { insist, law, same } from './law.ts'
import type { Law } from './law.ts'
import { asked, daysOf } from './moments.ts'
import { answer, membersAt, projected } from './projected.ts'

/** The laws of accounts. */
export const accountLaws: readonly Law[] = [
  law({
    kind: 'projection',
    name: 'differences-lead-over',
    claim:
      'the difference of two moments, applied to the members at the one, gives the members at the other, and is that of the model',
    protects: 'those who follow a list by what changed',
    covers: ['somebody joined', 'somebody left', 'somebody changed'],
    cases: asked,
    check: async (run, { history, from, to, accord }) => {
      const { entries, register } = await projected(run, history)
      const difference = run.subject.diff(register, accord, from, to)
      same('the difference', answer(difference), naive.difference(entries, accord, from, to))
      if (E.isLeft(difference)) return
      const { joined, left, changed } = difference.right
      const before = membersAt(run, register, accord, from) ?? []
      const gone = new Set(left.map(({ id }) => id))
      const stayed = before.filter(({ id }) => !gone.has(id)).map(({ id }) => id)
      const after = membersAt(run, register, accord, to) ?? []
      same(
        'who is in',
        [...stayed, ...joined.map(({ id }) => id)].toSorted(),
        after.map(({ id }) => id),
      )
      for (const { before: was, after: now } of changed) {
        same(
          'before the change',
          was,
          before.find(({ id }) => id === was.id),
        )
        same(
          'after it',
          now,
          after.find(({ id }) => id === now.id),
        )
      }
      if (joined.length > 0) run.met('somebody joined')
      if (left.length > 0) run.met('somebody left')
      if (changed.length > 0) run.met('somebody changed')
    },
  }),
  law({
    kind: 'projection',
    name: 'history-agrees-with-membership',
    claim:
      'a party is in on a day where the last act of its history effective by then is an endorsement, and nowhere else',
    protects: 'that the story of a party and the list tell the same',
    covers: ['in', 'out', 'struck'],
    cases: asked,
    check: async (run, { history, accord, party }) => {
      const { entries, register } = await projected(run, history)
      const found = run.subject.history(register, party)
      same('the history', answer(found), naive.history(entries, party))
      if (E.isLeft(found)) return
      for (const on of daysOf(entries).slice(-12)) {
        const members = membersAt(run, register, accord, { on })
        if (members === null) return
        const acts = found.right.acts.filter((act) => act.accord === accord && act.effective <= on)
        const last = acts.at(-1)?.act
        const isIn = members.some(({ id }) => id === party)
        same(`${party} is in ${accord} on ${on}`, isIn, last === 'endorse')
        run.met(isIn ? 'in' : last === 'strike' ? 'struck' : 'out')
      }
    },
  }),
  law({
    kind: 'projection',
    name: 'reports-can-be-recomputed',
    claim:
      'a report on a period is that of the model, whoever computes it, and holds only acts effective within it',
    protects: 'published reports',
    covers: ['joined', 'withdrawn', 'struck', 'a period of one day'],
    cases: asked,
    check: async (run, { history, from, to }) => {
      const { entries, register } = await projected(run, history)
      const [first = from.on, last = to.on] = [from.on, to.on].toSorted()
      const found = run.subject.report(register, { from: first, to: last }, { size: to.size })
      same('the report', answer(found), naive.report(entries, first, last, { size: to.size }))
      if (E.isLeft(found)) return
      for (const { joined, withdrawn, struck } of found.right.accords) {
        for (const [what, { acts, total }] of Object.entries({ joined, withdrawn, struck })) {
          insist(
            acts.every(({ effective }) => first <= effective && effective <= last),
            'an act lies outside',
          )
          same('the total', total, acts.length)
          if (total > 0) run.met(what)
        }
      }
      if (first === last) run.met('a period of one day')
    },
  }),
  law({
    kind: 'projection',
    name: 'wordings-and-pairs-as-the-model-says',
    claim:
      'each member stands under the wording that it signed, once, and the members of two accords are those of both',
    protects: 'that nobody is said to have signed another text',
    covers: ['two wordings or more', 'a wording that nobody named', 'in both accords'],
    cases: asked,
    check: async (run, { history, to, accord }) => {
      const { entries, register } = await projected(run, history)
      const found = run.subject.wordingsSigned(register, accord, to)
      same('the wordings', answer(found), naive.wordingsSigned(entries, accord, to))
      const [one = '', other = ''] = history.cast.accords.map(({ id }) => id)
      const inBoth = run.subject.both(register, one, other, to)
      same('the members of both', answer(inBoth), naive.both(entries, one, other, to))
      if (E.isRight(found)) {
        if (found.right.length > 1) run.met('two wordings or more')
        if (found.right.some(({ text }) => text === null)) run.met('a wording that nobody named')
      }
      if (E.isRight(inBoth) && inBoth.right.length > 0) run.met('in both accords')
    },
  }),
]
