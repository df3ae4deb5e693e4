/**
 * `state/durable`: a head of which a writer that closed in good order says that every entry below it is on the disk. One line:
 *
 *     {"hash":"7a1c…64 hex","size":12}
 *
 * It stays true whatever comes after it, so nothing ever has to take it back. A writer that finds another head than this one
 * cannot know what of the last segment is on the disk and what only in the page cache (rewrite-segment.ts).
 */
import { join } from 'node:path'
import type { Head } from '@accord-ledger/core'
import { asStoreError } from '@accord-ledger/core'
import type { FileSystem } from './file-system.ts'
import type { Layout } from './layout.ts'
import { readSmallFile, replaceFile } from './small-file.ts'

const NAME = 'state/durable'
/** Far more than the one line takes. */
const MAX_BYTES = 1_024

/** Whether the entries below `head` are known to be on the disk. False also where that cannot be read: it costs time and no more. */
export async function isMarkedDurable(
  fs: FileSystem,
  layout: Layout,
  head: Head,
): Promise<boolean> {
  try {
    const bytes = await readSmallFile(fs, pathOf(layout), NAME, MAX_BYTES)
    return bytes !== null && Buffer.compare(bytes, lineOf(head)) === 0
  } catch (thrown) {
    if (asStoreError(thrown) === null) throw thrown
    return false
  }
}

/** Marks `head`, whose entries are on the disk. The lock is held. Rejects with a StoreFailure. */
export async function markDurable(fs: FileSystem, layout: Layout, head: Head): Promise<void> {
  if (await isMarkedDurable(fs, layout, head)) return
  await replaceFile(fs, pathOf(layout), lineOf(head), { name: NAME, mode: 0o600 })
}

function pathOf({ root }: Layout): string {
  return join(root, NAME)
}

function lineOf({ hash, size }: Head): Uint8Array {
  return Buffer.from(`${JSON.stringify({ hash, size })}\n`)
}
