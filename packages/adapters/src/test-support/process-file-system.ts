/** A file system that ends with its process: what a killed process had open is closed, and its calls never come back with a result. */
import type { FileSystem, OpenFile } from '../file/file-system.ts'

/** One process on a file system. */
export interface ProcessFileSystem {
  readonly fileSystem: FileSystem
  /** Ends it: files are closed, with them the locks; calls that are under way and later ones reject. */
  kill(): Promise<void>
}

/** A process that uses `base`. */
export function processOn(base: FileSystem): ProcessFileSystem {
  const open = new Set<OpenFile>()
  let killed = false

  async function alive<A>(call: () => Promise<A>): Promise<A> {
    if (killed) throw new Error('killed')
    const result = await call()
    if (killed) throw new Error('killed')
    return result
  }

  const opened = async (path: string, file: OpenFile): Promise<OpenFile> => {
    if (killed) {
      await file.close()
      throw new Error(`killed while ${path} was opened`)
    }
    open.add(file)
    return {
      read: (into, position) => alive(() => file.read(into, position)),
      write: (bytes) => alive(() => file.write(bytes)),
      datasync: () => alive(() => file.datasync()),
      sync: () => alive(() => file.sync()),
      stat: () => alive(() => file.stat()),
      truncate: (size) => alive(() => file.truncate(size)),
      chmod: (mode) => alive(() => file.chmod(mode)),
      tryLock: () => alive(() => file.tryLock()),
      close: async () => {
        if (!open.delete(file)) return
        await file.close()
      },
    }
  }

  const fileSystem: FileSystem = {
    open: async (path, how, mode) => {
      if (killed) throw new Error('killed')
      // One that is opened when the process ends is closed, too.
      return opened(path, await base.open(path, how, mode))
    },
    lstat: (path) => alive(() => base.lstat(path)),
    realPath: (path) => alive(() => base.realPath(path)),
    list: (path) => alive(() => base.list(path)),
    makeDirectory: (path, mode) => alive(() => base.makeDirectory(path, mode)),
    link: (from, to) => alive(() => base.link(from, to)),
    rename: (from, to) => alive(() => base.rename(from, to)),
    remove: (path) => alive(() => base.remove(path)),
    removeDirectory: (path) => alive(() => base.removeDirectory(path)),
  }

  return {
    fileSystem,
    kill: async () => {
      killed = true
      const left = [...open]
      open.clear()
      for (const file of left) await file.close()
    },
  }
}
