/** What calls of a store come to, in a form that can be compared and read, and what the laws say when it is not what it has to be. */
import { asStoreError, encodeHex, NO_HASH } from '@accord-ledger/core'
import type { Store, StoreErrorCode, Stored } from '@accord-ledger/core'
import { entryHash, testLink } from './entries.ts'

/** What a call came to: its value, the store error that it rejected with, or the name of another error. */
export type Outcome =
  | { readonly ok: unknown }
  | { readonly code: StoreErrorCode; readonly at: number | null }
  | { readonly error: string }

/** Makes the call. An error that is no `Error` at all is thrown on. */
export async function outcome(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { ok: plain(await call()) }
  } catch (thrown) {
    return outcomeOf(thrown)
  }
}

/** What a call that threw came to. */
export function outcomeOf(thrown: unknown): Outcome {
  const storeError = asStoreError(thrown)
  if (storeError !== null) return { code: storeError.code, at: storeError.at ?? null }
  if (thrown instanceof Error) return { error: thrown.name }
  throw thrown
}

/** Asserts that `call` rejects with one of the store errors `codes`; the code. */
export async function failsWith(
  codes: StoreErrorCode | readonly StoreErrorCode[],
  call: () => Promise<unknown>,
): Promise<StoreErrorCode> {
  const found = await outcome(call)
  const allowed = typeof codes === 'string' ? [codes] : codes
  if ('code' in found && allowed.includes(found.code)) return found.code
  throw new Error(`expected the store error ${allowed.join(' or ')}, got ${show(found)}`)
}

/** Asserts that `call` rejects with an error of the class `name` that carries no store error. */
export async function throwsError(name: string, call: () => Promise<unknown>): Promise<void> {
  equal(await outcome(call), { error: name }, 'the outcome')
}

/** Asserts that two values print alike; bytes count as hex. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [show(actual), show(expected)]
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`)
}

/** Asserts a sentence. */
export function holds(condition: boolean, sentence: string): void {
  if (!condition) throw new Error(sentence)
}

/** All that an iterable gives. */
export async function collect<A>(iterable: AsyncIterable<A>): Promise<readonly A[]> {
  const all: A[] = []
  for await (const one of iterable) all.push(one)
  return all
}

/** The whole log, each entry checked on its own against index, chain and hash, and all of it against the head. */
export async function wholeLog(store: Store): Promise<readonly Stored[]> {
  const log = await collect(store.read(0))
  checkChain(log)
  const last = log[log.length - 1]
  equal(await store.head(), { size: log.length, hash: last?.hash ?? NO_HASH }, 'the head')
  return log
}

/** Asserts that `log` is a chain from entry 0 on. */
export function checkChain(log: readonly Stored[]): void {
  let prev = NO_HASH
  for (const [i, { index, bytes, hash }] of log.entries()) {
    equal(index, i, `the index of entry ${i}`)
    equal(testLink(bytes), prev, `the link of entry ${i}`)
    equal(hash, entryHash(bytes), `the hash of entry ${i}`)
    prev = hash
  }
}

/** The bytes of entries. */
export function bytesOf(log: readonly Stored[]): readonly Uint8Array[] {
  return log.map(({ bytes }) => bytes)
}

/** A value on one line, its bytes in hex. */
export function show(value: unknown): string {
  return JSON.stringify(plain(value))
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return encodeHex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(([key, inner]): [string, unknown] => [key, plain(inner)])
  // The order of members says nothing.
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
