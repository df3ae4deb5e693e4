/**
 * Makes sure of a last segment of which nobody knows whether it is on the disk. Syncing it is not enough: where an earlier sync failed,
 * the kernel may have marked the pages clean, and the next sync succeeds without having written them. So the segment is copied, and
 * the copy takes its place:
 *
 *     write state/segment.draft → fsync it → rename it to public/entries/… → fsync that directory
 *
 * Both hold the same entries, so it may end anywhere. Whoever reads the old one has it open, and reads on.
 */
import { join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { withFile } from './file-system.ts'
import { formatSegmentName, segmentPath } from './layout.ts'
import type { Modes } from './layout.ts'
import { writeAll } from './ledger-file.ts'
import { isFull } from './scan.ts'
import type { Extent, Reading } from './scan.ts'
import { readBlocks, withSegment } from './segment.ts'

/** Puts a durable copy in the place of the last segment of `extent`, which ends with it. The lock is held. */
export async function rewriteSegment(
  reading: Reading,
  extent: Extent,
  modes: Modes,
): Promise<void> {
  const { fs, layout } = reading
  // Only the holder of the lock comes here, so one left by a crash is nobody's.
  const draft = join(layout.state, 'segment.draft')
  if ((await fs.lstat(draft)) !== null) await fs.remove(draft)
  await withFile(fs.open(layout.entries, 'read'), async (directory) => {
    try {
      await copyTo(draft, reading, extent, modes)
    } catch (thrown) {
      // Of a full disk, it would take what is left.
      await fs.remove(draft).catch(() => {})
      throw thrown
    }
    await fs.rename(draft, segmentPath(layout, extent.segment))
    await directory.sync()
  })
}

function copyTo(draft: string, reading: Reading, extent: Extent, modes: Modes): Promise<void> {
  const { fs, layout } = reading
  return withSegment(fs, layout, extent.segment, async (segment) => {
    const { mode } = await segment.file.stat()
    await withFile(fs.open(draft, 'create', 0o600), async (copy) => {
      let copied = 0
      for await (const block of readBlocks(segment, 0, segment.size)) {
        await writeAll(copy, block)
        copied += block.length
      }
      if (copied !== extent.offset)
        throw storeFailure(
          'damaged',
          `${formatSegmentName(extent.segment)} changed while it was copied`,
          { at: extent.head.size - 1 },
        )
      await copy.chmod(isFull(reading, extent) ? modes.sealedSegment : mode)
      await copy.sync()
    })
  })
}
