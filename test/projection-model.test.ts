/** The projection against a second, deliberately naive one: at every size, on every day that matters. */
import { isDeepStrictEqual } from 'node:util'
import {
  aHistory,
  believing,
  type History,
  keyring,
  muteKeyring,
  naiveModel as naive,
  TRANSITIONS,
  transitionsIn,
} from '@accord-ledger/audit'
import { emptyState, isDay, secondsOf, timeFromMilliseconds, tryBlock } from '@accord-ledger/core'
import type { Day, Time, VerifiedEntry } from '@accord-ledger/core'
import {
  absent,
  accords,
  both,
  counts,
  countsOver,
  diff,
  encodeReport,
  history as historyOf,
  members,
  project,
  register,
  report,
  signatories,
  wordings,
  wordingsSigned,
} from '@accord-ledger/projection'
import type { QuestionError } from '@accord-ledger/projection'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'

const NOBODYS = 'no-such-accord-or-party'
/** Nobody looks at their signatures. */
const histories = aHistory({ keys: muteKeyring(keyring()), length: 50 })
const FIELDS = ['category', 'country'] as const

describe('the projection', () => {
  it('says at every size, on every day that matters, who the naive model says is a member', async () => {
    const seen = new Set<string>()
    const property = fc.asyncProperty(histories, async (history) => {
      const entries = await entriesOf(history)
      for (const found of transitionsIn(entries)) seen.add(found)
      const whole = project(register, entries)
      let grown = register.initialState()
      for (let size = 0; size <= entries.length; size++) {
        const entry = entries[size - 1]
        if (entry !== undefined) grown = register.evolve(grown, entry)
        const days = daysThatMatter(entries.slice(0, size))
        for (const accord of [...accordsOf(history), NOBODYS]) {
          for (const on of days) {
            const expected = naive.members(entries, accord, { size, on })
            agree(members(whole, accord, { size, on }), expected, accord, size, on)
            agree(members(grown, accord, { on }), expected, accord, size, on, 'at the head')
          }
        }
      }
    })
    await fc.assert(property, { numRuns: 80 })
    expect(TRANSITIONS.filter((name) => !seen.has(name))).toEqual([])
  }, 120_000)

  it('says so of logs that are much longer than what it first has room for', async () => {
    let most = 0
    const long = aHistory({ keys: muteKeyring(keyring()), length: 400 })
    const picks = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 24, maxLength: 24 })
    const property = fc.asyncProperty(long, picks, async (history, moments) => {
      const entries = await entriesOf(history)
      const whole = project(register, entries)
      const days = daysThatMatter(entries)
      for (const [a, b] of moments) {
        const at = { size: a % (entries.length + 1), on: pick(days, b) }
        for (const accord of accordsOf(history)) {
          agree(members(whole, accord, at), naive.members(entries, accord, at), accord, at)
        }
      }
      for (const party of partiesOf(history)) {
        agree(historyOf(whole, party), naive.history(entries, party), party)
      }
      most = Math.max(most, entries.length)
    })
    await fc.assert(property, { numRuns: 20 })
    expect(most).toBeGreaterThan(128)
  }, 120_000)

  it('answers as the naive model does as of any time', async () => {
    const property = fc.asyncProperty(histories, fc.nat(), async (history, n) => {
      const entries = await entriesOf(history)
      const [pact = ''] = accordsOf(history)
      const whole = project(register, entries)
      const on = pick(daysThatMatter(entries), n)
      for (const time of timesThatMatter(entries)) {
        agree(
          members(whole, pact, { time, on }),
          naive.members(entries, pact, { time, on }),
          time,
          on,
        )
        agree(
          report(whole, { from: on, to: on }, { time }),
          naive.report(entries, on, on, { time }),
          time,
        )
      }
    })
    await fc.assert(property, { numRuns: 50 })
  })

  it('answers every other question as the naive model does', async () => {
    const picks = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), {
      minLength: 8,
      maxLength: 8,
    })
    const property = fc.asyncProperty(histories, picks, async (history, moments) => {
      const entries = await entriesOf(history)
      const [pact = '', treaty = ''] = accordsOf(history)
      const watch = [NOBODYS, ...partiesOf(history).toReversed(), ...partiesOf(history)]
      const whole = project(register, entries)
      const days = daysThatMatter(entries)
      for (const [a, b, c, d] of moments) {
        const from = { size: a % (entries.length + 2), on: pick(days, b) }
        const to = { size: c % (entries.length + 2), on: pick(days, d) }
        for (const accord of [...accordsOf(history), NOBODYS]) {
          const about = [accord, from, to]
          agree(
            diff(whole, accord, from, to),
            naive.difference(entries, accord, from, to),
            ...about,
          )
          agree(
            wordingsSigned(whole, accord, to),
            naive.wordingsSigned(entries, accord, to),
            ...about,
          )
          agree(
            absent(whole, accord, watch, to),
            naive.absent(entries, accord, watch, to),
            ...about,
          )
          for (const by of FIELDS) {
            const expected = [from.on, to.on].map((on) =>
              naive.counts(entries, accord, by, { ...to, on }),
            )
            agree(counts(whole, accord, by, to), expected[1], ...about)
            const over = countsOver(whole, accord, by, [from.on, to.on], { size: to.size })
            agree(over, typeof expected[1] === 'string' ? expected[1] : expected, ...about)
          }
        }
        agree(both(whole, pact, treaty, to), naive.both(entries, pact, treaty, to), to)
        const [first, last] = [from.on, to.on].toSorted()
        if (first === undefined || last === undefined) throw new Error('two days')
        const found = report(whole, { from: first, to: last }, { size: to.size })
        agree(found, naive.report(entries, first, last, to), from, to)
        if (E.isRight(found))
          expect(JSON.parse(decode(encodeReport(found.right)))).toEqual(found.right)
      }
    })
    await fc.assert(property, { numRuns: 50 })
  })

  it('tells the history of every party and accord as the naive model does', async () => {
    const property = fc.asyncProperty(histories, async (history) => {
      const entries = await entriesOf(history)
      const whole = project(register, entries)
      for (const party of [...partiesOf(history), NOBODYS]) {
        agree(historyOf(whole, party), naive.history(entries, party), party)
        for (const accord of [...accordsOf(history), NOBODYS]) {
          agree(
            historyOf(whole, party, accord),
            naive.history(entries, party, accord),
            party,
            accord,
          )
        }
      }
      for (const accord of [...accordsOf(history), NOBODYS])
        agree(wordings(whole, accord), naive.wordings(entries, accord), accord)
      expect(accords(whole)).toEqual(naive.namesOf(entries, 'accord'))
      expect(signatories(whole)).toEqual(naive.namesOf(entries, 'signatory'))
    })
    await fc.assert(property, { numRuns: 100 })
  })
})

