/** A journal of what is asked of a file system: what power-cuts.ts needs in order to say what a power cut leaves of it. */
import { basename, dirname } from 'node:path'
import type { FileSystem, OpenFile } from '../file/file-system.ts'
import { simulatedDisk } from './simulated-disk.ts'

const EMPTY = new Uint8Array(0)

/** A change of names in a directory, all at once: who stands there now, null for nobody. */
export type Edit = readonly (readonly [string, number | null])[]

/** Something that was made, changed, synced or promised. Files and directories go by numbers, 0 is the root. */
export type Step<P> =
  | { readonly kind: 'folder' | 'file'; readonly id: number }
  | { readonly kind: 'names'; readonly id: number; readonly edit: Edit }
  | { readonly kind: 'image'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'sync'; readonly id: number }
  | { readonly kind: 'promise'; readonly promise: P }
  | { readonly kind: 'settled' }

/** What was asked of a file system since it was empty, and what was promised when. */
export interface Journal<P> {
  readonly fileSystem: FileSystem
  /** From here on, `promise` must hold whatever happens. */
  promise(promise: P): void
  /** All that was written until here is on the disk. No cut before this point is looked at. */
  settled(): void
  readonly steps: readonly Step<P>[]
}

/** Keeps a journal of what is asked of a file system in memory, which is empty. `promise` holds from the beginning. */
export function journal<P>(promise: P): Journal<P> {
  const real = simulatedDisk().boot()
  const steps: Step<P>[] = [{ kind: 'promise', promise }]
  const ids = new Map<string, number>([['/', 0]])
  const images = new Map<number, Uint8Array>()

  const idOf = (path: string): number => {
    const id = ids.get(path)
    if (id === undefined) throw new Error(`nothing was made at ${path}`)
    return id
  }
  const names = (folder: string, edit: Edit): void => {
    steps.push({ kind: 'names', id: idOf(folder), edit })
  }
  const made = (kind: 'folder' | 'file', path: string): void => {
    const id = steps.length
    steps.push({ kind, id })
    ids.set(path, id)
    names(dirname(path), [[basename(path), id]])
  }
  const gone = (path: string): void => {
    ids.delete(path)
    names(dirname(path), [[basename(path), null]])
  }
  const image = (id: number, bytes: Uint8Array): void => {
    images.set(id, bytes)
    steps.push({ kind: 'image', id, bytes })
  }

  const opened = (id: number, file: OpenFile): OpenFile => {
    const bytes = (): Uint8Array => images.get(id) ?? EMPTY
    const sync = (): void => {
      steps.push({ kind: 'sync', id })
    }
    return {
      ...file,
      write: async (more) => {
        const count = await file.write(more)
        image(id, new Uint8Array(Buffer.concat([bytes(), more.subarray(0, count)])))
        return count
      },
      truncate: async (size) => {
        await file.truncate(size)
        image(id, bytes().slice(0, size))
      },
      datasync: () => file.datasync().then(sync),
      sync: () => file.sync().then(sync),
    }
  }

  const fileSystem: FileSystem = {
    ...real,
    open: async (path, how, mode) => {
      const file = await real.open(path, how, mode)
      if (!ids.has(path)) made('file', path)
      return opened(idOf(path), file)
    },
    makeDirectory: async (path, mode) => {
      const done = await real.makeDirectory(path, mode)
      if (done) made('folder', path)
      return done
    },
    link: async (from, to) => {
      const done = await real.link(from, to)
      if (!done) return false
      ids.set(to, idOf(from))
      names(dirname(to), [[basename(to), idOf(from)]])
      return true
    },
    rename: async (from, to) => {
      await real.rename(from, to)
      const id = idOf(from)
      ids.delete(from)
      ids.set(to, id)
      const there = [basename(to), id] as const
      // Between two directories, either half may come alone.
      if (dirname(from) === dirname(to)) names(dirname(to), [[basename(from), null], there])
      else {
        names(dirname(to), [there])
        names(dirname(from), [[basename(from), null]])
      }
    },
    remove: async (path) => {
      await real.remove(path)
      gone(path)
    },
    removeDirectory: async (path) => {
      const done = await real.removeDirectory(path)
      if (done) gone(path)
      return done
    },
  }
  return {
    fileSystem,
    promise: (next) => void steps.push({ kind: 'promise', promise: next }),
    settled: () => void steps.push({ kind: 'settled' }),
    steps,
  }
}
