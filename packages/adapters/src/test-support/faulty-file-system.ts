/** The real file system with faults put into it, and a record of what was asked of it. */
import { basename } from 'node:path'
import type { FileSystem, OpenFile } from '../file/file-system.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'

/** A call that is about to be made, e.g. `write` on `000000000000.jsonl`. */
export interface FileCall {
  readonly operation: keyof OpenFile | keyof FileSystem
  readonly name: string
  /** Makes the call, for a write with other bytes if any are given. */
  readonly real: (bytes?: Uint8Array) => Promise<unknown>
  /** What a write was given. */
  readonly bytes: Uint8Array
}

/** Comes in place of a call, with its result; null makes the call as it is. */
export type Fault = (call: FileCall) => Promise<unknown> | null

export interface FaultyFileSystem extends FileSystem {
  /** The calls made so far, as `operation name`. */
  readonly calls: string[]
  fault: Fault | null
  /** Names of the files that were opened and not closed. */
  readonly left: string[]
}

/** What Node throws for an error of the operating system. */
export function errno(code: string, number: number): Error {
  return Object.assign(new Error(`${code}: injected`), { code, errno: number })
}

const NOTHING = new Uint8Array(0)

/** `node` is the file system behind it, by default that of the machine. */
export function faultyFileSystem(node: FileSystem = nodeFileSystem): FaultyFileSystem {
  const through = <A>(
    operation: FileCall['operation'],
    path: string,
    real: (bytes?: Uint8Array) => Promise<A>,
    bytes: Uint8Array = NOTHING,
  ): Promise<A> => {
    const name = basename(path)
    system.calls.push(`${operation} ${name}`)
    const instead = system.fault?.({ operation, name, real, bytes }) ?? null
    return instead === null ? real() : (instead as Promise<A>)
  }

  const opened = (path: string, file: OpenFile): OpenFile => {
    system.left.push(basename(path))
    return wrapped(path, file)
  }

  const closed = (path: string, file: OpenFile): Promise<void> => {
    system.left.splice(system.left.indexOf(basename(path)), 1)
    return file.close()
  }

  const wrapped = (path: string, file: OpenFile): OpenFile => ({
    read: (into, position) => through('read', path, () => file.read(into, position)),
    write: (bytes) => through('write', path, (other = bytes) => file.write(other), bytes),
    datasync: () => through('datasync', path, () => file.datasync()),
    sync: () => through('sync', path, () => file.sync()),
    stat: () => through('stat', path, () => file.stat()),
    truncate: (size) => through('truncate', path, () => file.truncate(size)),
    chmod: (mode) => through('chmod', path, () => file.chmod(mode)),
    tryLock: () => through('tryLock', path, () => file.tryLock()),
    close: () => through('close', path, () => closed(path, file)),
  })

  const system: FaultyFileSystem = {
    calls: [],
    fault: null,
    left: [],
    open: (path, how, mode) =>
      through('open', path, async () => opened(path, await node.open(path, how, mode))),
    lstat: (path) => through('lstat', path, () => node.lstat(path)),
    realPath: (path) => through('realPath', path, () => node.realPath(path)),
    list: (path) => through('list', path, () => node.list(path)),
    makeDirectory: (path, mode) =>
      through('makeDirectory', path, () => node.makeDirectory(path, mode)),
    link: (from, to) => through('link', to, () => node.link(from, to)),
    rename: (from, to) => through('rename', to, () => node.rename(from, to)),
    remove: (path) => through('remove', path, () => node.remove(path)),
    removeDirectory: (path) => through('removeDirectory', path, () => node.removeDirectory(path)),
  }
  return system
}

/**
 * Fails call number `nth` from now on, with `error`: before it is made, or after. What a failed `open`
 * opened is closed again, as the operating system would.
 */
export function failNth(
  system: FaultyFileSystem,
  nth: number,
  when: 'before' | 'after',
  error: Error,
): void {
  let count = 0
  system.fault = (call) => {
    count += 1
    return count - 1 === nth ? failing(call, when, error) : null
  }
}

async function failing(call: FileCall, when: 'before' | 'after', error: Error): Promise<never> {
  // A close that fails has closed all the same.
  if (when === 'after' || call.operation === 'close') {
    const result = await call.real()
    if (call.operation === 'open') await (result as OpenFile).close()
  }
  throw error
}
