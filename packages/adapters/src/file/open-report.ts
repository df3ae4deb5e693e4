/** What opening a store found. */
import type { StoreError } from '@accord-ledger/core'

/** Bytes behind the last valid entry that an interrupted append explains. */
export interface TornTail {
  /** The name of the last segment. */
  readonly segment: string
  /** The index that the next entry has. */
  readonly index: number
  /** Where the tail starts in the segment, and how long it is, in bytes. */
  readonly offset: number
  readonly bytes: number
  /** The copy, relative to the store; null where the store was opened for reading, and nothing was touched. */
  readonly copiedTo: string | null
}

/** What `openFileStore` found. */
export interface OpenReport {
  /** Opened for reading, it may also be an append that is under way. */
  readonly tornTail: TornTail | null
  /** Only where the store was opened for reading: damage keeps it from being opened for writing. */
  readonly damage: StoreError | null
  /** Names in `public/entries` that are no segment's, ascending. They are left alone. */
  readonly foreign: readonly string[]
}
