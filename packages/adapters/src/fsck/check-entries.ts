/** All entries, by every rule and link; what is wrong with one is told with its file and byte. */
import { asStoreError, describe } from '@accord-ledger/core'
import type { Finding, Trust, Verifier } from '@accord-ledger/core'
import type { FileSystem } from '../file/file-system.ts'
import { formatSegmentName } from '../file/layout.ts'
import type { Layout } from '../file/layout.ts'
import type { FindingList, FsckFinding } from './finding.ts'
import { placeOf } from './places.ts'
import type { Place, SegmentStart } from './places.ts'
import { readAll } from './read-all.ts'
import type { AllRead, BrokenLink } from './read-all.ts'
import type { Waypoints } from './waypoints.ts'

export interface EntryChecking {
  readonly directory: string
  readonly fs: FileSystem
  readonly layout: Layout
  readonly firsts: readonly number[]
  readonly verifier: Verifier
  readonly trust?: Trust
  readonly signal?: AbortSignal
  readonly waypoints: Waypoints
  /** Takes the entries of which it is told that they are bad, and has those of which it was told before. */
  readonly told: Set<number>
  readonly onProgress: (bytes: number) => void
}

/** What came of it. */
export interface CheckedEntries extends AllRead {
  /** Where an entry stands. Rejects with a StoreFailure. */
  readonly placeOf: (index: number) => Promise<Place | null>
}

/** Reads and checks all entries. Rejects with a StoreFailure where there is no ledger. */
export async function checkEntries(
  checking: EntryChecking,
  { add }: FindingList,
): Promise<CheckedEntries> {
  const { directory, fs, layout, firsts, verifier, trust, signal, waypoints, told } = checking
  const links: BrokenLink[] = []
  let brokenLinks = 0
  const read = await readAll(directory, {
    fs,
    verifier,
    ...(trust === undefined ? {} : { trust }),
    ...(signal === undefined ? {} : { signal }),
    onLine: waypoints.takeLine,
    onEntry: waypoints.takeEntry,
    onBrokenLink: (link) => {
      brokenLinks += 1
      if (links.length < MAX_LINKS) links.push(link)
    },
    onProgress: checking.onProgress,
  })
  const starts = startsOf(firsts, read.report.misplaced)
  const where = (index: number): Promise<Place | null> => placeOf(fs, layout, starts, index)

  const tell = async (
    finding: Omit<FsckFinding, 'file' | 'offset' | 'index'>,
    index: number,
  ): Promise<void> => {
    if (finding.condition === 'damaged') told.add(index)
    const place = await where(index)
    const offset = place?.offset ?? null
    add({
      ...finding,
      file: place?.file ?? null,
      index,
      ...(offset === null ? {} : { offset }),
    })
  }

  for (const finding of read.verification.findings) {
    if (finding._tag === 'Empty' && read.storeError !== null) continue
    const { index, ...rest } = findingOf(finding, read)
    if (index === undefined) add({ ...rest, file: null })
    else await tell(rest, index)
  }
  for (const { index, expected, found } of links) {
    if (told.has(index)) continue
    const message =
      found === null
        ? `entry ${index} is no entry`
        : `entry ${index} follows another entry than entry ${index - 1} as it stands here: one of the two was changed`
    await tell(
      { condition: 'damaged', kind: 'broken-link', expected, found: found ?? 'none', message },
      index,
    )
  }
  if (brokenLinks > links.length) {
    const message = `${brokenLinks - links.length} more entries do not follow the one before them`
    add({ condition: 'damaged', kind: 'broken-link', file: null, message })
  }
  for (const { segment, lines } of read.report.misplaced)
    add({
      condition: 'damaged',
      kind: 'misplaced-segment',
      file: `public/entries/${segment}`,
      index: lines,
      offset: 0,
      message: `it begins with entry ${lines}, which is not what its name says`,
    })
  if (read.storeError !== null) {
    const { code, message, at } = read.storeError
    const condition = code === 'damaged' ? 'damaged' : 'unknown'
    if (at === undefined) add({ condition, kind: code, file: null, message })
    else await tell({ condition, kind: code, message }, at).catch(ifUnreadable)
  }
  return { ...read, placeOf: where }
}

/** Broken links that are named one by one. */
const MAX_LINKS = 100

/** Where segments start: by their names, but for those that do not begin where they say. */
function startsOf(
  firsts: readonly number[],
  misplaced: AllRead['report']['misplaced'],
): readonly SegmentStart[] {
  const moved = new Map(misplaced.map(({ segment, lines }) => [segment, lines]))
  return firsts.map((first) => ({ first, lines: moved.get(formatSegmentName(first)) ?? first }))
}

type EntryFinding = Omit<FsckFinding, 'file' | 'offset'>

function findingOf(finding: Finding, { lines }: AllRead): EntryFinding {
  const message = describe(finding)
  switch (finding._tag) {
    case 'Violation': {
      const { index, rule, expected, found } = finding
      return {
        condition: 'damaged',
        kind: 'violation',
        index,
        expected: `${rule}: ${expected}`,
        found,
        message,
      }
    }
    case 'Unrecognised': {
      const { index, found } = finding
      return { condition: 'unknown', kind: 'unrecognised', index, found, message }
    }
    case 'Untrusted': {
      const { expected, found } = finding
      return { condition: 'damaged', kind: 'untrusted', index: 0, expected, found, message }
    }
    case 'Empty':
      return { condition: lines === 0 ? 'unknown' : 'note', kind: 'empty', message }
    case 'RolesNotSeparated':
      return { condition: 'note', kind: 'roles-not-separated', message }
    case 'TrustedOnFirstUse':
      return { condition: 'note', kind: 'trusted-on-first-use', index: 0, message }
  }
}

function ifUnreadable(thrown: unknown): void {
  if (asStoreError(thrown) === null) throw thrown
}
