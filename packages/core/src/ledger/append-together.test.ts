/** Calls that come at once: one append of the store, and each its own answer. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Author } from './ledger.ts'
import { storeFailure } from './store.ts'
import { left, right } from '../test-support/either.ts'
import { expectSound } from '../test-support/ledger-checks.ts'
import {
  admitting,
  attesting,
  credulous,
  endorsing,
  opened,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import type { SignatoryId } from '../values/primitives.ts'
import { testStore } from '../test-support/test-store.ts'
import type { Deed, TestStore } from '../test-support/test-store.ts'

async function story(store: TestStore = testStore()) {
  const ledger = await opened(store, { verifier: credulous })
  right(await ledger.appendEach(STORY)())
  store.batches.length = 0
  return { store, ledger }
}

const throwing: Author<never> = () => Promise.reject(new Error('no key at hand'))
const silent: Author<null> = async () => E.left(null)

/** Answers as they can be compared: indexes logged, or what was wrong. */
function outcome(answer: E.Either<unknown, readonly { readonly index: number }[]>): unknown {
  return E.isRight(answer) ? answer.right.map(({ index }) => index) : answer.left
}

describe('calls that come at once', () => {
  it('are answered each for itself: one that is refused is no matter to the others', async () => {
    const { store, ledger } = await story()
    const calls = [[admitting('b')], [attesting('nobody')], [attesting('b')], [admitting('b')]]
    const answers = await Promise.all(calls.map((call) => ledger.appendEach(call)()))
    expect(answers.map(outcome)).toMatchObject([
      [4],
      { rule: 'signatory-known', index: 5 },
      [5],
      [6],
    ])
    expect(store.batches).toEqual([3])
    await expectSound(store, ledger, credulous)
  })

  it('one of them whose author throws is told so, and the others are logged', async () => {
    const { store, ledger } = await story()
    const answers = await Promise.allSettled([
      ledger.appendEach([admitting('b')])(),
      ledger.appendEach([admitting('c'), throwing])(),
      ledger.appendEach([admitting('d')])(),
    ])
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: { right: [{ index: 4 }] } },
      { status: 'rejected', reason: new Error('no key at hand') },
      { status: 'fulfilled', value: { right: [{ index: 5 }] } },
    ])
    await expectSound(store, ledger, credulous)
  })

  it('share the store’s failure, and one that was refused for the sake of theirs is asked again', async () => {
    const { store, ledger } = await story()
    store.plan.push('unavailable')
    const answers = await Promise.all([
      ledger.appendEach([withdrawing])(),
      ledger.appendEach([withdrawing])(), // refused behind the first one, and right without it
    ])
    expect(answers.map(outcome)).toMatchObject([{ code: 'unavailable' }, [4]])
    await expectSound(store, ledger, credulous)
  })

  it('keep their order where a store does not say what came of them', async () => {
    const { store, ledger } = await story()
    store.plan.push('ambiguous-stored', 'ambiguous-lost')
    const answers = await Promise.all([
      ledger.appendEach([attesting('b')])(), // refused, and rightly so: the party comes after it
      ledger.appendEach([admitting('b')])(),
    ])
    expect(answers.map(outcome)).toMatchObject([{ rule: 'signatory-known' }, { code: 'ambiguous' }])
  })

  it('are refused by their author with whatever that says, null as well', async () => {
    const { store, ledger } = await story()
    const answers = await Promise.all([
      ledger.appendEach([silent])(),
      ledger.appendEach([attesting('nobody')])(),
      ledger.appendEach([admitting('b')])(),
    ])
    expect(answers.map(outcome)).toMatchObject([null, { rule: 'signatory-known' }, [4]])
    await expectSound(store, ledger, credulous)
  })

  it('bring their events as they were at the call, whatever becomes of them while they wait', async () => {
    const { store, ledger } = await story()
    const [one, two] = [
      right(await admitting('b')(ledger.view())),
      right(await admitting('c')(ledger.view())),
    ]
    const calls = [[structuredClone(one)], [structuredClone(two), structuredClone(one)]]
    const answers = calls.map((events) => ledger.append(events)())
    for (const { event } of calls.flat()) Object.assign(event, { name: 'Nobody', type: 'none' })
    expect((await Promise.all(answers)).map(outcome)).toMatchObject([[4], { rule: 'previous' }])
    expect(ledger.view().signatories.get('b' as SignatoryId)).toBeDefined()
    await expectSound(store, ledger, credulous)
  })

  it('keep their order where another writer was first', async () => {
    const { store, ledger } = await story()
    const other = await opened(store, { verifier: credulous })
    right(await other.appendEach([admitting('b')])())
    const answers = await Promise.all([
      ledger.appendEach([attesting('b')])(), // refused on the log as this ledger knows it
      ledger.appendEach([admitting('c')])(),
      ledger.appendEach([attesting('nobody')])(),
      ledger.appendEach([admitting('d')])(),
    ])
    expect(answers.map(outcome)).toMatchObject([[5], [6], { rule: 'signatory-known' }, [7]])
    await expectSound(store, ledger, credulous)
  })

  it('are asked once where they were told what their author threw, though another writer was first', async () => {
    const { store, ledger } = await story()
    const other = await opened(store, { verifier: credulous })
    right(await other.appendEach([admitting('b')])())
    let asked = 0
    const failing: Author<never> = (view) => {
      asked += 1
      return throwing(view)
    }
    const answers = await Promise.allSettled([
      ledger.appendEach([failing])(),
      ledger.appendEach([admitting('c')])(),
    ])
    expect(answers).toMatchObject([
      { status: 'rejected', reason: new Error('no key at hand') },
      { status: 'fulfilled', value: { right: [{ index: 5 }] } },
    ])
    expect(asked).toBe(1)
    await expectSound(store, ledger, credulous)
  })

  it('go on by halves where together they are too much for the store', async () => {
    const store = testStore()
    const inner = { ...store }
    const { ledger } = await story(store)
    const sizes: number[] = []
    Object.assign(store, {
      append: async (...[expected, entries]: Parameters<TestStore['append']>) => {
        sizes.push(entries.length)
        if (entries.length > 3) throw storeFailure('too-large', 'at most three')
        return inner.append(expected, entries)
      },
    })
    const ids = Array.from({ length: 10 }, (_, i) => `party-${i}`)
    const answers = await Promise.all(ids.map((id) => ledger.appendEach([admitting(id)])()))
    expect(answers.map((answer) => right(answer)[0]?.index)).toEqual(ids.map((_, i) => i + 4))
    expect(sizes).toEqual([10, 5, 3, 2, 5, 3, 2])
    const four = ids.slice(0, 4).map((id) => attesting(id))
    expect(left(await ledger.appendEach(four)())).toMatchObject({ code: 'too-large' })
    await expectSound(store, ledger, credulous)
  })

  it('never pass what the store takes at once', async () => {
    const { store, ledger } = await story(testStore({ maxBatch: 4 }))
    const ids = Array.from({ length: 9 }, (_, i) => `party-${i}`)
    const pairs = ids.map((id) => ledger.appendEach([admitting(id), attesting(id)])())
    for (const answer of await Promise.all(pairs)) right(answer)
    expect(store.batches).toEqual([4, 4, 4, 4, 2])
    await expectSound(store, ledger, credulous)
  })

  it('have the answers that they had one after another, whatever the store does', async () => {
    const aCall = fc.array(
      fc.oneof(
        fc.constantFrom('a', 'b', 'c').map((id) => admitting(id)),
        fc.constantFrom('a', 'b', 'c').map((id) => attesting(id)),
        fc.constantFrom(endorsing, withdrawing),
      ),
      { minLength: 0, maxLength: 3 },
    )
    const deeds = fc.array(fc.constantFrom<Deed>('work', 'ambiguous-lost', 'ambiguous-stored'), {
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCall, { minLength: 1, maxLength: 6 }),
        deeds,
        async (calls, plan) => {
          const together = await story()
          together.store.plan.push(...plan)
          const answers = await Promise.all(calls.map((call) => together.ledger.appendEach(call)()))
          await expectSound(together.store, together.ledger, credulous)
          const logged = answers.flatMap((answer) => (E.isRight(answer) ? answer.right : []))
          const failed = answers.some(
            (answer) => E.isLeft(answer) && JSON.stringify(answer.left).includes('StoreError'),
          )
          // What is acknowledged is in the log, once, in the order of the calls.
          expect(logged.map(({ bytes }) => bytes)).toEqual(
            logged.map(({ index }) => together.store.log[index]),
          )
          expect(logged.map(({ index }) => index)).toEqual(
            [...new Set(logged.map(({ index }) => index))].toSorted((a, b) => a - b),
          )
          if (failed) return
          const alone = await story()
          const oneByOne: unknown[] = []
          for (const call of calls) oneByOne.push(outcome(await alone.ledger.appendEach(call)()))
          expect(answers.map(outcome)).toEqual(oneByOne)
          expect(together.store.log).toEqual(alone.store.log)
        },
      ),
      { numRuns: 60 },
    )
  })
})
