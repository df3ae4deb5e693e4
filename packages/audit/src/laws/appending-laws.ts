/** Laws of logging: what append takes, and what it refuses. */
import { RULES, secondsOf } from '@accord-ledger/core'
import type { Ledger, RuleName, SignedEvent, Time } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { aHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import { law, same } from './law.ts'
import type { Law, LawRun } from './law.ts'
import { endOf, inBlocks } from './logs.ts'
import { arrayStore } from './memory-store.ts'
import type { ArrayStore } from './memory-store.ts'
import { breachOf } from './rule-laws.ts'

/** Rules that an event alone can break: its entry is the ledger's to make. */
const OF_EVENTS: readonly RuleName[] = [
  'log',
  'seen-range',
  'seen-hash',
  'until',
  'accord-known',
  'signatory-known',
  'previous',
  'effective',
  'key-fresh',
  'key-current',
  'signers',
  'text-current',
  'accord-open',
  'endorse-again',
  'withdraw-member',
  'signature',
]

/** The laws of appending. */
export const appendingLaws: readonly Law[] = [
  law({
    kind: 'ledger',
    name: 'append-and-verify-agree',
    claim:
      'append logs what verify accepts, one by one or in batches, and makes the same bytes of it',
    protects: 'operators from a log that their own readers refuse',
    covers: ['one by one', 'in batches', 'opened again'],
    share: 0.2,
    cases: ({ keys, length }) =>
      fc.record({
        history: aHistory({ keys, length: Math.min(length, 24) }),
        batch: fc.integer({ min: 1, max: 5 }),
      }),
    check: async (run, { history, batch }) => {
      run.about(history)
      run.note(`is logged again, ${batch} at a time`)
      const store = arrayStore()
      const half = Math.floor(history.entries.length / 2)
      await logAll(run, store, history, [0, half], batch)
      await logAll(run, store, history, [half, history.entries.length], batch)
      run.met('opened again')
      same('the log', store.log, history.log)
      const { verdict, size, head } = await run.subject.verifyLog(inBlocks(store.log), {
        verifier: run.verifier,
      })
      const end = endOf(store.log)
      same(
        'the verdict',
        { verdict, size, head },
        { verdict: 'sound', size: end.size, head: end.head },
      )
      run.met(batch === 1 ? 'one by one' : 'in batches')
    },
  }),
  law({
    kind: 'ledger',
    name: 'append-refuses-what-verify-refuses',
    claim:
      'append refuses an event that breaks a rule, under the rule that verify names, and logs nothing of it',
    protects: 'a log from entries that make it unsound for ever',
    covers: OF_EVENTS,
    cases: ({ keys, length }) =>
      fc.record({
        history: aHistory({ keys, length: Math.min(length, 24) }),
        rule: fc.constantFrom(...OF_EVENTS),
        pick: fc.nat(10_000),
      }),
    check: async (run, { history, rule, pick }) => {
      const breach = breachOf(rule, history, pick)
      if (breach === null || breach.at === 0) return
      const { at, bytes } = breach
      run.about(history)
      run.note(`in place of entry ${at}, an event that breaks rule ${RULES[rule]}, ${rule}`)
      const store = arrayStore(history.log.slice(0, at))
      const decoded = run.subject.decodeEntry(bytes, at)
      if (E.isLeft(decoded)) throw new Error('the breach is well-formed')
      const { event, signatures, time } = decoded.right.entry
      const ledger = await openedAt(run, store, secondsOf(time))
      const answer = await ledger.append([{ event, signatures }])()
      const refused = E.isLeft(answer) && answer.left._tag === 'Violation' ? answer.left : null
      same('the refusal', { rule: refused?.rule, index: refused?.index }, { rule, index: at })
      same('the log', store.log.length, at)
      run.met(rule)
    },
  }),
]

/** Logs entries [from, to) in batches of events of one time: the ledger dates each by its clock. */
async function logAll(
  run: LawRun,
  store: ArrayStore,
  { entries }: History,
  [from, to]: readonly [number, number],
  batch: number,
): Promise<void> {
  let next = from
  const clock = (): number => secondsOf(timeAt(entries, next)) * 1000
  const ledger = await opened(run, store, clock)
  while (next < to) {
    const time = timeAt(entries, next)
    const few = entries.slice(next, Math.min(to, next + batch))
    const events = few
      .filter((each) => each.time === time)
      .map(({ event, signatures }): SignedEvent => ({ event, signatures }))
    const answer = await ledger.append(events)()
    if (E.isLeft(answer))
      throw new Error(`entry ${next} is refused: ${JSON.stringify(answer.left)}`)
    next += events.length
  }
}

/** The time of entry `index`; behind the last one, of that. */
function timeAt(entries: History['entries'], index: number): Time {
  const entry = entries[Math.min(index, entries.length - 1)]
  if (entry === undefined) throw new Error('a history has an entry')
  return entry.time
}

function openedAt(run: LawRun, store: ArrayStore, seconds: number): Promise<Ledger> {
  return opened(run, store, () => seconds * 1000)
}

async function opened(
  { subject, verifier }: LawRun,
  store: ArrayStore,
  clock: () => number,
): Promise<Ledger> {
  const ledger = await subject.openLedger({ store, verifier, clock })()
  if (E.isLeft(ledger)) throw new Error(`the log is not opened: ${JSON.stringify(ledger.left)}`)
  return ledger.right
}
