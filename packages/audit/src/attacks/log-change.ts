/**
 * One change to a log, as whoever holds its files can make it: entries are taken away from one place on, others put
 * there, and what lies behind is kept as it is, left out, or chained anew, which needs no key.
 */
import { encodeHex, leafHash, NO_HASH, secondsOf, timeFromMilliseconds } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import { looseBytes } from './impostor.ts'
import type { LooseEntry } from './impostor.ts'
import type { LogTarget } from './log-target.ts'
import { present } from './places.ts'

/** A change to a log. */
export interface LogChange {
  /** What was done, in words. */
  readonly what: string
  /** The first leaf index that is not as it was, in [0, size]. */
  readonly at: number
  /** Entries taken away from there on. */
  readonly removed: number
  /** Entries put in their place. */
  readonly inserted: readonly Uint8Array[]
  /** What becomes of the entries behind: `chained` gives each its new index and the hash before it. */
  readonly rest: 'kept' | 'gone' | 'chained'
  /** Seconds by which the chained entries are logged later than they were. */
  readonly later: number
}

/** Puts other bytes in the place of entry `at`; a line feed among them ends an entry. */
export function changeBytes(at: number, bytes: Uint8Array, what: string): LogChange {
  return { what, at, removed: 1, inserted: linesIn(bytes), rest: 'kept', later: 0 }
}

/** Puts `to` in the place of the entry at its index. */
export function changeEntry(to: LooseEntry, what: string): LogChange {
  return changeBytes(to.index, looseBytes(to), what)
}

/** Logs an event behind the last entry, as an operator does with what is submitted. */
export function submit(
  { entries }: LogTarget,
  submitted: Pick<LooseEntry, 'event' | 'signatures'>,
  what: string,
): LogChange {
  const { hash, time } = present(entries.at(-1))
  const at = entries.length
  const { event, signatures } = submitted
  const inserted = [looseBytes({ index: at, prev: hash, time, event, signatures })]
  return { what, at, removed: 0, inserted, rest: 'kept', later: 0 }
}

/** The changed log from entry `change.at` on, as far as the original's first `end` entries have their place in it, and all that was inserted. */
export function changedBlock(
  { entries }: LogTarget,
  change: LogChange,
  end: number,
): readonly Uint8Array[] {
  const { at, removed, inserted, rest, later } = change
  if (rest === 'gone') return inserted
  const behind = entries.slice(at + removed, Math.max(end, at + removed))
  if (rest === 'kept') return [...inserted, ...behind.map(({ bytes }) => bytes)]
  const before = inserted.at(-1)
  const prev =
    before === undefined ? (entries[at - 1]?.hash ?? NO_HASH) : encodeHex(leafHash(before))
  return [...inserted, ...chained(behind, at + inserted.length, prev, later)]
}

function chained(
  entries: readonly VerifiedEntry[],
  from: number,
  before: string,
  later: number,
): readonly Uint8Array[] {
  let prev = before
  return entries.map(({ event, signatures, time }, i) => {
    const moved = timeFromMilliseconds((secondsOf(time) + later) * 1000)
    const bytes = looseBytes({ index: from + i, prev, time: moved, event, signatures })
    prev = encodeHex(leafHash(bytes))
    return bytes
  })
}

/** The lines that a file has with `bytes` in it. */
function linesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let at = 0; at <= bytes.length; at++) {
    if (at < bytes.length && bytes[at] !== LINE_FEED) continue
    lines.push(bytes.subarray(start, at))
    start = at + 1
  }
  return lines
}

const LINE_FEED = 0x0a
