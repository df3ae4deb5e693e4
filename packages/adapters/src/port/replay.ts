/** How an append meets a log that has moved on: laws 4, 5 and 13 of docs/design/store.md. */
import type { Head, Stored } from '@accord-ledger/core'

/**
 * How many of `drafts` stand in the log already, right after `expected`: 0 when `expected` is the
 * head, all of them for a replay, some when a crash kept a prefix of the batch. Null is a conflict.
 *
 * `standing` is what the log holds from index `expected.size` on, as far as `drafts` reach. The first
 * draft links to `expected.hash`, so equal bytes there also show that the expected hash was right.
 */
export function replayOf(
  expected: Head,
  drafts: readonly Stored[],
  head: Head,
  standing: readonly Stored[],
): number | null {
  if (expected.size > head.size) return null
  if (expected.size === head.size) return expected.hash === head.hash ? 0 : null
  const compared = Math.min(drafts.length, head.size - expected.size)
  const same = drafts.slice(0, compared).every((draft, i) => standing[i]?.hash === draft.hash)
  if (!same) return null
  return compared
}
