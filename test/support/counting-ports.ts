/** Ports that count what goes through them, for claims about cost that hold on any machine. */
import { nodeFileSystem, type FileSystem, type OpenFile } from '@accord-ledger/adapters/file'
import type { Store, Verifier } from '@accord-ledger/core'

/** Counts by name. Reading them starts again from nothing. */
export interface Counter {
  readonly add: (name: string, count?: number) => void
  readonly take: () => Readonly<Record<string, number>>
}

export function newCounter(): Counter {
  let counts: Record<string, number> = {}
  return {
    add: (name, count = 1) => {
      counts[name] = (counts[name] ?? 0) + count
    },
    take: () => {
      const taken = counts
      counts = {}
      return taken
    },
  }
}

/** Counts calls, and entries that come and go. */
export function countingStore(store: Store, { add }: Counter): Store {
  return {
    caps: store.caps,
    head: (options) => {
      add('head')
      return store.head(options)
    },
    append: (expected, entries, options) => {
      add('append')
      add('entries appended', entries.length)
      return store.append(expected, entries, options)
    },
    read: async function* (from, to, options) {
      for await (const stored of store.read(from, to, options)) {
        add('entries read')
        yield stored
      }
    },
    follow: (from, options) => store.follow(from, options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

export function countingVerifier(verifier: Verifier, { add }: Counter): Verifier {
  return {
    name: verifier.name,
    verify: (batch) => {
      add('signatures checked', batch.length)
      return verifier.verify(batch)
    },
  }
}

/** Counts calls to files, and bytes that come and go. */
export function countingFileSystem({ add }: Counter): FileSystem {
  const real = nodeFileSystem
  const counted = (file: OpenFile): OpenFile => ({
    ...file,
    read: async (into, position) => {
      const count = await file.read(into, position)
      add('bytes read', count)
      return count
    },
    write: async (bytes) => {
      const count = await file.write(bytes)
      add('bytes written', count)
      return count
    },
    datasync: () => {
      add('syncs')
      return file.datasync()
    },
    sync: () => {
      add('syncs')
      return file.sync()
    },
  })
  return {
    ...real,
    open: async (path, how, mode) => {
      add('opens')
      return counted(await real.open(path, how, mode))
    },
    list: (path) => {
      add('lists')
      return real.list(path)
    },
  }
}
