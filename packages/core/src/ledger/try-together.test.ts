/** Calls of one event each, tried at once: the answers are those that they have one after another. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Verifier } from '../crypto/verifier.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import type { SignedEvent } from '../events/entry.ts'
import { right } from '../test-support/either.ts'
import { expectSound, written } from '../test-support/ledger-checks.ts'
import {
  admitting,
  attesting,
  credulous,
  opened,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { testStore } from '../test-support/test-store.ts'
import type { TestStore } from '../test-support/test-store.ts'
import type { AppendError, Ledger, LedgerOptions } from './ledger.ts'

/** A verifier that keeps what it was asked: questions a batch. */
function counting(): { readonly verifier: Verifier; readonly asked: number[] } {
  const asked: number[] = []
  return {
    asked,
    verifier: {
      ...nobleVerifier,
      verify: async (batch) => {
        asked.push(batch.length)
        return nobleVerifier.verify(batch)
      },
    },
  }
}

interface Played {
  readonly store: TestStore
  readonly ledger: Ledger
}

async function story(more: Partial<LedgerOptions> = {}): Promise<Played> {
  const store = testStore()
  const quick = await opened(store, { verifier: credulous })
  right(await quick.appendEach(STORY)())
  store.batches.length = 0
  return { store, ledger: await opened(store, more) }
}

type Answer = E.Either<AppendError, readonly { readonly index: number }[]>

/** Answers as they can be compared: indexes logged, what was wrong, or what was thrown. */
const outcome = (answer: Promise<Answer>): Promise<unknown> =>
  answer.then(
    (said) => (E.isRight(said) ? said.right.map(({ index }) => index) : said.left),
    (thrown: unknown) => ({ thrown }),
  )

const submit = (ledger: Ledger, event: SignedEvent): Promise<unknown> =>
  outcome(ledger.append([event])())

const together = ({ ledger }: Played, events: readonly SignedEvent[]): Promise<unknown[]> =>
  Promise.all(events.map((event) => submit(ledger, event)))

async function oneByOne({ ledger }: Played, events: readonly SignedEvent[]): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const event of events) answers.push(await submit(ledger, event))
  return answers
}

/** Another signature. */
const forged = ({ event, signatures }: SignedEvent): SignedEvent => ({
  event,
  signatures: signatures.map(({ key, sig }) => ({
    key,
    sig: (sig.startsWith('0') ? sig.replace('0', '1') : sig.replace(/^./, '0')) as typeof sig,
  })),
})

/** Events that are right or wrong on the story, alone or behind others. */
const pool = new Map<string, SignedEvent>()
const events = (...names: readonly string[]): readonly SignedEvent[] =>
  names.map((name) => {
    const event = pool.get(name)
    if (event === undefined) throw new Error(`no event ${name}`)
    return event
  })

beforeAll(async () => {
  const { ledger } = await story()
  for (const id of ['b', 'c', 'd']) pool.set(id, await written(admitting(id), ledger))
  pool.set('leave', await written(withdrawing, ledger))
  pool.set('decomposed', await written(admitting('e', null, 'Jose\u0301'), ledger))
  // Right only behind `b`: written on a ledger that holds it, where the entry before is the same.
  right(await ledger.append(events('b'))())
  pool.set('attest b', await written(attesting('b'), ledger))
  for (const name of ['b', 'leave', 'attest b'])
    for (const event of events(name)) pool.set(`forged ${name}`, forged(event))
  for (const [name, type] of [
    ['no event', 'accord'],
    ['unknown', 'merge'],
  ] as const) {
    const said: SignedEvent = JSON.parse(`{"event":{"type":"${type}"},"signatures":[]}`)
    pool.set(name, said)
  }
})

describe('calls of one written event each', () => {
  it('are one question to the verifier and one append of the store', async () => {
    const { verifier, asked } = counting()
    const played = await story({ verifier })
    asked.length = 0
    expect(await together(played, events('b', 'c', 'leave', 'd'))).toEqual([[4], [5], [6], [7]])
    expect(asked).toEqual([4])
    expect(played.store.batches).toEqual([4])
    await expectSound(played.store, played.ledger)
  })

  it('do not suffer from what is wrong with one, which is never logged', async () => {
    const played = await story()
    const names = ['b', 'b', 'no event', 'decomposed', 'unknown', 'forged leave', 'c', 'leave']
    expect(await together(played, events(...names))).toMatchObject([
      [4],
      { rule: 'previous', index: 5 },
      { rule: 'schema', index: 5 },
      { why: 'not-nfc', position: 0 },
      { _tag: 'Unrecognised', index: 5 },
      { rule: 'signature', index: 5 },
      [5],
      [6],
    ])
    await expectSound(played.store, played.ledger)
  })

  it('one that built on a forged one is refused for what it is without it', async () => {
    const played = await story()
    expect(await together(played, events('forged b', 'attest b', 'b'))).toMatchObject([
      { rule: 'signature', index: 4 },
      { rule: 'seen-range', index: 4 }, // it has seen an entry that is not there
      [4],
    ])
    await expectSound(played.store, played.ledger)
  })

  it('a lone forged one is asked about once', async () => {
    const { verifier, asked } = counting()
    const played = await story({ verifier })
    asked.length = 0
    expect(await together(played, events('forged leave'))).toMatchObject([{ rule: 'signature' }])
    expect(asked).toEqual([1])
    expect(await together(played, events('leave'))).toEqual([[4]])
    await expectSound(played.store, played.ledger)
  })

  it('one whose admission or verifier throws is told so, and the others are logged', async () => {
    const broken = new Error('out of order')
    const played = await story({
      admit: ({ event }) => {
        if (event.type === 'withdraw') throw broken
        return null
      },
      verifier: {
        ...nobleVerifier,
        verify: async (batch) => {
          const verdicts = await nobleVerifier.verify(batch)
          if (verdicts.includes(false)) throw broken
          return verdicts
        },
      },
    })
    expect(await together(played, events('b', 'leave', 'forged attest b', 'c'))).toEqual([
      [4],
      { thrown: broken },
      { thrown: broken },
      [5],
    ])
    await expectSound(played.store, played.ledger)
  })

  it('have the answers that they had one after another, and leave the same log', async () => {
    const names = fc.array(fc.nat(), { minLength: 1, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(names, async (numbers) => {
        const all = [...pool.values()]
        const chosen = numbers.flatMap((n) => all.slice(n % all.length, (n % all.length) + 1))
        const [atOnce, inTurn] = [await story(), await story()]
        expect(await together(atOnce, chosen)).toEqual(await oneByOne(inTurn, chosen))
        expect(atOnce.store.log).toEqual(inTurn.store.log)
        await expectSound(atOnce.store, atOnce.ledger)
      }),
      { numRuns: 25 },
    )
  })
})
