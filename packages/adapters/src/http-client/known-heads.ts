/**
 * What a handle has seen of a log on a server: the longest head, and the hashes at some indexes. Entries never change, so a server that
 * shows another hash at one of them, or a shorter log, is caught by it.
 */
import { EMPTY_HEAD, NO_HASH, storeFailure } from '@accord-ledger/core'
import type { Head } from '@accord-ledger/core'

/** Hashes that are remembered: a few hundred kilobytes. */
const MAX_KNOWN_HASHES = 1_024

export interface KnownHeads {
  /** The longest head that was seen. */
  latest(): Head
  /**
   * Takes over a head that the server told. `before` is what was known when it was asked, since answers may overtake each other. Throws
   * `damaged` where the log has shrunk since, or has another entry at an index.
   */
  observe(head: Head, before: Head): void
  /** Takes over the hash of the entry at `index`. Throws `damaged` where another one is known. */
  note(index: number, hash: string): void
  /** The hash of the entry at `index`, 64 zeros before the first one; null where it is not remembered. */
  hashAt(index: number): string | null
}

/** Nothing is known yet. */
export function knownHeads(): KnownHeads {
  const hashes = new Map<number, string>()
  let latest = EMPTY_HEAD

  function note(index: number, hash: string): void {
    const known = hashes.get(index)
    if (known !== undefined && known !== hash)
      throw storeFailure('damaged', `entry ${index} is not the one that the server gave before`, {
        at: index,
      })
    if (known !== undefined) return
    hashes.set(index, hash)
    if (hashes.size <= MAX_KNOWN_HASHES) return
    const oldest = [...hashes.keys()].find((each) => each !== latest.size - 1)
    if (oldest !== undefined) hashes.delete(oldest)
  }

  function observe(head: Head, before: Head): void {
    if (head.size < before.size)
      throw storeFailure('damaged', `the log has ${head.size} entries: it had ${before.size}`, {
        at: head.size,
      })
    if (head.size > 0) note(head.size - 1, head.hash)
    if (head.size > latest.size) latest = head
  }

  return {
    latest: () => latest,
    observe,
    note,
    hashAt: (index) => (index < 0 ? NO_HASH : (hashes.get(index) ?? null)),
  }
}