async function entriesOf({ log }: History): Promise<readonly VerifiedEntry[]> {
  const { verified, failure } = await tryBlock(emptyState(), log, believing)
  expect(failure).toBeNull()
  return verified
}

function accordsOf({ cast }: History): readonly string[] {
  return cast.accords.map(({ id }) => id)
}

function partiesOf({ cast }: History): readonly string[] {
  return cast.parties.map(({ id }) => id)
}

/** Fails where a question is not answered as expected: with the answer, or with the tag of what is wrong. */
function agree<A>(
  answer: E.Either<QuestionError, A>,
  expected: unknown,
  ...about: readonly unknown[]
): void {
  const found = E.isLeft(answer) ? answer.left._tag : answer.right
  if (isDeepStrictEqual(found, expected)) return
  expect({ about, found }).toEqual({ about, found: expected })
  throw new Error('answers that are like each other, and not the same')
}

/** Each effective day and the day of each entry, the day before each, and the first and last of all days. */
function daysThatMatter(entries: readonly VerifiedEntry[]): readonly Day[] {
  const named = entries.flatMap(({ event, time }) => [
    time.slice(0, 10),
    ...('effective' in event ? [event.effective] : []),
  ])
  return ['1600-01-01', ...new Set(named.flatMap(withTheDayBefore)), '9999-12-31'].filter(isDay)
}

/** Each entry's time, and the second before it. */
function timesThatMatter(entries: readonly VerifiedEntry[]): readonly Time[] {
  return [
    ...new Set(
      entries.flatMap(({ time }) => [time, timeFromMilliseconds((secondsOf(time) - 1) * 1000)]),
    ),
  ]
}

function withTheDayBefore(day: string): readonly string[] {
  const before = new Date(`${day}T00:00:00Z`)
  before.setUTCDate(before.getUTCDate() - 1)
  return [before.toISOString().slice(0, 10), day]
}

function pick<A>(values: readonly A[], n: number): A {
  const value = values[n % values.length]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
