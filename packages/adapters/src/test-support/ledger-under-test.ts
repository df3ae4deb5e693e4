/** What the laws of the store are checked on, and with. */
import { createHash } from 'node:crypto'
import type { Head, Link, Store, StoreErrorCode, Stored } from '@accord-ledger/core'
import { asStoreError, NO_HASH } from '@accord-ledger/core'
import fc from 'fast-check'

/** One ledger in some backend. */
export interface LedgerUnderTest {
  /** A handle for writing; the one before is disposed. */
  open(): Promise<Store>
  /** A handle for reading, beside a writer; null where the backend has none. */
  openForReading(): Promise<Store | null>
  /** Ends it, and frees what it took. Handles are disposed. */
  remove(): Promise<void>
}

/** A kind of store. */
export interface StoreSubject {
  /** A new, empty ledger. Every store is opened with `testLink`. */
  create(): Promise<LedgerUnderTest>
  /** Whether a ledger outlives its handles. */
  readonly reopens: boolean
  /** How often each property is tried. */
  readonly numRuns: number
}

/** One law of docs/design/store.md §2. */
export interface Law {
  readonly number: number
  readonly claim: string
  /** What a user would lose without it. */
  readonly protects: string
  /** Rejects where the law does not hold. */
  readonly check: () => Promise<void>
}

/** A link of no format at all: 64 lower-case hex, then anything. */
export const testLink: Link = (bytes) => {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  return /^[0-9a-f]{64}$/.test(text) ? text : null
}

/** The entry hash, computed on its own. */
export function entryHash(bytes: Uint8Array): string {
  return createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest('hex')
}

/** Entries that follow `head`, one for each body. */
export function entriesAfter(head: Head, bodies: readonly Uint8Array[]): Uint8Array[] {
  let prev = head.hash
  return bodies.map((body) => {
    const bytes = new Uint8Array(Buffer.concat([Buffer.from(prev, 'latin1'), body]))
    prev = entryHash(bytes)
    return bytes
  })
}

/** Entries whose bodies are `texts`. */
export function textEntriesAfter(head: Head, ...texts: readonly string[]): Uint8Array[] {
  return entriesAfter(
    head,
    texts.map((text) => Buffer.from(text)),
  )
}

/** The head of a log that ended at `head` before `entries` came. */
export function headAfter(head: Head, entries: readonly Uint8Array[]): Head {
  const last = entries[entries.length - 1]
  return last === undefined ? head : { size: head.size + entries.length, hash: entryHash(last) }
}

/** Bodies of any bytes but the line feed: NUL and invalid UTF-8 among them. */
export const aBody: fc.Arbitrary<Uint8Array> = fc
  .uint8Array({ maxLength: 80 })
  .map((bytes) => bytes.map((byte) => (byte === 0x0a ? 0 : byte)))

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

/** Asserts that `call` rejects with an error of the class `name` that is no store error. */
export async function throwsError(name: string, call: () => Promise<unknown>): Promise<void> {
  equal(await outcome(call), { error: name }, 'the outcome')
}

/** What `promise` comes to; an error where it has not come to anything after a second. */
export async function withinASecond<A>(what: string, promise: Promise<A>): Promise<A> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than a second`)), 1_000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Asserts that two values print alike; bytes count as hex. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(plain(actual)), JSON.stringify(plain(expected))]
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`)
}

/** Runs `use` on a new ledger, and removes it. */
export async function withLedger<A>(
  subject: StoreSubject,
  use: (ledger: LedgerUnderTest) => Promise<A>,
): Promise<A> {
  const ledger = await subject.create()
  try {
    return await use(ledger)
  } finally {
    await ledger.remove()
  }
}

/** Runs `use` on the writing handle of a new ledger. */
export function withStore<A>(subject: StoreSubject, use: (store: Store) => Promise<A>): Promise<A> {
  return withLedger(subject, async (ledger) => {
    const store = await ledger.open()
    try {
      return await use(store)
    } finally {
      await store[Symbol.asyncDispose]()
    }
  })
}

/** Appends at the head, and insists. */
export async function appendTexts(store: Store, ...texts: readonly string[]): Promise<Head> {
  const result = await store.append(...(await nextAppend(store, texts)))
  if (!result.ok) throw new Error('an append at the head was a conflict')
  return result.head
}

async function nextAppend(
  store: Store,
  texts: readonly string[],
): Promise<[Head, readonly Uint8Array[]]> {
  const head = await store.head()
  return [head, textEntriesAfter(head, ...texts)]
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
