import { describe, expect, it } from 'vitest'
import { blocksOf } from './catch-up.ts'
import { storeFailure } from './store.ts'
import type { StoreErrorCode } from './store.ts'
import type { Ledger } from './ledger.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import { left, right } from '../test-support/either.ts'
import { expectSound } from '../test-support/ledger-checks.ts'
import { authorEvent } from '../events/author.ts'
import {
  acme,
  admitting,
  attesting,
  credulous,
  crowd,
  endorsing,
  opened,
  STORY,
  WITHDRAWAL,
  withdrawing,
} from '../test-support/story.ts'
import { testStore } from '../test-support/test-store.ts'
import type { TestStore } from '../test-support/test-store.ts'

interface Heard {
  readonly ledger: Ledger
  readonly indexes: readonly number[]
}

/** A ledger over `store`, and what it heard of. */
async function listening(store: TestStore): Promise<Heard> {
  const indexes: number[] = []
  const onEntry = ({ index }: VerifiedEntry): void => void indexes.push(index)
  return { ledger: await opened(store, { verifier: credulous, onEntry }), indexes }
}

async function told(): Promise<TestStore> {
  const store = testStore()
  right(await (await opened(store, { verifier: credulous })).appendEach(STORY)())
  return store
}

/** The log verifies, the ledger stands at its end, and has heard of every entry once. */
async function expectCaughtUp(store: TestStore, { ledger, indexes }: Heard): Promise<void> {
  await expectSound(store, ledger, credulous)
  expect(indexes).toEqual(store.log.map((_, i) => i))
}

async function small(): Promise<readonly [TestStore, Heard]> {
  const store = testStore({ maxBatch: 3 })
  const ours = await listening(store)
  right(await ours.ledger.appendEach(STORY)())
  store.batches.length = 0
  return [store, ours]
}

/** The same act in other words: another entry. */
const leaving = authorEvent({ ...WITHDRAWAL, reason: 'we disagree' }, [acme])

describe('where another writer was first', () => {
  it('the ledger reads what came, and logs its event behind it', async () => {
    const store = await told()
    const [ours, theirs] = [await listening(store), await listening(store)]
    right(await theirs.ledger.appendEach([admitting('b'), attesting('b')])())
    const [entry] = right(await ours.ledger.appendEach([admitting('c')])())
    expect(entry?.index).toBe(6)
    await expectCaughtUp(store, ours)
  })

  it('authors write anew, on the log as it is now', async () => {
    const store = await told()
    const [ours, theirs] = [await listening(store), await listening(store)]
    right(await theirs.ledger.appendEach([withdrawing])())
    const [entry] = right(await ours.ledger.appendEach([endorsing])())
    expect(entry?.event).toMatchObject({ previous: theirs.ledger.view().head })
    await expectCaughtUp(store, ours)
  })

  it('an event that only their entry makes right is logged too', async () => {
    const store = await told()
    const [ours, theirs] = [await listening(store), await listening(store)]
    right(await theirs.ledger.appendEach([admitting('b')])())
    right(await ours.ledger.appendEach([attesting('b')])())
    await expectCaughtUp(store, ours)
  })

  it('and nobody else may write, a refusal asks the store nothing', async () => {
    const store = testStore({ writers: 'one' })
    const ours = await listening(store)
    right(await ours.ledger.appendEach(STORY)())
    store.head = () => Promise.reject(new Error('asked'))
    expect(left(await ours.ledger.appendEach([attesting('b')])())).toMatchObject({ index: 4 })
  })

  it('an abort of the signal that the ledger was opened with changes nothing', async () => {
    const store = await told()
    const abort = new AbortController()
    const ours = await opened(store, { verifier: credulous, signal: abort.signal })
    const theirs = await listening(store)
    abort.abort()
    right(await theirs.ledger.appendEach([admitting('b')])())
    const [entry] = right(await ours.appendEach([admitting('c')])())
    expect(entry?.index).toBe(5)
    store.plan.push('ambiguous-stored', 'ambiguous-lost')
    expect(left(await ours.appendEach([admitting('d')])())).toMatchObject({ code: 'ambiguous' })
    await expectSound(store, ours, credulous)
  })

  it('an event that their entry made stale is refused', async () => {
    const store = await told()
    const [ours, theirs] = [await listening(store), await listening(store)]
    const withdrawal = right(await withdrawing(ours.ledger.view()))
    right(await theirs.ledger.appendEach([leaving])())
    expect(left(await ours.ledger.append([withdrawal])())).toMatchObject({
      rule: 'previous',
      index: 5,
    })
    await expectCaughtUp(store, ours)
  })

  it('and what they wrote is unsound, nothing more is logged, and the sound part stays', async () => {
    const store = await told()
    const ours = await listening(store)
    store.log.push(new TextEncoder().encode('{}'))
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      _tag: 'Violation',
      rule: 'schema',
      index: 4,
    })
    expect([ours.ledger.view().size, store.log.length]).toEqual([4, 5])
  })

  it('again and again, it gives up after sixteen times', async () => {
    const store = await told()
    const ours = await listening(store)
    store.batches.length = 0
    store.plan.push(...Array.from({ length: 16 }, () => 'conflict' as const))
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      _tag: 'StoreError',
      code: 'unavailable',
      message: 'other writers were first 16 times in a row',
    })
    expect(store.batches.length).toBe(16)
    right(await ours.ledger.appendEach([admitting('b')])())
    await expectCaughtUp(store, ours)
  })
})

