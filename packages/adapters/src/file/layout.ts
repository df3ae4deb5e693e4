/**
 * Where things lie in a file store, and with which permissions. The format is "1":
 *
 *     public/                        what any static web server may serve
 *       entries/000000000000.jsonl   entries 0 to 65,535, one canonical entry and a line feed each
 *       entries/000000065536.jsonl   the next 65,536; only the last segment is ever written to
 *     ledger.json                    the format and the hash of entry 0; written once
 *     LOCK                           held by the writer; empty, never removed
 *     state/                         private files of this machine
 *     torn/                          torn tails that were cut off
 *
 * A full segment is read-only. Files outside `public/` are for the owner alone.
 */
import { join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import type { FileSystem } from './file-system.ts'

/** Entries of a full segment. */
export const SEGMENT_ENTRIES = 65_536

/** Absolute paths in one store. */
export interface Layout {
  readonly root: string
  readonly publicDirectory: string
  readonly entries: string
  readonly state: string
  readonly torn: string
  readonly ledgerFile: string
  readonly lockFile: string
}

/** The paths of the store at `root`, an absolute path without symbolic links. */
export function layoutOf(root: string): Layout {
  return {
    root,
    publicDirectory: join(root, 'public'),
    entries: join(root, 'public', 'entries'),
    state: join(root, 'state'),
    torn: join(root, 'torn'),
    ledgerFile: join(root, 'ledger.json'),
    lockFile: join(root, 'LOCK'),
  }
}

/** Permission bits. */
export interface Modes {
  readonly publicDirectory: number
  readonly segment: number
  readonly sealedSegment: number
  readonly privateDirectory: number
  readonly privateFile: number
}

/** Permissions of a store whose `public/` is for the group, or for all. */
export function modesFor(readableByAll: boolean): Modes {
  return {
    publicDirectory: readableByAll ? 0o755 : 0o750,
    segment: readableByAll ? 0o644 : 0o640,
    sealedSegment: readableByAll ? 0o444 : 0o440,
    privateDirectory: 0o700,
    privateFile: 0o600,
  }
}

/** The name of the segment whose first entry is `first`. */
export function formatSegmentName(first: number): string {
  return `${String(first).padStart(12, '0')}.jsonl`
}

/** The index of the first entry in the segment called `name`; null where that is no segment's name. */
export function parseSegmentName(name: string): number | null {
  const first = Number(name.slice(0, 12))
  return Number.isSafeInteger(first) && first >= 0 && formatSegmentName(first) === name
    ? first
    : null
}

/** What lies in `public/entries`. */
export interface Segments {
  /** First indexes by the names, ascending. Gaps are the caller's to find. */
  readonly firsts: readonly number[]
  /** Names that are no segment's, ascending. They are left alone. */
  readonly foreign: readonly string[]
}

/** Lists `public/entries`. Rejects with a StoreFailure. */
export async function listSegments(fs: FileSystem, layout: Layout): Promise<Segments> {
  const names = await attempt('read', 'listing public/entries', fs.list(layout.entries))
  const firsts = names.map(parseSegmentName).filter((first) => first !== null)
  return {
    firsts: firsts.toSorted((a, b) => a - b),
    foreign: names.filter((name) => parseSegmentName(name) === null).toSorted(),
  }
}

/** The path of the segment whose first entry is `first`. */
export function segmentPath(layout: Layout, first: number): string {
  return join(layout.entries, formatSegmentName(first))
}

/**
 * Finds the store at `directory`, which may itself be a symbolic link; inside it none is followed.
 * Rejects: `unavailable` where no ledger lies there, `unsupported` where something else stands in its place.
 */
export async function findStore(fs: FileSystem, directory: string): Promise<Layout> {
  const root = await attempt('read', 'looking for the ledger', fs.realPath(directory))
  if (root === null)
    throw storeFailure('unavailable', `no ledger at ${directory}: no such directory`)
  const layout = layoutOf(root)
  for (const [name, path] of [
    ['the directory', layout.root],
    ['public', layout.publicDirectory],
    ['public/entries', layout.entries],
  ] as const) {
    const stat = await attempt('read', `looking for ${name}`, fs.lstat(path))
    if (stat === null)
      throw storeFailure('unavailable', `no ledger at ${directory}: ${name} is missing`)
    if (stat.kind !== 'directory')
      throw storeFailure(
        'unsupported',
        `${name} of the ledger at ${directory} is a ${stat.kind}, not a directory`,
      )
  }
  return layout
}
