/**
 * Looks at a store as it lies there, and changes nothing: names and sizes of all segments, every entry of the
 * last one, and entry 0. Opening so costs one segment, however long the log is; the entries of the other segments
 * are checked when they are read.
 */
import { asStoreError, NO_HASH, storeFailure } from '@accord-ledger/core'
import type { StoreFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import { formatSegmentName, listSegments, segmentPath } from './layout.ts'
import { readLedgerFile } from './ledger-file.ts'
import { EMPTY_EXTENT, scan } from './scan.ts'
import type { Extent, Reading, Rest } from './scan.ts'
import { firstLine, hashOf, lastLine, requirePlain, withSegment } from './segment.ts'

/** What a store holds. `extent` is how far the last segment is sound; `damage` may lie before its end. */
export interface Survey {
  readonly extent: Extent
  readonly tornTail: Rest | null
  readonly damage: StoreFailure | null
  readonly foreign: readonly string[]
  /** The hash of entry 0 in `ledger.json`; null where that is missing, or not ours to read. */
  readonly ledgerFile: string | null
}

/**
 * Looks at the store that `reading` leads to. `knownSize` is a size that the log is known to have reached, by a
 * signed checkpoint or from before: a smaller log is damaged, also where only a tail seems to be torn.
 * Rejects with a StoreFailure where it cannot look, or finds a layout that is not ours.
 */
export async function survey(reading: Reading, knownSize: number): Promise<Survey> {
  const { firsts, foreign } = await listSegments(reading.fs, reading.layout)
  const ledgerFile = await ledgerFileIfReadable(reading)
  const contiguous = firsts.filter((first, i) => first === i * reading.segmentEntries)
  const gap =
    contiguous.length === firsts.length
      ? null
      : damaged(contiguous.length * reading.segmentEntries, 'the segment that holds it is missing')
  const small = await tooSmall(reading, contiguous.slice(0, -1))
  const { extent, rest, damage } = await lastSegment(reading, contiguous)
  const found =
    small ??
    damage ??
    gap ??
    damageOf(extent, rest) ??
    (await wrongStart(reading, extent, ledgerFile)) ??
    (extent.head.size < knownSize
      ? damaged(extent.head.size, `the log is known to have reached ${knownSize} entries`)
      : null)
  return { extent, tornTail: found === null ? rest : null, damage: found, foreign, ledgerFile }
}

/** The failure for the rest of a segment, where that is damage. */
export function damageOf({ head, segment }: Extent, rest: Rest | null): StoreFailure | null {
  if (rest === null || rest.kind === 'torn') return null
  const place = `${formatSegmentName(segment)}, byte ${rest.offset}`
  return damaged(
    head.size,
    `what stands in its place does not follow entry ${head.size - 1} (${place})`,
  )
}

async function lastSegment(
  reading: Reading,
  firsts: readonly number[],
): Promise<{
  readonly extent: Extent
  readonly rest: Rest | null
  readonly damage: StoreFailure | null
}> {
  const first = firsts[firsts.length - 1]
  if (first === undefined) return { extent: EMPTY_EXTENT, rest: null, damage: null }
  const prev = first === 0 ? NO_HASH : await lastHash(reading, first - reading.segmentEntries)
  if (prev === null)
    return {
      extent: EMPTY_EXTENT,
      rest: null,
      damage: damaged(first - 1, 'its segment does not end with it'),
    }
  return withSegment(reading.fs, reading.layout, first, async (segment) => {
    const start = { head: { size: first, hash: prev }, segment: first, offset: 0 }
    return { ...(await scan(reading, segment, start)), damage: null }
  })
}

const lastHash = (reading: Reading, first: number): Promise<string | null> =>
  withSegment(reading.fs, reading.layout, first, async (segment) => {
    const line = await lastLine(segment)
    return line === null ? null : hashOf(line)
  })

/** Full segments before the last one that cannot hold as many entries as their names say. */
async function tooSmall(reading: Reading, firsts: readonly number[]): Promise<StoreFailure | null> {
  for (const first of firsts) {
    const name = formatSegmentName(first)
    const stat = await attempt(
      'read',
      `looking for ${name}`,
      reading.fs.lstat(segmentPath(reading.layout, first)),
    )
    if (stat === null) return damaged(first, `the segment ${name} is missing`)
    requirePlain(stat, name)
    // An entry and its line feed take two bytes at least.
    if (stat.size < 2 * reading.segmentEntries)
      return damaged(first, `the segment ${name} is cut short`)
  }
  return null
}

/** Entry 0 is the one that `ledger.json` names, as far as there is one. */
async function wrongStart(
  reading: Reading,
  { head }: Extent,
  ledgerFile: string | null,
): Promise<StoreFailure | null> {
  if (ledgerFile === null) return null
  if (head.size === 0) return damaged(0, 'ledger.json names it, and it is gone')
  return (await firstHash(reading)) === ledgerFile
    ? null
    : damaged(0, 'it is not the one that ledger.json names')
}

/** The hash of entry 0; null where the first segment does not start with one. Rejects with a StoreFailure. */
export async function firstHash(reading: Reading): Promise<string | null> {
  const line = await withSegment(reading.fs, reading.layout, 0, firstLine)
  return line === null ? null : hashOf(line)
}

/** Readers may see `public/` only. */
async function ledgerFileIfReadable({ fs, layout }: Reading): Promise<string | null> {
  try {
    return await readLedgerFile(fs, layout)
  } catch (thrown) {
    if (asStoreError(thrown)?.code === 'unavailable') return null
    throw thrown
  }
}

function damaged(at: number, why: string): StoreFailure {
  return storeFailure('damaged', `entry ${at}: ${why}`, { at })
}
