/**
 * A disk in memory that can lose its power. What was written is in the page cache until it is synced: data of files by a sync
 * of the file, names by a sync of the directory. A power cut keeps any of what was not, a name never without those before it.
 * After a sync that failed, what it was to write counts as clean: the next one succeeds and does not write it either, whatever else it
 * writes. Between two directories, a rename may lose its one half or the other.
 */
import type { FileStat, FileSystem, OpenFile, OpenHow } from '../file/file-system.ts'
import { errno } from './faulty-file-system.ts'

/** What happens to the call that is about to be made: the process ends, or the call fails, before it took effect or after. */
export type Fate = 'goes on' | 'dies before' | 'dies after' | 'fails before' | 'fails after'

export interface SimulatedDisk {
  /** The file system of a new process. The one before has ended: its calls fail, its locks are free. */
  boot(fate?: (call: string) => Fate | Promise<Fate>): FileSystem
  /** Loses power; `dice(n)` gives 0 to n - 1. The process has ended. */
  cutPower(dice: (sides: number) => number): void
}

interface FileNode {
  readonly kind: 'file'
  readonly id: number
  mode: number
  cached: Uint8Array
  durable: Uint8Array
  /** Appended bytes [from, to) that a sync failed to write: no later one does. */
  lost: (readonly [from: number, to: number])[]
  lockedBy: number | null
}

interface FolderNode {
  readonly kind: 'directory'
  readonly id: number
  mode: number
  cached: Map<string, Node>
  durable: Map<string, Node>
  pending: ((names: Map<string, Node>) => void)[]
}

type Node = FileNode | FolderNode

