/**
 * What the file store asks of a file system, and no more: the seam at which tests put short writes,
 * full disks and failed syncs. `nodeFileSystem` (node-file-system.ts) is the real one.
 *
 * Every failure is whatever the file system threw; errno.ts gives it a `StoreError` code.
 */

/** What stands at a path, or behind an open file. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
  /** Device and inode: equal text is the same file. */
  readonly identity: string
  /** Names that lead to the file. 0: it was removed while open. */
  readonly links: number
  /** Bytes. */
  readonly size: number
  /** Permission bits, e.g. 0o640. */
  readonly mode: number
}

/**
 * - `read`: an existing file or directory, for reading.
 * - `append`: an existing file; every write goes to its end.
 * - `create`: as `append`, but the file must not exist yet.
 * - `lock`: for reading and writing, made when it does not exist.
 *
 * None of them follows a symbolic link in the last component, and none waits (a named pipe).
 */
export type OpenHow = 'read' | 'append' | 'create' | 'lock'

/** An open file or directory. */
export interface OpenFile {
  /** Reads at `position` into `into`: how many bytes came, 0 at the end. May be short. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Writes at the end: how many bytes were taken. May be short. */
  write(bytes: Uint8Array): Promise<number>
  /** The data, and the size, are on the disk. */
  datasync(): Promise<void>
  /** As `datasync`, and all that `stat` tells. Of a directory: its names. */
  sync(): Promise<void>
  stat(): Promise<FileStat>
  truncate(size: number): Promise<void>
  chmod(mode: number): Promise<void>
  /**
   * Takes the lock of this open file, which the operating system frees when the file is closed, also
   * by the end of the process, however it ends. False: another open of the file holds it.
   */
  tryLock(): Promise<boolean>
  close(): Promise<void>
}

/** A file system. Paths are absolute. */
export interface FileSystem {
  open(path: string, how: OpenHow, mode?: number): Promise<OpenFile>
  /** What stands at `path` itself, without following a symbolic link; null where nothing does. */
  lstat(path: string): Promise<FileStat | null>
  /** The path that `path` leads to, symbolic links followed; null where nothing stands. */
  realPath(path: string): Promise<string | null>
  /** The names in a directory, in no order. */
  list(path: string): Promise<readonly string[]>
  /** Makes a directory; those above it exist. False: something stands there already. */
  makeDirectory(path: string, mode: number): Promise<boolean>
  /** A second name for a file. False: `to` exists already. */
  link(from: string, to: string): Promise<boolean>
  /** Puts a file in the place of whatever file stands at `to`, in one step. A symbolic link there is replaced, not followed. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Removes an empty directory. False: something lies in it. */
  removeDirectory(path: string): Promise<boolean>
}

/** Uses what `opening` opens, and closes it, whatever comes of it. */
export async function withFile<A>(
  opening: Promise<OpenFile>,
  use: (file: OpenFile) => Promise<A>,
): Promise<A> {
  const file = await opening
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
