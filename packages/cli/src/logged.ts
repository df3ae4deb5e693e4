/** What commands say of entries that they logged. */
import { describeEntry, describeEvent, encodeHex, rootOf } from '@accord-ledger/core'
import type { LedgerView, VerifiedEntry } from '@accord-ledger/core'
import type { Result } from './result.ts'

/** The result of logging `entries`, of which `view` is the log after them. */
export function loggedResult(view: LedgerView, entries: readonly VerifiedEntry[]): Result {
  return {
    json: {
      ...headOf(view),
      logged: entries.map(({ index, time, hash, event }) => ({
        index,
        time,
        hash,
        says: describeEvent(event),
        event,
      })),
    },
    text: (style) =>
      entries
        .map(
          (entry) =>
            `${style.strong('logged')} ${describeEntry(entry)}\n  ${style.faint(`entry hash ${entry.hash}`)}\n`,
        )
        .join(''),
  }
}

/** A log's head, as every JSON shape has it. */
export interface HeadOf {
  readonly origin: string | null
  readonly size: number
  readonly root: string
  readonly head: string
}

/** The head of the log that `view` is of. */
export function headOf({ log, size, tree, head }: LedgerView): HeadOf {
  return { origin: log, size, root: encodeHex(rootOf(tree)), head }
}
