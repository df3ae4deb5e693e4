/**
 * What every store of this package asks of its arguments before it looks at its log: the laws 15,
 * 18, 19 and 21 of docs/design/store.md. One place, so that all of them refuse alike.
 */
import { storeFailure } from '@accord-ledger/core'
import type { Head, Link, StoreCaps, Stored, StoreFailure } from '@accord-ledger/core'

/** Entries an append may hold: at most 64 MiB of them wait in memory. */
export const MAX_BATCH = 1_024
/** The byte that ends an entry's line, and so stands in none. */
export const LINE_FEED = 0x0a

/** What a draft is checked with. `hash` is the entry hash, 64 lower-case hex. */
export interface DraftRules {
  readonly link: Link
  readonly hash: (bytes: Uint8Array) => string
  readonly caps: StoreCaps
}

/**
 * Copies `entries` as what would follow `expected`, hashed and linked. Whether the log ends at
 * `expected` is not asked here. Throws a RangeError for an empty batch or a bad size, and a
 * StoreFailure `too-large` or `invalid`; nothing is stored then.
 */
export function draftEntries(
  rules: DraftRules,
  expected: Head,
  entries: readonly Uint8Array[],
): readonly Stored[] {
  requireCount('the expected size', expected.size)
  if (entries.length === 0) throw new RangeError('an append holds at least one entry')
  if (entries.length > rules.caps.maxBatch)
    throw storeFailure(
      'too-large',
      `an append holds at most ${rules.caps.maxBatch} entries, this one ${entries.length}`,
    )
  requireCount('the size after the append', expected.size + entries.length)
  let prev = expected.hash
  return copiesOf(entries).map((bytes, offset) => {
    const draft = draftEntry(rules, bytes, expected.size + offset, prev)
    prev = draft.hash
    return draft
  })
}

/** Copies in one buffer: to make one for each takes longer than to copy all. */
function copiesOf(entries: readonly Uint8Array[]): readonly Uint8Array[] {
  const all = new Uint8Array(entries.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  return entries.map((entry) => {
    all.set(entry, end)
    return all.subarray(end, (end += entry.length))
  })
}

function draftEntry(rules: DraftRules, bytes: Uint8Array, index: number, prev: string): Stored {
  if (bytes.length === 0) throw storeFailure('invalid', `entry ${index} is empty`, { at: index })
  if (bytes.length > rules.caps.maxEntryBytes)
    throw storeFailure(
      'too-large',
      `entry ${index} takes ${bytes.length} bytes, at most ${rules.caps.maxEntryBytes} fit`,
      { at: index },
    )
  if (bytes.includes(LINE_FEED))
    throw storeFailure('invalid', `entry ${index} holds a line feed: an entry is one line`, {
      at: index,
    })
  if (rules.link(bytes) !== prev)
    throw storeFailure('invalid', `entry ${index} does not link to the entry hash ${prev}`, {
      at: index,
    })
  return { index, bytes, hash: rules.hash(bytes) }
}

/**
 * The range that `read(from, to)` means in a log of `size` entries: `to` defaults to `size`.
 * Throws a RangeError unless 0 ≤ from ≤ to ≤ size, all safe integers.
 */
export function rangeWithin(
  size: number,
  from: number,
  to: number = size,
): { readonly from: number; readonly to: number } {
  requireCount('the start of the range', from)
  requireCount('the end of the range', to)
  if (from > to) throw new RangeError(`the range [${from}, ${to}) ends before it starts`)
  if (to > size) throw new RangeError(`the range [${from}, ${to}) passes the log's size, ${size}`)
  return { from, to }
}

/** What every call on a disposed or dead handle rejects with. */
export function closedFailure(): StoreFailure {
  return storeFailure('closed', 'the store was closed, or died after a failed write: open it again')
}

/** Throws a RangeError unless `value` is a safe integer of at least zero. */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name} is a safe integer of at least 0, not ${String(value)}`)
}
