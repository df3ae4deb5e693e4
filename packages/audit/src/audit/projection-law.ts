/** The projection of the log against a naive model, which goes through all entries for every answer. */
import { dayFromNumber, dayNumber, dayOf, isEndorsement } from '@accord-ledger/core'
import type { Day, VerifiedEntry } from '@accord-ledger/core'
import { accords, members, project, register } from '@accord-ledger/projection'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { oneOf, present } from '../attacks/places.ts'
import { membersOf } from '../model/naive-membership.ts'
import { logCases, logLaw } from './log-law.ts'
import type { LogLaw } from './log-law.ts'

/** Who is a member, by the projection and by the naive model. */
export const projectionLaw: LogLaw = logLaw({
  name: 'projection',
  claim:
    'the members of an accord, as known at any size and in force on any day, are those whom a naive model finds',
  protects: 'whoever asks who is a member',
  needs: 'an accord',
  share: 0.25,
  on: async ({ entries }) => {
    const known = project(register, entries)
    const ids = accords(known)
    if (ids.length === 0) return null
    const days = daysThatMatter(entries)
    const joined = entries.flatMap(({ event, index }) =>
      'accord' in event && 'signatory' in event && isEndorsement(event)
        ? [{ accord: event.accord, size: index + 1, on: LAST_DAY }]
        : [],
    )
    const anywhere = fc
      .record({
        accord: fc.nat(ids.length - 1),
        size: fc.oneof(fc.constant(entries.length), fc.nat(entries.length - 1)),
        day: fc.nat(days.length - 1),
      })
      .map(({ accord, size, day }) => ({
        accord: present(ids[accord]),
        size,
        on: present(days[day]),
      }))
    // Where somebody has just joined, there is a member.
    const whereJoined = oneOf(joined)
    return logCases({
      covers: [...(joined.length > 0 ? ['members'] : []), 'an earlier size', 'the whole log'],
      cases: whereJoined === null ? anywhere : fc.oneof(anywhere, anywhere, whereJoined),
      describe: ({ accord, size, on }) => `the members of ${accord} at size ${size} on ${on}`,
      check: async ({ accord, size, on }, met) => {
        met(size === entries.length ? 'the whole log' : 'an earlier size')
        const answered = members(known, accord, { size, on })
        const log = entries.slice(0, size)
        const published = log.some(
          ({ event }) => event.type === 'accord' && event.accord === accord,
        )
        if (E.isLeft(answered)) {
          if (published) throw new Error(`no answer: ${answered.left._tag}`)
          return
        }
        const found = answered.right.members
        const expected = membersOf(log, accord, on)
        if (found.length > 0) met('members')
        if (canonical(found) !== canonical(expected)) {
          throw new Error(
            `the projection finds ${found.length}, the naive model ${expected.length}`,
          )
        }
      },
    })
  },
})

/** By then every act rules. */
const LAST_DAY = dayFromNumber(2_932_896)

/** Each day that an event names or was logged on, and the day before it. */
function daysThatMatter(entries: readonly VerifiedEntry[]): readonly Day[] {
  const named = entries.flatMap(({ event, time }) =>
    'effective' in event ? [dayOf(time), event.effective] : [dayOf(time)],
  )
  const before = [...new Set(named)]
    .filter((day) => day > '1600-01-01')
    .map((day) => dayFromNumber(dayNumber(day) - 1))
  return [...new Set([...named, ...before])].toSorted()
}

/** JSON with members in the order of their names. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
