/** Ledgers that are spoilt for `fsck`: nine entries in three segments, of which six are published. */
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fsck } from '../fsck/fsck.ts'
import type { FsckOptions, FsckReport } from '../fsck/fsck.ts'
import { inDirectory } from './file-subject.ts'
import { verifier } from './publishing.ts'
import { segmentAt } from './small-logs.ts'
import { growSound, publishAt, SEGMENT_ENTRIES } from './sound-ledgers.ts'

const NO_LOCKS = (): Promise<string> => Promise.resolve('')

/** Checks a ledger, whose locks nobody sees, without waiting. */
export const check = (directory: string, more: Partial<FsckOptions> = {}): Promise<FsckReport> =>
  fsck(directory, { verifier, segmentEntries: SEGMENT_ENTRIES, pause: 1, locks: NO_LOCKS, ...more })

/** Kinds of findings, but that nobody vouched for the founding. */
export const kinds = ({ findings }: FsckReport): readonly string[] =>
  findings.map(({ kind }) => kind).filter((kind) => kind !== 'trusted-on-first-use')

/** Nine entries in three segments, and a checkpoint of six of them. */
export function withLedger(use: (directory: string) => Promise<void>): Promise<void> {
  return inDirectory(async (directory) => {
    await growSound(directory, 9)
    await publishAt(directory, 6)
    await use(directory)
  })
}

/** Its segments. */
export const FIRST: string = '000000000000.jsonl'
export const SECOND: string = '000000000004.jsonl'
export const LAST: string = '000000000008.jsonl'

/** The lines of a segment. */
export const linesOf = async (directory: string, name: string): Promise<readonly string[]> =>
  (await readFile(segmentAt(directory, name), 'latin1')).split('\n').slice(0, -1)

/** Writes a segment, whatever its mode. */
export async function rewrite(
  directory: string,
  name: string,
  text: string | Uint8Array,
): Promise<void> {
  await chmod(segmentAt(directory, name), 0o640)
  await writeFile(segmentAt(directory, name), text, 'latin1')
  if (name !== LAST) await chmod(segmentAt(directory, name), 0o440)
}

/** Changes a byte of a tile. */
export async function changeTile(directory: string, tile: string): Promise<void> {
  const bytes = await readFile(join(directory, 'public', tile))
  await writeFile(join(directory, 'public', tile), bytes.with(9, (bytes[9] ?? 0) ^ 1))
}

/** Writes a segment with other lines. */
export async function changeLines(
  directory: string,
  name: string,
  change: (lines: readonly string[]) => readonly string[],
): Promise<void> {
  const lines = change(await linesOf(directory, name))
  await rewrite(directory, name, lines.map((line) => `${line}\n`).join(''))
}
