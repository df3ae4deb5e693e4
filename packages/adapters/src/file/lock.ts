/**
 * One writer: a lock of the operating system on a file (a ledger's is `LOCK`). It outlives a stopped holder and
 * ends with the holder's process, however that ends; nothing times out and no process id is compared.
 *
 * The file means nothing when it is not locked, and is never removed. Someone who removes it by hand could let
 * a second writer in, so the holder looks before and after each change whether the file is still the one it locked.
 */
import { basename } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import type { FileSystem } from './file-system.ts'
import type { Layout } from './layout.ts'

/** A lock that is held. */
export interface WriterLock {
  /** Throws `locked` where the file was removed or replaced since. */
  requireHeld(): Promise<void>
  release(): Promise<void>
}

/** Takes the writer's lock, at once or not at all. Rejects: `locked`, `unsupported`, `read-only`. */
export function lockForWriting(fs: FileSystem, layout: Layout): Promise<WriterLock> {
  return takeLock(fs, layout.lockFile, {
    locking: 'locking the ledger',
    taken: 'the ledger is open for writing already, by this process or another',
  })
}

/** Takes the lock on the file at `path`, which is made where there is none. Rejects as `lockForWriting`. */
export async function takeLock(
  fs: FileSystem,
  path: string,
  { locking, taken }: { readonly locking: string; readonly taken: string },
): Promise<WriterLock> {
  const name = basename(path)
  const file = await attempt('prepare', `opening ${name}`, fs.open(path, 'lock', 0o600))
  try {
    if (!(await attempt('prepare', locking, file.tryLock()))) throw storeFailure('locked', taken)
    // An open file stays the file that it is: only what stands at its path can become another one.
    const { identity } = await attempt('prepare', locking, file.stat())
    const requireHeld = async (): Promise<void> => {
      if ((await fs.lstat(path))?.identity !== identity)
        throw storeFailure(
          'locked',
          `${name} was removed or replaced under its holder: another process may be the writer now`,
        )
    }
    // Between opening and locking, the file may have been replaced.
    await attempt('prepare', locking, requireHeld())
    return { requireHeld, release: () => file.close() }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}
