/** Law 25: a store answers every sequence of calls as the naive model does, closed, crashed and opened again at any point. */
import type { Head, Store } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, entriesAfter, headAfter, textEntriesAfter } from './entries.ts'
import type { Ground } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { naiveLog } from './naive-log.ts'
import type { NaiveLog } from './naive-log.ts'
import { bytesOf, collect, equal, outcome, wholeLog } from './outcome.ts'

/** One call, before it is known what stands in the log. */
interface Call {
  readonly call: (typeof CALLS)[number]
  readonly pick: number
  readonly other: number
  readonly bodies: readonly Uint8Array[]
}

const CALLS = [
  'append',
  'append at an older head',
  'append ahead',
  'append at another hash',
  'repeat',
  'repeat and add',
  'spoil',
  'read',
  'read a rest',
  'head',
  'reopen',
  'crash',
  'race',
] as const

/** Appends are most of what is done; otherwise there is nothing to repeat or to read. */
const aCall: fc.Arbitrary<Call> = fc.record({
  call: fc.oneof(
    { weight: 2, arbitrary: fc.constant('append' as const) },
    { weight: 5, arbitrary: fc.constantFrom(...CALLS) },
  ),
  pick: fc.nat(40),
  other: fc.nat(40),
  bodies: aBatch,
})

/** The model, the store, and what was appended to both. */
interface Pair {
  readonly ground: Ground
  readonly model: NaiveLog
  readonly done: { readonly expected: Head; readonly entries: readonly Uint8Array[] }[]
  real: Store
}

/** Law 25. */
export const differentialLaw: StoreLaw = law({
  number: 25,
  claim: 'the same calls have the same answers as in the naive model, reopened at any point',
  protects: 'programs tested with one store and run with another',
  covers: CALLS.filter((call) => call !== 'crash' && call !== 'reopen'),
  cases: fc.array(aCall, { minLength: 1, maxLength: 24, size: 'max' }),
  check: async (ground, calls) => {
    const pair: Pair = {
      ground,
      model: naiveLog(ground.caps),
      done: [],
      real: await ground.open(),
    }
    for (const call of calls) await compare(pair, call)
    equal(bytesOf(await wholeLog(pair.real)), pair.model.entries, 'the whole log')
  },
})

async function compare(pair: Pair, call: Call): Promise<void> {
  const { ground } = pair
  if (call.call === 'reopen') {
    if (!ground.persistent) return
    await ground.dispose(pair.real)
    pair.real = await ground.open()
  } else if (call.call === 'crash') {
    if (!ground.persistent || ground.backend.crash === undefined) return
    if (ground.caps.ack === 'memory') return
    await ground.end('crash')
    pair.real = await ground.open()
  } else if (call.call === 'race') await raceIn(pair, call)
  else {
    const [ofModel, ofStore] = question(pair, call)
    const expected = await outcome(async () => ofModel(pair.model))
    equal(await outcome(() => ofStore(pair.real)), expected, `the answer to: ${call.call}`)
  }
  ground.met(call.call)
}

type Question = readonly [(model: NaiveLog) => unknown, (store: Store) => Promise<unknown>]

const appending = (expected: Head, entries: readonly Uint8Array[]): Question => [
  (log) => log.append(expected, entries),
  (store) => store.append(expected, entries),
]

const reading = (from: number, to?: number): Question => [
  (log) => log.read(from, to),
  (store) => collect(store.read(from, to)),
]

function question(pair: Pair, { call, pick, other, bodies }: Call): Question {
  const { model, done } = pair
  const head = model.head()
  const old = done[pick % Math.max(1, done.length)] ?? { expected: EMPTY_HEAD, entries: [] }
  switch (call) {
    case 'append': {
      const entries = entriesAfter(head, bodies)
      done.push({ expected: head, entries })
      return appending(head, entries)
    }
    case 'append at an older head':
      return appending(old.expected, entriesAfter(old.expected, bodies))
    case 'append ahead': {
      const ahead = { size: head.size + 1 + pick, hash: head.hash }
      return appending(ahead, entriesAfter(ahead, bodies))
    }
    case 'append at another hash': {
      const astray = { size: head.size, hash: 'd'.repeat(64) }
      return appending(astray, entriesAfter(astray, bodies))
    }
    case 'repeat':
      return appending(old.expected, old.entries)
    case 'repeat and add': {
      const more = entriesAfter(headAfter(old.expected, old.entries), bodies)
      return appending(old.expected, [...old.entries, ...more])
    }
    case 'spoil':
      return appending(head, spoiled(head, bodies, pick))
    case 'read':
      return reading(pick - 1, other - 1)
    case 'read a rest':
      return reading(pick - 1)
    default:
      return [(log) => log.head(), (store) => store.head()]
  }
}

/** A batch that is refused. */
function spoiled(head: Head, bodies: readonly Uint8Array[], pick: number): readonly Uint8Array[] {
  const good = entriesAfter(head, bodies)
  const bad = [
    [],
    [new Uint8Array(0)],
    textEntriesAfter(head, 'two\nlines'),
    textEntriesAfter({ ...head, hash: 'e'.repeat(64) }, 'astray'),
    [...good, ...good],
    [...good, new Uint8Array(0)],
  ]
  return bad[pick % bad.length] ?? []
}

/** Two appends at once: the model is told afterwards which one came first. */
async function raceIn({ real, model, done }: Pair, { bodies, other }: Call): Promise<void> {
  const head = model.head()
  const batches = [entriesAfter(head, bodies), textEntriesAfter(head, `the other, ${other}`)]
  const results = await Promise.all(batches.map((entries) => real.append(head, entries)))
  const winner = results.findIndex(({ ok }) => ok)
  const entries = batches[winner] ?? []
  equal(results[winner], model.append(head, entries), 'the answer to the winner of a race')
  equal(results[1 - winner]?.ok, false, 'the answer to the other')
  done.push({ expected: head, entries })
}
