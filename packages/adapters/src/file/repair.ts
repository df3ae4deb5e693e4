/**
 * What only a writer may do to a store before the first append: cut off a torn tail, keeping a copy, and make
 * sure that what is shown as logged is on the disk. Damage never comes here.
 */
import { join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { isMarkedDurable } from './durable-mark.ts'
import { withFile } from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { formatSegmentName, segmentPath } from './layout.ts'
import type { Layout, Modes } from './layout.ts'
import { writeAll } from './ledger-file.ts'
import type { TornTail } from './open-report.ts'
import { rewriteSegment } from './rewrite-segment.ts'
import { isFull } from './scan.ts'
import type { Extent, Reading, Rest } from './scan.ts'
import { readBlocks, withSegment } from './segment.ts'

/** Copies `rest` to `torn/`, makes the copy durable, and only then cuts it off. The lock is held. */
export async function cutTornTail(
  { fs, layout }: Reading,
  { head, segment: first }: Extent,
  rest: Rest,
): Promise<TornTail> {
  const segment = formatSegmentName(first)
  const name = await copyRest(fs, layout, first, rest)
  await withFile(fs.open(segmentPath(layout, first), 'append'), async (file) => {
    if ((await file.stat()).size !== rest.offset + rest.bytes)
      throw storeFailure('damaged', `${segment} changed while its torn tail was copied`, {
        at: head.size,
      })
    await file.truncate(rest.offset)
    await file.sync()
  })
  return {
    segment,
    index: head.size,
    offset: rest.offset,
    bytes: rest.bytes,
    copiedTo: join('torn', name),
  }
}

function copyRest(
  fs: FileSystem,
  layout: Layout,
  first: number,
  { offset, bytes }: Rest,
): Promise<string> {
  return withFile(fs.open(layout.torn, 'read'), (directory) =>
    withSegment(fs, layout, first, async (segment) => {
      const name = await freeName(fs, layout, `${formatSegmentName(first)}.${offset}`)
      await withFile(fs.open(join(layout.torn, name), 'create', 0o600), async (copy) => {
        for await (const block of readBlocks(segment, offset, offset + bytes))
          await writeAll(copy, block)
        await copy.sync()
      })
      await directory.sync()
      return name
    }),
  )
}

/** A name that no earlier torn tail has: evidence is never overwritten. */
async function freeName(fs: FileSystem, layout: Layout, name: string): Promise<string> {
  for (let copy = 0; ; copy++) {
    const candidate = copy === 0 ? name : `${name}.${copy}`
    if ((await fs.lstat(join(layout.torn, candidate))) === null) return candidate
  }
}

/**
 * A writer that was killed, or whose sync failed, may have left entries that are not on the disk: whole lines, in the page cache
 * only. They count as logged from here on, so the segment that holds them is written anew first, unless it is known that a writer
 * closed the log as it stands. A full segment is sealed, should the killed writer not have come to it. One that was killed while it
 * made the directories may have left their names unsynced: they are synced too.
 */
export async function settle(
  reading: Reading,
  extent: Extent,
  modes: Modes,
  directories: readonly OpenFile[],
): Promise<void> {
  const { fs, layout } = reading
  if (extent.offset > 0 && !(await isMarkedDurable(fs, layout, extent.head)))
    await rewriteSegment(reading, extent, modes)
  else if (extent.head.size > 0) {
    await withSegment(reading.fs, reading.layout, extent.segment, async ({ file }) => {
      if (isFull(reading, extent)) await file.chmod(modes.sealedSegment)
      await file.sync()
    })
  }
  for (const directory of directories) await directory.sync()
}
