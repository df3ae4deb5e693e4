/**
 * Small files that are replaced whole: a checkpoint, what a witness remembers, saved state. Whoever reads one
 * finds the old bytes or the new ones, also after a power cut:
 *
 *     write .NAME.draft → fsync it → rename it to NAME → fsync the directory
 *
 * Up to the rename nothing has changed. From there on, a failure leaves open which of the two will be found.
 */
import { basename, dirname, join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { attempt, errnoOf } from './errno.ts'
import { withFile } from './file-system.ts'
import type { FileStat, FileSystem, OpenFile } from './file-system.ts'
import { writeAll } from './ledger-file.ts'
import { requirePlain } from './segment.ts'

/** A draft whose bytes are durable, beside the file that it is to replace. */
export interface Draft {
  /** Puts it in its place, durably. Rejects: `ambiguous`, and nothing is to be tried again. */
  commit(): Promise<void>
}

/** How a file is written. */
export interface Writing {
  /** For errors: `state/checkpoint`. */
  readonly name: string
  /** Permission bits. */
  readonly mode: number
  /** The name of the draft. Only where two may write the same file at once it needs to be another one. */
  readonly draft?: string
}

/**
 * The bytes of the file at `path`, or null where there is none. Rejects: `unsupported` for what is no plain file,
 * `damaged` for more than `maxBytes`, `unavailable`.
 */
export async function readSmallFile(
  fs: FileSystem,
  path: string,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | null> {
  if ((await plainFileAt(fs, path, name)) === null) return null
  const file = await attempt('read', `reading ${name}`, openOrNull(fs, path))
  if (file === null) return null
  return attempt('read', `reading ${name}`, withFile(Promise.resolve(file), readAll))

  async function readAll(file: OpenFile): Promise<Uint8Array> {
    const stat = await file.stat()
    requirePlain(stat, name)
    // One more than it should hold: it may grow meanwhile.
    const bytes = new Uint8Array(Math.min(stat.size, maxBytes) + 1)
    let length = 0
    for (;;) {
      const count = await file.read(bytes.subarray(length), length)
      length += count
      if (count === 0 || length === bytes.length) break
    }
    if (length === bytes.length)
      throw storeFailure('damaged', `${name} holds more than ${length - 1} bytes`)
    return bytes.slice(0, length)
  }
}

/** The file at `path`, or null where it was removed since somebody looked. */
async function openOrNull(fs: FileSystem, path: string): Promise<OpenFile | null> {
  try {
    return await fs.open(path, 'read')
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
}

/** What stands at `path`, or null. Rejects: `unsupported` for what is no plain file. */
export async function plainFileAt(
  fs: FileSystem,
  path: string,
  name: string,
): Promise<FileStat | null> {
  const stat = await attempt('read', `looking for ${name}`, fs.lstat(path))
  if (stat !== null) requirePlain(stat, name)
  return stat
}

/** Replaces the file at `path`, or makes it. Rejects as `draftFile` and `commit` do. */
export async function replaceFile(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  writing: Writing,
): Promise<void> {
  const draft = await draftFile(fs, path, bytes, writing)
  await draft.commit()
}

/**
 * Writes the draft of a file, beside it. Rejects with nothing changed: `unsupported` where no plain file stands at
 * `path`, `full`, `read-only`, `unavailable`.
 */
export async function draftFile(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  { name, mode, draft = `.${basename(path)}.draft` }: Writing,
): Promise<Draft> {
  const draftPath = join(dirname(path), draft)
  await plainFileAt(fs, path, name)
  await attempt('prepare', `writing ${name}`, writeDraft(fs, draftPath, bytes, mode))
  return {
    commit: () => attempt('write', `replacing ${name}`, putInPlace(fs, draftPath, path)),
  }
}

/** Removes a file durably. Rejects: `ambiguous` where it may or may not be gone. */
export function removeFile(fs: FileSystem, path: string, name: string): Promise<void> {
  const removing = withFile(fs.open(dirname(path), 'read'), async (directory) => {
    await fs.remove(path)
    await directory.sync()
  })
  return attempt('write', `removing ${name}`, removing)
}

async function writeDraft(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  // One that a crash left behind is nobody's: whoever writes here holds a lock, or has a name of its own.
  if ((await fs.lstat(path)) !== null) await fs.remove(path)
  try {
    await withFile(fs.open(path, 'create', mode), async (file) => {
      await file.chmod(mode)
      await writeAll(file, bytes)
      await file.sync()
    })
  } catch (thrown) {
    await fs.remove(path).catch(() => {})
    throw thrown
  }
}

function putInPlace(fs: FileSystem, draft: string, path: string): Promise<void> {
  // Opened before the change, so that what is synced is the directory that was changed.
  return withFile(fs.open(dirname(path), 'read'), async (directory) => {
    await fs.rename(draft, path)
    await directory.sync()
  })
}
