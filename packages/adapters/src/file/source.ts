/** Where a handle's view of its log comes from: a reader looks at the files, the writer knows. */
import { storeFailure } from '@accord-ledger/core'
import type { AppendResult, Head, Stored } from '@accord-ledger/core'
import { replayOf } from '../port/replay.ts'
import { appender } from './append.ts'
import { commitQueue } from './commit-queue.ts'
import { markDurable } from './durable-mark.ts'
import { readEntries } from './read-entries.ts'
import { refresh } from './refresh.ts'
import type { Look } from './refresh.ts'
import type { Reading } from './scan.ts'
import { closeWriting } from './writing.ts'
import type { Writing } from './writing.ts'

export interface Source {
  /** Acknowledged entries for the writer, whole lines for a reader. */
  look(): Promise<Look>
  append(expected: Head, drafts: readonly Stored[], signal?: AbortSignal): Promise<AppendResult>
  close(): Promise<void>
}

/** The view of a reader that found `opened`. What was damaged then stays so. */
export function readerSource(reading: Reading, opened: Look): Source {
  let known = opened
  return {
    look: async () => {
      if (opened.damage !== null) return opened
      const look = await refresh(reading, known.extent)
      // Two looks at once may end in either order.
      if (look.extent.head.size >= known.extent.head.size) known = look
      return look
    },
    append: async () => {
      throw storeFailure('read-only', 'the store was opened for reading')
    },
    close: async () => {},
  }
}

/** The view of the writer, who has found `opened`, without damage. `appended` is called after each commit, `died` after a failed one. */
export function writerSource(
  writing: Writing,
  opened: Look,
  listen: { readonly appended: () => void; readonly died: () => void },
): Source {
  const { reading } = writing
  const entries = appender(writing)
  let { extent } = opened
  let released: Promise<void> | null = null

  const queue = commitQueue({
    head: () => extent.head,
    commit: async (drafts) => {
      try {
        extent = await entries.append(extent, drafts)
        listen.appended()
      } catch (thrown) {
        listen.died()
        await release()
        throw thrown
      }
    },
    standing: async (expected, drafts) => {
      const { head } = extent
      const to = Math.min(expected.size + drafts.length, head.size)
      const standing: Stored[] = []
      if (expected.size < head.size)
        for await (const entries of readEntries(reading, extent, expected.size, to))
          standing.push(...entries)
      return replayOf(expected, drafts, head, standing)
    },
  })

  function release(): Promise<void> {
    // A close that fails repeats the error that ended the handle.
    released ??= Promise.allSettled([entries.close()]).then(() => closeWriting(writing))
    return released
  }

  return {
    look: async () => ({ extent, damage: null }),
    append: (expected, drafts, signal) => queue.append(expected, drafts, signal),
    close: async () => {
      await queue.close()
      if (released === null) await noteDurable(writing, extent.head)
      await release()
    },
  }
}

/** What was appended is on the disk, and whoever opens the log next need not make sure of it. Where that cannot be said, they do. */
async function noteDurable({ reading, lock }: Writing, head: Head): Promise<void> {
  if (head.size === 0) return
  const marking = lock.requireHeld().then(() => markDurable(reading.fs, reading.layout, head))
  await marking.catch(() => {})
}
