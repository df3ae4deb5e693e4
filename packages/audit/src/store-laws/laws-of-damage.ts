/** The laws of damage, and of what errors say: docs/design/store.md §2, laws 9, 10, 11 and 26. */
import type { Store, Stored } from '@accord-ledger/core'
import { asStoreError, EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, aBody, entriesAfter, textEntriesAfter } from './entries.ts'
import { insist, LEDGER } from './ground.ts'
import type { Ground } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, equal, holds, outcomeOf, show } from './outcome.ts'
import type { Damage } from './subject.ts'

const bodies = fc.array(aBody, { minLength: 3, maxLength: 14 })

/** Laws 9, 10, 11 and 26. */
export const lawsOfDamage: readonly StoreLaw[] = [
  law({
    number: 9,
    claim: 'an entry that is not what was appended is damaged at its index, and never given out',
    protects: 'readers from changed bytes',
    needs: ['a persistent store', 'damage'],
    covers: ['changed', 'unlinked'],
    cases: fc.tuple(bodies, fc.nat(), fc.constantFrom<Damage['how']>('changed', 'unlinked')),
    check: async (ground, [some, pick, how]) => {
      // The last entry is confirmed by nothing in the log itself.
      const index = pick % (some.length - 1)
      const { log, error } = await readDamaged(ground, some, { how, index })
      holds(error !== null, `${log.length} entries were read, and nobody was told of the damage`)
      damagedAt(error, how === 'changed' ? [index, index + 1] : [index])
      ground.met(how)
    },
  }),
  law({
    number: 10,
    claim: 'an entry that is missing below the size is damage: never a shorter log, never a gap',
    protects: 'readers from a log without somebody’s entry',
    needs: ['a persistent store', 'damage'],
    covers: ['missing'],
    cases: fc.tuple(bodies, fc.nat()),
    check: async (ground, [some, pick]) => {
      const index = pick % (some.length - 1)
      const { log, error } = await readDamaged(ground, some, { how: 'missing', index })
      holds(
        error !== null,
        `a log of ${some.length} lost entry ${index}, and ${log.length} were read`,
      )
      damagedAt(error, [index, index + 1])
      ground.met('missing')
    },
  }),
  law({
    number: 11,
    claim: 'a log that is shorter than it was shown to be is damaged',
    protects: 'readers from a past that comes back',
    needs: ['a persistent store', 'damage'],
    covers: ['cut'],
    cases: fc.tuple(bodies, fc.nat()),
    check: async (ground, [some, pick]) => {
      const index = pick % some.length
      const writer = await ground.open()
      const entries = entriesAfter(EMPTY_HEAD, some)
      const head = await insist(writer, EMPTY_HEAD, entries)
      const reader = await ground.open('read')
      equal(await reader.head(), head, 'the head')
      await ground.dispose(writer)
      ground.note(`cut at entry ${index}`)
      await ground.backend.damage?.(LEDGER, { how: 'cut', index })
      const looked = await reader.head().then(show, (thrown) => show(outcomeOf(thrown)))
      holds(looked.includes('"code":"damaged"'), `the head is ${looked}`)
      const { log, error } = await readAll(reader)
      holds(error !== null, `${log.length} entries of ${head.size} were read`)
      damagedAt(error, null)
      equal(bytesOf(log), entries.slice(0, log.length), 'what was read before')
      ground.met('cut')
    },
  }),
  law({
    number: 26,
    claim: 'an error has a code, a message, and the index where it is known',
    protects: 'whoever has to act on it',
    covers: ['an entry of a batch', 'a closed handle'],
    share: 0.5,
    cases: fc.tuple(aBatch, aBatch, fc.nat()),
    check: async (ground, [before, batch, pick]) => {
      const store = await ground.open()
      const head = await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, before))
      const at = pick % batch.length
      const spoiled = entriesAfter(head, batch).map((entry, i) =>
        i === at ? Uint8Array.of(...entry, 0x0a) : entry,
      )
      const refused = await thrownBy(() => store.append(head, spoiled))
      describesItself(ground, refused)
      equal(asStoreError(refused)?.at, head.size + at, 'the index that the error names')
      ground.met('an entry of a batch')
      await ground.dispose(store)
      describesItself(ground, await thrownBy(() => store.head()))
      ground.met('a closed handle')
    },
  }),
  law({
    number: 26,
    claim: 'an error tells no password, token or key, also where the world has failed',
    protects: 'operators who paste an error where others read it',
    needs: ['secrets', 'failNextWrite'],
    covers: ['a failed write'],
    share: 0.5,
    cases: fc.constantFrom('before' as const, 'midway' as const, 'after' as const),
    check: async (ground, when) => {
      const store = await ground.open()
      ground.backend.failNextWrite?.(LEDGER, when)
      const entries = textEntriesAfter(EMPTY_HEAD, 'a', 'b')
      describesItself(ground, await thrownBy(() => store.append(EMPTY_HEAD, entries)))
      ground.met('a failed write')
    },
  }),
]

interface Read {
  readonly log: readonly Stored[]
  /** What reading ended with; null where it came to its end. */
  readonly error: unknown
}

/** A log of `some`, closed, damaged and read: what was read before the damage is as it was appended. */
async function readDamaged(
  ground: Ground,
  some: readonly Uint8Array[],
  damage: Damage,
): Promise<Read> {
  const writer = await ground.open()
  const entries = entriesAfter(EMPTY_HEAD, some)
  await insist(writer, EMPTY_HEAD, entries)
  await ground.dispose(writer)
  ground.note(`damage: entry ${damage.index} is ${damage.how}`)
  await ground.backend.damage?.(LEDGER, damage)
  // A store may find it when it is opened, or when the entry is read.
  const reader = await ground.open('read').catch((thrown: unknown) => ({ thrown }))
  if ('thrown' in reader) return { log: [], error: reader.thrown }
  const read = await readAll(reader)
  equal(bytesOf(read.log), entries.slice(0, read.log.length), 'what was read before the damage')
  return read
}

async function readAll(store: Store): Promise<Read> {
  const log: Stored[] = []
  try {
    for await (const stored of store.read(0)) log.push(stored)
    return { log, error: null }
  } catch (thrown) {
    return { log, error: thrown }
  }
}

/** Asserts that `thrown` is `damaged`, at one of `indexes` where there are any. */
function damagedAt(thrown: unknown, indexes: readonly number[] | null): void {
  const error = asStoreError(thrown)
  equal(error?.code, 'damaged', 'the code')
  if (indexes === null) return
  const at = error?.at
  holds(
    at !== undefined && indexes.includes(at),
    `the damage is at ${at ?? 'no index'}, expected ${indexes.join(' or ')}`,
  )
}

async function thrownBy(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
  } catch (thrown) {
    return thrown
  }
  throw new Error('the call had to be refused')
}

function describesItself({ backend }: Ground, thrown: unknown): void {
  const error = asStoreError(thrown)
  if (error === null || !(thrown instanceof Error)) throw new Error('no store error was thrown')
  holds(error.message.length > 0 && thrown.message.length > 0, 'an error without a message')
  for (let cause: unknown = thrown; cause instanceof Error; cause = cause.cause)
    for (const secret of backend.secrets ?? [])
      for (const text of [cause.message, cause.stack ?? '', JSON.stringify(error)])
        if (text.includes(secret)) throw new Error('an error tells a secret')
}
