/** How a reader learns what the writer appended since. */
import { storeFailure } from '@accord-ledger/core'
import type { StoreFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import { segmentPath } from './layout.ts'
import { isFull, scan } from './scan.ts'
import type { Extent, Reading } from './scan.ts'
import { withSegment } from './segment.ts'
import { damageOf } from './survey.ts'

/** How far a log reaches, and the damage that ends it, or null. */
export interface Look {
  readonly extent: Extent
  readonly damage: StoreFailure | null
}

/**
 * How far the log reaches now, as whole, linked lines show. Damaged where it became shorter, or where what
 * follows can be no append. Rejects with a StoreFailure where it cannot be read.
 */
export async function refresh(reading: Reading, known: Extent): Promise<Look> {
  let look: Look = { extent: known, damage: null }
  while (look.damage === null) {
    const extent = await lastSegment(reading, look.extent)
    const size = await sizeOf(reading, extent.segment)
    if (size === extent.offset || (size === null && extent.offset === 0)) break
    if (size === null || size < extent.offset) return { extent, damage: shorter(extent) }
    look = await readOn(reading, extent)
    if (!isFull(reading, look.extent)) break
  }
  return look
}

/** `extent`, moved on to the next segment where its own is full and the next one is there. */
async function lastSegment(reading: Reading, extent: Extent): Promise<Extent> {
  const { head } = extent
  return isFull(reading, extent) && (await sizeOf(reading, head.size)) !== null
    ? { head, segment: head.size, offset: 0 }
    : extent
}

async function readOn(reading: Reading, known: Extent): Promise<Look> {
  const first = await scanOnce(reading, known)
  // A writer that cut a torn tail off and wrote on while we read shows a mixture once, and not twice.
  return first.damage === null ? first : scanOnce(reading, first.extent)
}

function scanOnce(reading: Reading, known: Extent): Promise<Look> {
  return withSegment(reading.fs, reading.layout, known.segment, async (segment) => {
    const { extent, rest } = await scan(reading, segment, known)
    return { extent, damage: damageOf(extent, rest) }
  })
}

async function sizeOf({ fs, layout }: Reading, first: number): Promise<number | null> {
  const stat = await attempt('read', 'looking for more', fs.lstat(segmentPath(layout, first)))
  return stat === null ? null : stat.size
}

function shorter({ head }: Extent): StoreFailure {
  return storeFailure('damaged', 'the log became shorter while it was open', { at: head.size - 1 })
}
