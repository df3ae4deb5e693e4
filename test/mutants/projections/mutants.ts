/** Projections that are wrong: about who is in, since when and as what, and about what is made of it. */
import { dayFromNumber, dayNumber, dayOf, isEndorsement } from '@accord-ledger/core'
import type { ActEvent, LedgerEvent, Time } from '@accord-ledger/core'
import type { LedgerSubject } from '@accord-ledger/audit'
import { history } from '@accord-ledger/projection'
import type { HistoryAct, Member, Register } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import type { LedgerMutant } from '../verifiers/mutant.ts'

type Spoil = LedgerMutant['spoil']
type Members = LedgerSubject['members']

/** A register to which each act is told otherwise, or as if nothing had happened (null). `before` are those before it in its little chain. */
const telling =
  (
    change: (event: ActEvent, before: readonly HistoryAct[], time: Time) => ActEvent | null,
  ): Spoil =>
  ({ register: { initialState, evolve } }) => {
    let nothing: LedgerEvent | null = null
    return {
      register: {
        initialState,
        evolve: (state, entry) => {
          const { event, time } = entry
          if (event.type === 'authority') nothing = event
          if (!('accord' in event && 'signatory' in event)) return evolve(state, entry)
          const known = history(state, event.signatory, event.accord)
          const told = change(event, E.isRight(known) ? known.right.acts : [], time)
          return evolve(state, { ...entry, event: told ?? nothing ?? event })
        },
      },
    }
  }

/** A list of members that asks the register otherwise, or says something else of each. */
const asking =
  (change: (members: Members) => Members): Spoil =>
  ({ members }) => ({ members: change(members) })

const each = (change: (member: Member, register: Register, accord: string) => Member): Spoil =>
  asking((members) => (register, accord, at) => {
    const found = members(register, accord, at)
    if (E.isLeft(found)) return found
    const changed = found.right.members.map((member) => change(member, register, accord))
    return E.right({ ...found.right, members: changed })
  })

/** The days of a moment, moved. */
const on =
  (days: number): Spoil =>
  ({ members }) => ({
    members: (register, accord, at) => {
      const found = members(register, accord, { ...at, on: dayFromNumber(dayNumber(at.on) + days) })
      return E.isLeft(found) ? found : E.right({ ...found.right, on: at.on })
    },
  })

const actsOf = (register: Register, accord: string, id: string): readonly HistoryAct[] => {
  const found = history(register, id, accord)
  return E.isLeft(found) ? [] : found.right.acts
}

const MODEL = 'members-as-the-model-says'

