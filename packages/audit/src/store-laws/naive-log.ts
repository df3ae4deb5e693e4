/**
 * The model of law 25: a log as an array, which does what docs/design/store.md says in the most obvious way, synchronously
 * and with no thought of speed. It shares no code with any store.
 */
import type { Head, StoreCaps } from '@accord-ledger/core'
import { NO_HASH, storeFailure } from '@accord-ledger/core'
import { entryHash, testLink } from './entries.ts'

/** A log that has every answer a store has, thrown errors included. */
export interface NaiveLog {
  readonly entries: readonly Uint8Array[]
  head(): Head
  append(expected: Head, batch: readonly Uint8Array[]): NaiveResult
  /** The entries [from, to), `to` defaulting to the size. */
  read(from: number, to?: number): readonly NaiveEntry[]
}

interface NaiveEntry {
  readonly index: number
  readonly bytes: Uint8Array
  readonly hash: string
}

type NaiveResult =
  | { readonly ok: true; readonly head: Head; readonly replayed: boolean }
  | { readonly ok: false; readonly reason: 'conflict'; readonly head: Head }

/** An empty log with the limits of `caps`. */
export function naiveLog(caps: StoreCaps): NaiveLog {
  const entries: Uint8Array[] = []

  const headAt = (size: number): Head => {
    const last = entries[size - 1]
    return { size, hash: last === undefined ? NO_HASH : entryHash(last) }
  }

  function append(expected: Head, batch: readonly Uint8Array[]): NaiveResult {
    requireCount(expected.size)
    if (batch.length === 0) throw new RangeError('an empty batch')
    if (batch.length > caps.maxBatch) throw storeFailure('too-large', 'too many entries')
    requireCount(expected.size + batch.length)
    checkBatch(caps, expected, batch)
    const conflict = { ok: false, reason: 'conflict', head: headAt(entries.length) } as const
    if (expected.size > entries.length) return conflict
    if (headAt(expected.size).hash !== expected.hash) return conflict
    const standing = entries.slice(expected.size, expected.size + batch.length)
    if (!standing.every((bytes, i) => same(bytes, batch[i]))) return conflict
    const missing = batch.slice(standing.length)
    if (missing.length > 0 && expected.size + standing.length < entries.length) return conflict
    entries.push(...missing.map((bytes) => new Uint8Array(bytes)))
    const head = headAt(expected.size + batch.length)
    return { ok: true, head, replayed: missing.length === 0 }
  }

  function read(from: number, to: number = entries.length): readonly NaiveEntry[] {
    requireCount(from)
    requireCount(to)
    if (from > to || to > entries.length) throw new RangeError('a range outside the log')
    return entries
      .slice(from, to)
      .map((bytes, i) => ({ index: from + i, bytes, hash: entryHash(bytes) }))
  }

  return { entries, head: () => headAt(entries.length), append, read }
}

function checkBatch(caps: StoreCaps, expected: Head, batch: readonly Uint8Array[]): void {
  let prev = expected.hash
  for (const [i, bytes] of batch.entries()) {
    const at = { at: expected.size + i }
    if (bytes.length === 0) throw storeFailure('invalid', 'empty', at)
    if (bytes.length > caps.maxEntryBytes) throw storeFailure('too-large', 'too long', at)
    if (bytes.includes(LINE_FEED)) throw storeFailure('invalid', 'more than one line', at)
    if (testLink(bytes) !== prev) throw storeFailure('invalid', 'another link', at)
    prev = entryHash(bytes)
  }
}

function requireCount(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not a count')
}

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i])
}

const LINE_FEED = 0x0a
