/** What a writer holds open, and how it comes to hold it: the lock first. */
import { storeFailure } from '@accord-ledger/core'
import { makeDurably } from './create.ts'
import { attempt } from './errno.ts'
import type { OpenFile } from './file-system.ts'
import type { Modes } from './layout.ts'
import { lockForWriting } from './lock.ts'
import type { WriterLock } from './lock.ts'
import type { Reading } from './scan.ts'

export interface Writing {
  readonly reading: Reading
  readonly modes: Modes
  readonly lock: WriterLock
  /** The store's directory, `public` and `public/entries`, opened before anything in them changes. */
  readonly root: OpenFile
  readonly publicDirectory: OpenFile
  readonly entries: OpenFile
}

/** Takes the lock and opens what a writer needs. Rejects with a StoreFailure, and then holds nothing. */
export async function openWriting(reading: Reading, modes: Modes): Promise<Writing> {
  const { fs, layout } = reading
  const lock = await lockForWriting(fs, layout)
  const open: { close(): Promise<void> }[] = [{ close: () => lock.release() }]
  const directory = async (path: string): Promise<OpenFile> => {
    const file = await attempt('prepare', 'opening for writing', fs.open(path, 'read'))
    open.push(file)
    return file
  }
  try {
    // A copy made by git or an archive may lack the empty ones.
    await requirePrivate(reading, 'state', layout.state, modes)
    await requirePrivate(reading, 'torn', layout.torn, modes)
    return {
      reading,
      modes,
      lock,
      root: await directory(layout.root),
      publicDirectory: await directory(layout.publicDirectory),
      entries: await directory(layout.entries),
    }
  } catch (thrown) {
    await Promise.allSettled(open.map((file) => file.close()))
    throw thrown
  }
}

/** Gives up the lock and every open file. After a failed sync a close may repeat its error, which has been reported. */
export async function closeWriting(writing: Writing): Promise<void> {
  const { lock, root, publicDirectory, entries } = writing
  await Promise.allSettled([root, publicDirectory, entries].map((file) => file.close()))
  await Promise.allSettled([lock.release()])
}

async function requirePrivate(
  { fs }: Reading,
  name: string,
  path: string,
  modes: Modes,
): Promise<void> {
  await attempt('prepare', `making ${name}`, makeDurably(fs, path, modes.privateDirectory))
  const stat = await attempt('prepare', `looking at ${name}`, fs.lstat(path))
  if (stat?.kind !== 'directory') throw storeFailure('unsupported', `${name} is not a directory`)
}