export const projectionMutants: readonly LedgerMutant[] = [
  {
    what: 'forgets that a party came back',
    breaks: MODEL,
    spoil: telling((event, before) =>
      isEndorsement(event) && before.some(({ act }) => act === 'withdraw') ? null : event,
    ),
  },
  {
    what: 'counts the attested as signed',
    breaks: MODEL,
    spoil: each((member) => ({ ...member, standing: 'signed' })),
  },
  {
    what: 'takes the day of the entry for the day from which an act rules',
    breaks: MODEL,
    spoil: telling((event, _, time) => ({ ...event, effective: dayOf(time) })),
  },
  {
    what: 'lets an act rule from the day after',
    breaks: MODEL,
    spoil: on(-1),
  },
  {
    what: 'lets an act rule from the day before',
    breaks: MODEL,
    spoil: on(1),
  },
  {
    what: 'begins a membership anew with an affirmation',
    breaks: MODEL,
    spoil: each((member, register, accord) => {
      const act = actsOf(register, accord, member.id).find(({ index }) => index === member.index)
      return act === undefined ? member : { ...member, since: act.effective }
    }),
  },
  {
    what: 'begins a membership with the first act ever',
    breaks: MODEL,
    spoil: each((member, register, accord) => {
      const [first] = actsOf(register, accord, member.id)
      return first === undefined ? member : { ...member, since: first.effective }
    }),
  },
  {
    what: 'keeps who was struck off',
    breaks: MODEL,
    spoil: telling((event) => (event.type === 'strike' ? null : event)),
  },
  {
    what: 'keeps who withdrew',
    breaks: MODEL,
    spoil: telling((event) => (isEndorsement(event) || event.type === 'strike' ? event : null)),
  },
  {
    what: 'keeps who is out by the word of a registrar',
    breaks: MODEL,
    spoil: telling((event) => (event.type === 'attest' && event.act === 'withdraw' ? null : event)),
  },
  {
    what: 'keeps the wording that a party signed first',
    breaks: MODEL,
    spoil: telling((event, [first]) =>
      isEndorsement(event) && first?.text ? { ...event, text: first.text } : event,
    ),
  },
  {
    what: 'calls no act retroactive',
    breaks: MODEL,
    spoil: each((member) => ({ ...member, retroactive: false })),
  },
  {
    what: 'calls every key admitted',
    breaks: MODEL,
    spoil: each((member) => (member.key === null ? member : { ...member, key: 'admitted' })),
  },
  {
    what: 'does not show a suspension',
    breaks: MODEL,
    spoil: each((member) => ({ ...member, suspendedSince: null })),
  },
  {
    what: 'does not show a new name',
    breaks: MODEL,
    spoil: each((member) => ({ ...member, renamedSince: null })),
  },
  {
    what: 'knows the whole log whatever the size',
    breaks: MODEL,
    spoil: asking((members) => (register, accord, { size, ...at }) => {
      const found = members(register, accord, at)
      return E.isLeft(found) || size === undefined ? found : E.right({ ...found.right, size })
    }),
  },
  {
    what: 'lists members in the order in which they came',
    breaks: MODEL,
    spoil: asking((members) => (register, accord, at) => {
      const found = members(register, accord, at)
      if (E.isLeft(found)) return found
      const list = found.right.members.toSorted((a, b) => a.index - b.index)
      return E.right({ ...found.right, members: list })
    }),
  },
  {
    what: 'counts every other entry that it takes in',
    breaks: 'evolving-is-projecting',
    spoil: ({ register }) => ({
      register: {
        ...register,
        evolve: (state, entry) => {
          const { size } = state
          const next = register.evolve(state, entry)
          return entry.index % 2 === 1 ? { ...next, size } : next
        },
      },
    }),
  },
  {
    what: 'leaves those without a country out of the counts',
    breaks: 'counts-add-up',
    spoil: ({ counts }) => ({
      counts: (register, accord, by, at) => {
        const found = counts(register, accord, by, at)
        if (E.isLeft(found)) return found
        const named = found.right.counts.filter(({ value }) => value !== null)
        return E.right({ ...found.right, counts: named })
      },
    }),
  },
  {
    what: 'counts by category where it should by country',
    breaks: 'counts-add-up',
    spoil: ({ counts }) => ({
      counts: (register, accord, by, at) => {
        const found = counts(register, accord, 'category', at)
        return E.isLeft(found) ? found : E.right({ ...found.right, by })
      },
    }),
  },
  {
    what: 'takes who left for who joined',
    breaks: 'differences-lead-over',
    spoil: ({ diff }) => ({
      diff: (register, accord, from, to) => {
        const found = diff(register, accord, from, to)
        if (E.isLeft(found)) return found
        const { joined, left } = found.right
        return E.right({ ...found.right, joined: left, left: joined })
      },
    }),
  },
  {
    what: 'sees no change of who stayed',
    breaks: 'differences-lead-over',
    spoil: ({ diff }) => ({
      diff: (register, accord, from, to) => {
        const found = diff(register, accord, from, to)
        return E.isLeft(found) ? found : E.right({ ...found.right, changed: [] })
      },
    }),
  },
  {
    what: 'leaves the last act out of a history',
    breaks: 'history-agrees-with-membership',
    spoil: ({ history }) => ({
      history: (register, signatory, accord) => {
        const found = history(register, signatory, accord)
        return E.isLeft(found)
          ? found
          : E.right({ ...found.right, acts: found.right.acts.slice(0, -1) })
      },
    }),
  },
  {
    what: 'leaves the last day out of a report',
    breaks: 'reports-can-be-recomputed',
    spoil: ({ report }) => ({
      report: (register, period, at) => {
        const to = dayFromNumber(dayNumber(period.to) - 1)
        const found = report(register, { ...period, to: to < period.from ? period.from : to }, at)
        return E.isLeft(found) ? found : E.right({ ...found.right, to: period.to })
      },
    }),
  },
  {
    what: 'takes a suspended party off the list',
    breaks: 'what-cannot-matter-does-not',
    spoil: asking((members) => (register, accord, at) => {
      const found = members(register, accord, at)
      if (E.isLeft(found)) return found
      const list = found.right.members.filter(({ suspendedSince }) => suspendedSince === null)
      return E.right({ ...found.right, members: list })
    }),
  },
  {
    what: 'leaves the entries of the very time out of what was known then',
    breaks: 'times-are-sizes',
    spoil: asking((members) => (register, accord, at) => {
      const { time, ...rest } = at
      const { times, starts } = register.dates
      const size = starts[times.findIndex((each) => each === time)]
      return members(register, accord, size === undefined ? at : { ...rest, size })
    }),
  },
  {
    what: 'takes the members of either accord for those of both',
    breaks: 'wordings-and-pairs-as-the-model-says',
    spoil: ({ both, members }) => ({
      both: (register, one, other, at) => {
        const found = both(register, one, other, at)
        const first = members(register, one, at)
        if (E.isLeft(found) || E.isLeft(first)) return found
        return found.right.length === 0 ? found : both(register, one, one, at)
      },
    }),
  },
  {
    what: 'says that all signed the current wording',
    breaks: 'wordings-and-pairs-as-the-model-says',
    spoil: ({ wordingsSigned }) => ({
      wordingsSigned: (register, accord, at) => {
        const found = wordingsSigned(register, accord, at)
        return E.isLeft(found) ? found : E.right(found.right.slice(-1))
      },
    }),
  },
]