describe('a store that fails', () => {
  it('before it stored leaves everything as it was', async () => {
    const store = await told()
    const ours = await listening(store)
    const before = ours.ledger.view()
    store.plan.push('unavailable')
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      code: 'unavailable',
    })
    expect(ours.ledger.view()).toEqual(before)
    await expectCaughtUp(store, ours)
    right(await ours.ledger.appendEach([admitting('b')])())
    await expectCaughtUp(store, ours)
  })

  it.each([
    ['ambiguous-stored', 5],
    ['ambiguous-lost', 4],
  ] as const)('and says %s twice: the ledger finds out which', async (deed, size) => {
    const store = await told()
    const ours = await listening(store)
    store.plan.push(deed, deed)
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      code: 'ambiguous',
    })
    expect(ours.ledger.view().size).toBe(size)
    await expectCaughtUp(store, ours)
    right(await ours.ledger.appendEach([admitting('c')])())
    await expectCaughtUp(store, ours)
  })

  it.each(['ambiguous-stored', 'ambiguous-lost'] as const)(
    'and says %s once is asked again, and the entry is logged once',
    async (deed) => {
      const store = await told()
      const ours = await listening(store)
      store.plan.push(deed)
      const [entry] = right(await ours.ledger.appendEach([admitting('b')])())
      expect([entry?.index, store.log.length]).toEqual([4, 5])
      await expectCaughtUp(store, ours)
    },
  )

  it('and is closed when asked again: what it said first is told', async () => {
    const store = await told()
    const ours = await listening(store)
    const codes: StoreErrorCode[] = ['ambiguous', 'closed']
    store.append = async () => {
      throw storeFailure(codes.shift() ?? 'closed', 'injected')
    }
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      code: 'ambiguous',
    })
    expect(codes).toEqual([])
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({ code: 'closed' })
  })

  it('and cannot be read either: it is asked again next time', async () => {
    const store = await told()
    const ours = await listening(store)
    store.plan.push('ambiguous-stored', 'ambiguous-stored')
    store.badSector = 4
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      code: 'ambiguous',
    })
    expect(ours.ledger.view().size).toBe(4)
    store.badSector = null
    right(await ours.ledger.appendEach([admitting('c')])())
    await expectCaughtUp(store, ours)
  })

  it('in the middle of a long catching up leaves a ledger that goes on from there', async () => {
    const store = await told()
    const [ours, theirs] = [await listening(store), await listening(store)]
    right(await theirs.ledger.appendEach(crowd(2500))())
    store.badSector = 4 + 1024 + 7
    expect(left(await ours.ledger.appendEach([admitting('b')])())).toMatchObject({
      code: 'damaged',
    })
    expect(ours.ledger.view().size).toBe(4 + 1024)
    store.badSector = null
    right(await ours.ledger.appendEach([admitting('b')])())
    await expectCaughtUp(store, ours)
  })
})

describe('more than the store takes at once', () => {
  const ids = ['b', 'c', 'd', 'e', 'f', 'g', 'h']
  it('is handed to it in turns', async () => {
    const [store, ours] = await small()
    const entries = right(await ours.ledger.appendEach(ids.map((id) => admitting(id)))())
    expect(entries.length).toBe(7)
    expect(store.batches).toEqual([3, 3, 1])
    await expectCaughtUp(store, ours)
  })

  it.each([
    ['unavailable', 'unavailable', 3],
    ['conflict', 'unavailable', 3],
    ['ambiguous-stored', 'ambiguous', 6],
    ['ambiguous-lost', 'ambiguous', 3],
  ] as const)(
    'and stops between two turns (%s): the first ones are logged',
    async (deed, code, logged) => {
      const [store, ours] = await small()
      store.plan.push('work', deed, ...(code === 'ambiguous' ? [deed] : []))
      const error = left(await ours.ledger.appendEach(ids.map((id) => admitting(id)))())
      expect(error).toMatchObject({ _tag: 'StoreError', code })
      expect(store.log.length).toBe(4 + logged)
      await expectCaughtUp(store, ours)
      right(await ours.ledger.appendEach(ids.slice(logged).map((id) => admitting(id)))())
      await expectCaughtUp(store, ours)
    },
  )

  it('is asked of its authors again where another was first at the first turn', async () => {
    const [store, ours] = await small()
    const theirs = await listening(store)
    right(await theirs.ledger.appendEach([admitting('z')])())
    const entries = right(await ours.ledger.appendEach(ids.map((id) => admitting(id)))())
    expect(entries.map(({ index }) => index)).toEqual([5, 6, 7, 8, 9, 10, 11])
    await expectCaughtUp(store, ours)
  })
})

describe('the entries of a store', () => {
  it('come in blocks of 1,024, the last one shorter, none empty', async () => {
    const store = testStore()
    for (let i = 0; i < 2049; i++) store.log.push(Uint8Array.of(i % 256))
    const sizes = async (from: number, to: number) => {
      const all: number[] = []
      for await (const block of blocksOf(store, from, to)) all.push(block.length)
      return all
    }
    expect(await sizes(0, 2049)).toEqual([1024, 1024, 1])
    expect(await sizes(1, 2049)).toEqual([1024, 1024])
    expect(await sizes(2049, 2049)).toEqual([])
    expect(await sizes(0, 0)).toEqual([])
  })
})
