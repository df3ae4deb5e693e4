/** What tests of one store need besides the laws, which are those of @accord-ledger/audit. */
import { testLink, entryHash, textEntriesAfter } from '@accord-ledger/audit'
import type { Head, Store, StoreErrorCode, Stored } from '@accord-ledger/core'
import { asStoreError, NO_HASH } from '@accord-ledger/core'

export {
  entriesAfter,
  entryHash,
  headAfter,
  testLink,
  textEntriesAfter,
} from '@accord-ledger/audit'

/** All that an iterable gives. */
export async function collect<A>(iterable: AsyncIterable<A>): Promise<A[]> {
  const all: A[] = []
  for await (const one of iterable) all.push(one)
  return all
}

/** The whole log, checked entry by entry against the chain and against its head. */
export async function wholeLog(store: Store): Promise<readonly Stored[]> {
  const log = await collect(store.read(0))
  let prev = NO_HASH
  log.forEach(({ index, bytes, hash }, i) => {
    equal(index, i, 'an index')
    equal(testLink(bytes), prev, `the link of entry ${i}`)
    equal(hash, entryHash(bytes), `the hash of entry ${i}`)
    prev = hash
  })
  equal(await store.head(), { size: log.length, hash: prev }, 'the head of the whole log')
  return log
}

/** What a call came to, in a form that two stores can be compared by. */
export async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return { ok: plain(await call()) }
  } catch (thrown) {
    const storeError = asStoreError(thrown)
    if (storeError !== null) return { code: storeError.code, at: storeError.at ?? null }
    if (thrown instanceof Error) return { error: thrown.name }
    throw thrown
  }
}

/** Asserts that `call` rejects with the store error `code`. */
export async function failsWith(code: StoreErrorCode, call: () => Promise<unknown>): Promise<void> {
  const found = await outcome(call)
  if (!(typeof found === 'object' && found !== null && 'code' in found && found.code === code))
    throw new Error(`expected the store error ${code}, got ${JSON.stringify(found)}`)
}

/** Asserts that two values print alike; bytes count as hex. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(plain(actual)), JSON.stringify(plain(expected))]
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`)
}

/** Appends at the head, and insists. */
export async function appendTexts(store: Store, ...texts: readonly string[]): Promise<Head> {
  const head = await store.head()
  const result = await store.append(head, textEntriesAfter(head, ...texts))
  if (!result.ok) throw new Error('an append at the head was a conflict')
  return result.head
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
