/** Directories of their own for file stores. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileStoreOptions } from '../file/open.ts'
import { testLink } from './ledger-under-test.ts'

/** Where files really go to a disk. */
export const DISK: string = tmpdir()
/** Where a sync costs nothing, if there is such a place: for tests that put the faults in themselves. */
export const QUICK: string = existsSync('/dev/shm') ? '/dev/shm' : DISK

/** Runs `use` with a directory that is gone afterwards. */
export async function inDirectory<A>(
  use: (directory: string) => Promise<A>,
  where: string = QUICK,
): Promise<A> {
  const directory = await mkdtemp(join(where, 'accord-ledger-'))
  try {
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** How tests open stores: small segments, and a follower that looks often. */
export const testOptions = {
  link: testLink,
  segmentEntries: 4,
  pollMilliseconds: 5,
} satisfies Partial<FileStoreOptions>
