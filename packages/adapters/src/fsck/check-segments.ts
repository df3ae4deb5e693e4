/** The segments from outside: their names, kinds, ends and modes. A full one is sealed, which is a mode. */
import { asStoreError } from '@accord-ledger/core'
import { withFile } from '../file/file-system.ts'
import type { FileStat, FileSystem } from '../file/file-system.ts'
import { modesFor, segmentPath } from '../file/layout.ts'
import type { Layout } from '../file/layout.ts'
import { LINE_FEED } from '../port/arguments.ts'
import type { FindingList } from './finding.ts'
import { segmentFile } from './places.ts'

const WRITABLE = 0o222
const WRITABLE_BY_OTHERS = 0o022

export interface SegmentChecking {
  readonly fs: FileSystem
  readonly layout: Layout
  readonly firsts: readonly number[]
  readonly segmentEntries: number
  /** Takes the entries of which it is told that they are bad. */
  readonly told: Set<number>
}

/** Checks the segments; the bytes in all of them. */
export async function checkSegments(
  { fs, layout, firsts, segmentEntries, told }: SegmentChecking,
  { add }: FindingList,
): Promise<number> {
  const last = firsts[firsts.length - 1] ?? 0
  let expected = 0
  let bytes = 0
  for (const first of firsts) {
    gap(expected, first)
    expected = first + segmentEntries
    const stat = await fs.lstat(segmentPath(layout, first)).catch(() => null)
    if (stat === null) continue
    bytes += stat.size
    await checkOne(first, stat)
  }
  return bytes

  function gap(from: number, to: number): void {
    if (to === from) return
    if (to % segmentEntries !== 0 || to < from) {
      const message = `a segment of this name does not exist: each begins with a multiple of ${segmentEntries}`
      add({ condition: 'damaged', kind: 'segment-name', file: segmentFile(to), message })
      return
    }
    const message = `entries ${from} to ${to - 1} are missing: ${(to - from) / segmentEntries === 1 ? 'their segment is' : 'their segments are'} not there`
    told.add(from)
    add({
      condition: 'missing',
      kind: 'missing-segment',
      file: segmentFile(from),
      index: from,
      message,
    })
  }

  async function checkOne(first: number, stat: FileStat): Promise<void> {
    const file = segmentFile(first)
    if (stat.kind !== 'file') {
      const message = `a ${stat.kind} stands where a segment belongs, and is not followed`
      add({ condition: 'damaged', kind: 'not-a-file', file, index: first, message })
      return
    }
    if (stat.links > 1) {
      const message = `${stat.links} names lead to this file: whoever has another one may change it there`
      add({ condition: 'note', kind: 'linked', file, message })
    }
    if (first === last) {
      if ((stat.mode & WRITABLE_BY_OTHERS) === 0) return
      const message = `others than its owner may write to it (mode ${octal(stat.mode)})`
      add({ condition: 'note', kind: 'mode', file, message })
      return
    }
    if ((stat.mode & WRITABLE) !== 0) {
      const message = `it is full and may still be written to (mode ${octal(stat.mode)})`
      add({ condition: 'stale', kind: 'unsealed', file, derived: true, message })
    }
    await endsWithLineFeed(first, stat)
  }

  async function endsWithLineFeed(first: number, { size }: FileStat): Promise<void> {
    const end = new Uint8Array(1)
    try {
      const opening = fs.open(segmentPath(layout, first), 'read')
      await withFile(opening, (opened) => opened.read(end, Math.max(0, size - 1)))
    } catch (thrown) {
      if (asStoreError(thrown) !== null) throw thrown
      return // told where the entries are read
    }
    if (size > 0 && end[0] === LINE_FEED) return
    const message = 'the segment does not end with a line feed: it was cut, or something was added'
    add({
      condition: 'damaged',
      kind: 'cut-segment',
      file: segmentFile(first),
      offset: size,
      message,
    })
  }
}

/** Makes every segment but the last read-only, for whom `public/` is; those that were not, by their files. Rejects with what the file system says. */
export async function sealSegments(
  fs: FileSystem,
  layout: Layout,
  firsts: readonly number[],
): Promise<readonly string[]> {
  const stat = await fs.lstat(layout.publicDirectory)
  const { sealedSegment } = modesFor(((stat?.mode ?? 0) & 0o005) === 0o005)
  const sealed: string[] = []
  for (const first of firsts.slice(0, -1)) {
    const path = segmentPath(layout, first)
    if ((((await fs.lstat(path))?.mode ?? 0) & WRITABLE) === 0) continue
    await withFile(fs.open(path, 'read'), async (file) => {
      await file.chmod(sealedSegment)
      await file.sync()
    })
    sealed.push(segmentFile(first))
  }
  return sealed
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
