/** Ways in which mutants differ from the store that holds to every law. */
import type { AppendResult, Head, Store, Stored } from '@accord-ledger/core'
import type { Mutation } from './paper-subject.ts'

/** A mutant: what it does, and the law that has to find it. */
export interface StoreMutant extends Mutation {
  readonly what: string
  /** A number of docs/design/store.md §2. */
  readonly breaks: number
}

/** Another append, which gives an abort its due first. */
export function appending(
  append: (store: Store, expected: Head, entries: readonly Uint8Array[]) => Promise<AppendResult>,
): Mutation['spoil'] & {} {
  return (store) => ({
    append: (expected, entries, options) =>
      options?.signal?.aborted === true
        ? store.append(expected, entries, options)
        : append(store, expected, entries),
  })
}

/** Another read, which gives some entries for each. */
export function reading(change: (stored: Stored) => readonly Stored[]): Mutation['spoil'] & {} {
  return (store) => ({
    read: async function* (from, to, options) {
      for await (const stored of store.read(from, to, options)) yield* change(stored)
    },
  })
}

/** Gives each entry that is followed so many times. */
export function following(times: (stored: Stored) => number): Mutation['spoil'] & {} {
  return (store) => ({
    follow: async function* (from, options) {
      for await (const stored of store.follow(from, options))
        for (let i = 0; i < times(stored); i++) yield stored
    },
  })
}

/** The same entries, the last one first. */
export async function* backwards(entries: AsyncIterable<Stored>): AsyncIterable<Stored> {
  const all: Stored[] = []
  for await (const stored of entries) all.push(stored)
  yield* all.toReversed()
}

/** A conflict. */
export function conflictAt(head: Head): AppendResult {
  return { ok: false, reason: 'conflict', head }
}
