/** Law 25: a store answers every sequence of calls as the memory model does, closed and opened again at any point. */
import { EMPTY_HEAD } from '@accord-ledger/core'
import type { Head, Store } from '@accord-ledger/core'
import fc from 'fast-check'
import {
  aBody,
  collect,
  entriesAfter,
  equal,
  headAfter,
  outcome,
  wholeLog,
  withLedger,
} from './ledger-under-test.ts'
import type { Law, LedgerUnderTest, StoreSubject } from './ledger-under-test.ts'

/** Where an append claims to stand. */
type Claim = 'head' | 'older' | 'ahead' | 'other hash'

type Call =
  | {
      readonly call: 'append'
      readonly claim: Claim
      readonly pick: number
      readonly bodies: readonly Uint8Array[]
    }
  | { readonly call: 'again'; readonly pick: number; readonly more: readonly Uint8Array[] }
  | { readonly call: 'spoiled'; readonly how: 'line feed' | 'unlinked' | 'nothing' | 'empty' }
  | { readonly call: 'read'; readonly from: number; readonly to: number | undefined }
  | { readonly call: 'head' }
  | { readonly call: 'reopen' }

const bodies = fc.array(aBody, { minLength: 1, maxLength: 4 })
const pick = fc.nat(30)

const aCall: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      call: fc.constant('append' as const),
      claim: fc.oneof(
        { weight: 5, arbitrary: fc.constant('head' as const) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('older' as const, 'ahead' as const, 'other hash' as const),
        },
      ),
      pick,
      bodies,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      call: fc.constant('again' as const),
      pick,
      more: fc.array(aBody, { maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      call: fc.constant('spoiled' as const),
      how: fc.constantFrom(
        'line feed' as const,
        'unlinked' as const,
        'nothing' as const,
        'empty' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      call: fc.constant('read' as const),
      from: fc.integer({ min: -1, max: 30 }),
      to: fc.option(fc.integer({ min: -1, max: 30 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ call: 'head' as const }) },
  { weight: 1, arbitrary: fc.constant({ call: 'reopen' as const }) },
)

/** The model, the real ledger, and what has been appended to both. */
interface Pair {
  readonly model: Store
  readonly ledger: LedgerUnderTest
  readonly reopens: boolean
  real: Store
  readonly done: { readonly expected: Head; readonly entries: readonly Uint8Array[] }[]
}

/** `model` makes an empty memory store, linked as the subject's. */
export function differentialLaw(subject: StoreSubject, model: () => Store): Law {
  return {
    number: 25,
    claim: 'the same calls have the same answers as in the memory model, reopened at any point',
    protects: 'programs tested in memory and run elsewhere',
    check: () =>
      fc.assert(
        fc.asyncProperty(fc.array(aCall, { minLength: 1, maxLength: 14 }), (calls) =>
          withLedger(subject, async (ledger) => {
            const pair: Pair = {
              model: model(),
              ledger,
              reopens: subject.reopens,
              real: await ledger.open(),
              done: [],
            }
            try {
              for (const call of calls) await compare(pair, call)
              equal(await wholeLog(pair.real), await wholeLog(pair.model), 'the whole log')
            } finally {
              await pair.real[Symbol.asyncDispose]()
            }
          }),
        ),
        { numRuns: subject.numRuns },
      ),
  }
}

async function compare(pair: Pair, call: Call): Promise<void> {
  if (call.call === 'reopen') {
    if (!pair.reopens) return
    await pair.real[Symbol.asyncDispose]()
    pair.real = await pair.ledger.open()
    return
  }
  const ask = await question(pair, call)
  const expected = await outcome(() => ask(pair.model))
  equal(await outcome(() => ask(pair.real)), expected, call.call)
}

type Question = (store: Store) => Promise<unknown>

async function question(pair: Pair, call: Exclude<Call, { call: 'reopen' }>): Promise<Question> {
  const head = await pair.model.head()
  switch (call.call) {
    case 'head':
      return (store) => store.head()
    case 'read':
      return (store) => collect(store.read(call.from, call.to))
    case 'append': {
      const expected = claimed(pair, head, call.claim, call.pick)
      const entries = entriesAfter(expected, call.bodies)
      if (call.claim === 'head') pair.done.push({ expected, entries })
      return (store) => store.append(expected, entries)
    }
    case 'again': {
      const old = pair.done[call.pick % Math.max(1, pair.done.length)]
      if (old === undefined) return (store) => store.head()
      const more = entriesAfter(headAfter(old.expected, old.entries), call.more)
      return (store) => store.append(old.expected, [...old.entries, ...more])
    }
    case 'spoiled': {
      const entries = {
        'line feed': entriesAfter(head, [Uint8Array.of(0x0a)]),
        unlinked: entriesAfter({ ...head, hash: 'e'.repeat(64) }, [Uint8Array.of(1)]),
        nothing: [],
        empty: [new Uint8Array(0)],
      }[call.how]
      return (store) => store.append(head, entries)
    }
  }
}

function claimed(pair: Pair, head: Head, claim: Claim, at: number): Head {
  switch (claim) {
    case 'head':
      return head
    case 'older':
      return pair.done[at % Math.max(1, pair.done.length)]?.expected ?? EMPTY_HEAD
    case 'ahead':
      return { size: head.size + 1 + at, hash: head.hash }
    case 'other hash':
      return { size: head.size, hash: 'd'.repeat(64) }
  }
}
