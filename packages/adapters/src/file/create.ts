/** Making an empty store: directories only. The first append makes the first segment and `ledger.json`. */
import { basename, dirname, join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import { withFile } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { layoutOf } from './layout.ts'
import type { Modes } from './layout.ts'

/**
 * Makes whatever directories of the store at `directory` are missing, and those above it, and makes their
 * names durable. What stands there stays. Rejects with a StoreFailure.
 */
export async function createStore(fs: FileSystem, directory: string, modes: Modes): Promise<void> {
  await attempt(
    'prepare',
    'making the ledger',
    makeWithParents(fs, directory, modes.publicDirectory),
  )
  const root = await attempt('prepare', 'making the ledger', fs.realPath(directory))
  if (root === null) throw storeFailure('unavailable', `${directory} was removed while it was made`)
  const layout = layoutOf(root)
  for (const [path, mode] of [
    [layout.publicDirectory, modes.publicDirectory],
    [layout.entries, modes.publicDirectory],
    [layout.state, modes.privateDirectory],
    [layout.torn, modes.privateDirectory],
  ] as const)
    await attempt('prepare', 'making the ledger', makeDurably(fs, path, mode))
}

/**
 * Makes a directory and those above it, durably; what stands there stays. Of what stands there, the last name is made
 * durable: whoever made it may have been killed before that.
 */
export async function makeWithParents(fs: FileSystem, path: string, mode: number): Promise<void> {
  if ((await fs.realPath(path)) !== null) return syncName(fs, path)
  await makeWithParents(fs, dirname(path), mode)
  // Directories above the store may be symbolic links; `open` follows none.
  const parent = await fs.realPath(dirname(path))
  if (parent !== null) await makeDurably(fs, join(parent, basename(path)), mode)
}

async function syncName(fs: FileSystem, path: string): Promise<void> {
  const parent = await fs.realPath(dirname(path))
  if (parent === null) return
  // A directory that is not ours to read is none that we made a name in.
  const directory = await fs.open(parent, 'read').catch(() => null)
  if (directory !== null) await withFile(Promise.resolve(directory), (open) => open.sync())
}

/** Makes one directory, and its name durable; one that stands there stays. */
export async function makeDurably(fs: FileSystem, path: string, mode: number): Promise<void> {
  // Opened before the change, so that what is synced is the directory that was changed.
  await withFile(fs.open(dirname(path), 'read'), async (parent) => {
    if (!(await fs.makeDirectory(path, mode))) return
    // The process's umask has no say in who may read a ledger.
    await withFile(fs.open(path, 'read'), (made) => made.chmod(mode))
    await parent.sync()
  })
}