export function simulatedDisk(): SimulatedDisk {
  let ids = 0
  let process = 0
  const folder = (mode: number): FolderNode => ({
    kind: 'directory',
    id: ++ids,
    mode,
    cached: new Map(),
    durable: new Map(),
    pending: [],
  })
  const root = folder(0o755)

  const at = (path: string): Node | null => {
    let node: Node | null = root
    for (const name of path.split('/').filter((part) => part !== ''))
      node = node?.kind === 'directory' ? (node.cached.get(name) ?? null) : null
    return node
  }
  const folderOf = (path: string): readonly [FolderNode, string] => {
    const cut = path.lastIndexOf('/')
    const parent = at(path.slice(0, cut))
    if (parent?.kind !== 'directory') throw errno('ENOENT', -2)
    return [parent, path.slice(cut + 1)]
  }
  function boot(fate: (call: string) => Fate | Promise<Fate> = () => 'goes on'): FileSystem {
    process += 1
    const own = process
    for (const node of nodesIn(root)) if (node.kind === 'file') node.lockedBy = null

    const step = async <A>(
      call: string,
      path: string,
      effect: () => A,
      failed: () => void = () => {},
    ): Promise<A> => {
      if (own !== process) throw killed()
      const fated = await fate(`${call} ${path.slice(path.lastIndexOf('/') + 1)}`)
      // Another call may have ended the process while this one waited.
      if (own !== process) throw killed()
      if (fated === 'dies before') process += 1
      if (own !== process) throw killed()
      if (fated === 'fails before') {
        failed()
        throw errno('EIO', -5)
      }
      const result = effect()
      if (fated === 'dies after') process += 1
      if (own !== process) throw killed()
      if (fated === 'fails after') throw errno('EIO', -5)
      return result
    }

    const openNode = (path: string, node: Node): OpenFile => {
      let holdsLock = false
      const asFile = (): FileNode => {
        if (node.kind !== 'file') throw errno('EISDIR', -21)
        return node
      }
      const sync = (): void => {
        if (node.kind === 'file') {
          node.durable = node.cached.slice()
          for (const [from, to] of node.lost) node.durable.fill(0, from, to)
        }
        if (node.kind === 'directory') for (const edit of node.pending.splice(0)) edit(node.durable)
      }
      const syncFailed = (): void => {
        if (node.kind === 'file') node.lost.push([node.durable.length, node.cached.length])
        else node.pending.length = 0
      }
      return {
        read: (into, position) =>
          step('read', path, () => {
            const bytes = asFile().cached.subarray(position, position + into.length)
            into.set(bytes)
            return bytes.length
          }),
        write: (bytes) =>
          step('write', path, () => {
            asFile().cached = new Uint8Array(Buffer.concat([asFile().cached, bytes]))
            return bytes.length
          }),
        datasync: () => step('datasync', path, sync, syncFailed),
        sync: () => step('sync', path, sync, syncFailed),
        stat: () => step('stat', path, () => statOf(node)),
        truncate: (size) =>
          step('truncate', path, () => {
            const file = asFile()
            file.cached = file.cached.slice(0, size)
            file.lost = file.lost.map(([from, to]) => [Math.min(from, size), Math.min(to, size)])
          }),
        chmod: (mode) =>
          step('chmod', path, () => {
            node.mode = mode
          }),
        tryLock: () =>
          step('tryLock', path, () => {
            if (asFile().lockedBy !== null) return false
            asFile().lockedBy = own
            holdsLock = true
            return true
          }),
        // A process that ended has closed all its files. The lock belongs to the open file that took it.
        close: async () => {
          if (own === process && holdsLock && node.kind === 'file') node.lockedBy = null
          holdsLock = false
        },
      }
    }

    const open = (path: string, how: OpenHow, mode = 0o600): OpenFile => {
      const there = at(path)
      if (there !== null && how === 'create') throw errno('EEXIST', -17)
      if (there !== null) return openNode(path, there)
      if (how === 'read' || how === 'append') throw errno('ENOENT', -2)
      const none = new Uint8Array(0)
      const made: FileNode = {
        kind: 'file',
        id: ++ids,
        mode,
        cached: none,
        durable: none,
        lost: [],
        lockedBy: null,
      }
      const [parent, name] = folderOf(path)
      change(parent, (names) => names.set(name, made))
      return openNode(path, made)
    }

    return {
      open: (path, how, mode) => step('open', path, () => open(path, how, mode)),
      lstat: (path) =>
        step('lstat', path, () => {
          const node = at(path)
          return node === null ? null : statOf(node)
        }),
      realPath: (path) => step('realPath', path, () => (at(path) === null ? null : path)),
      list: (path) =>
        step('list', path, () => {
          const node = at(path)
          if (node?.kind !== 'directory') throw errno('ENOENT', -2)
          return [...node.cached.keys()]
        }),
      makeDirectory: (path, mode) =>
        step('makeDirectory', path, () => {
          if (at(path) !== null) return false
          const [parent, name] = folderOf(path)
          const made = folder(mode)
          change(parent, (names) => names.set(name, made))
          return true
        }),
      link: (from, to) =>
        step('link', to, () => {
          const node = at(from)
          if (node === null) throw errno('ENOENT', -2)
          if (at(to) !== null) return false
          const [parent, name] = folderOf(to)
          change(parent, (names) => names.set(name, node))
          return true
        }),
      rename: (from, to) =>
        step('rename', to, () => {
          const node = at(from)
          const [source, before] = folderOf(from)
          const [target, after] = folderOf(to)
          if (node === null) throw errno('ENOENT', -2)
          if (source === target)
            change(source, (names) => {
              names.delete(before)
              names.set(after, node)
            })
          else {
            change(target, (names) => names.set(after, node))
            change(source, (names) => names.delete(before))
          }
        }),
      remove: (path) =>
        step('remove', path, () => {
          if (at(path) === null) throw errno('ENOENT', -2)
          const [parent, name] = folderOf(path)
          change(parent, (names) => names.delete(name))
        }),
      removeDirectory: (path) =>
        step('removeDirectory', path, () => {
          const node = at(path)
          if (node?.kind !== 'directory') throw errno('ENOENT', -2)
          if (node.cached.size > 0) return false
          const [parent, name] = folderOf(path)
          change(parent, (names) => names.delete(name))
          return true
        }),
    }
  }

  function cutPower(dice: (sides: number) => number): void {
    process += 1
    for (const node of nodesIn(root)) {
      if (node.kind === 'directory') {
        for (const edit of node.pending.splice(0, dice(node.pending.length + 1))) edit(node.durable)
        node.pending.length = 0
        node.cached = new Map(node.durable)
      } else if (Buffer.compare(node.cached, node.durable) !== 0) {
        const kept = [node.durable, node.cached, node.cached.subarray(0, dice(node.cached.length))]
        node.durable = (kept[dice(kept.length)] ?? node.durable).slice()
        node.cached = node.durable.slice()
        node.lost = []
      }
    }
  }

  return { boot, cutPower }
}

function change(parent: FolderNode, edit: (names: Map<string, Node>) => void): void {
  edit(parent.cached)
  parent.pending.push(edit)
}

function statOf(node: Node): FileStat {
  const size = node.kind === 'file' ? node.cached.length : 0
  return { kind: node.kind, identity: `1:${node.id}`, links: 1, size, mode: node.mode }
}

function killed(): Error {
  return Object.assign(new Error('killed'), { code: 'EKILLED', errno: -999 })
}

/** All nodes that can be reached by a cached or a durable name. */
function nodesIn(node: Node, seen: Set<Node> = new Set()): ReadonlySet<Node> {
  if (seen.has(node)) return seen
  seen.add(node)
  if (node.kind === 'directory')
    for (const child of [...node.cached.values(), ...node.durable.values()]) nodesIn(child, seen)
  return seen
}
