/**
 * What publishing must know of a log, gathered while the log is opened: its tree's leaf hashes and who ran it when. It takes 32
 * bytes an entry, and as much again for the tree above them once that is read.
 */
import { decodeHex } from '@accord-ledger/core'
import type { HashReader, LeafIndex, Origin, PublicKey, VerifiedEntry } from '@accord-ledger/core'
import { hashRows } from './hash-rows.ts'

/** Who runs a log from an entry on. */
export interface OperatorTerm {
  readonly key: PublicKey
  /** The entry that brought the key. */
  readonly from: LeafIndex
}

/** A log as publishing sees it. It may grow meanwhile, at its end only. */
export interface TrackedLog {
  /** Null for an empty log. */
  readonly origin: Origin | null
  readonly size: number
  readonly hashes: HashReader
  /** In the order of the log; the last one is in force. */
  readonly operators: readonly OperatorTerm[]
}

export interface LogTrack extends TrackedLog {
  /** Takes the next entry: what `openLedger` is given as `onEntry`. */
  readonly onEntry: (entry: VerifiedEntry) => void
}

/**
 * Begins to track a log. Give `onEntry` to `openLedger` over a store that is open for writing: what it then tells of is
 * durable, and a checkpoint must never be ahead of that.
 */
export function trackLog(): LogTrack {
  const rows = hashRows()
  const operators: OperatorTerm[] = []
  let origin: Origin | null = null
  return {
    get origin() {
      return origin
    },
    get size() {
      return rows.size
    },
    hashes: rows.hashes,
    operators,
    onEntry: ({ index, hash, event }) => {
      if (index !== rows.size) throw new Error(`entry ${index} came after ${rows.size}`)
      const leaf = decodeHex(hash)
      if (leaf === null) throw new Error(`entry ${index} has no hash`)
      rows.push(leaf)
      origin = event.log
      if (event.type !== 'authority') return
      if (operators.at(-1)?.key !== event.operator)
        operators.push({ key: event.operator, from: index })
    },
  }
}

/** The operator's key in force after the first `size` entries, or null where nobody had come. */
export function operatorAt({ operators }: TrackedLog, size: number): PublicKey | null {
  return operators.findLast(({ from }) => from < size)?.key ?? null
}
