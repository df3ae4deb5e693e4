/**
 * A witness's memory in a directory: one file for each log, named by the hex SHA-256 of the log's origin.
 *
 *     STATE/LOCK                       held by the one witness that works here
 *     STATE/<64 hex>                   what was cosigned last of one log (record.ts)
 *
 * Taking a place is one rename, durable before it is answered. Nothing is remembered outside the files. A missing file is a
 * log of which nothing was ever cosigned; so a directory in which no witness ever worked is refused unless it is to be made:
 * a disk that was not mounted is no reason to begin again and cosign another history.
 */
import { join, resolve } from 'node:path'
import { encodeHex, quote, sha256, storeFailure } from '@accord-ledger/core'
import type { Witnessed, WitnessStore } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { makeWithParents } from '../file/create.ts'
import { attempt } from '../file/errno.ts'
import { withFile } from '../file/file-system.ts'
import type { FileSystem } from '../file/file-system.ts'
import { takeLock } from '../file/lock.ts'
import type { WriterLock } from '../file/lock.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { draftFile, plainFileAt, readSmallFile } from '../file/small-file.ts'
import { closedFailure } from '../port/arguments.ts'
import { formatWitnessRecord, MAX_RECORD_BYTES, parseWitnessRecord } from './record.ts'

/** A witness's memory. Disposing waits for what is under way and gives up the lock. */
export interface FileWitnessStore extends WitnessStore, AsyncDisposable {}

export interface FileWitnessStoreOptions {
  /** Make what is missing. Otherwise a directory in which no witness worked before is `unavailable`. */
  readonly create?: boolean
  /** For tests: another file system than that of the machine. */
  readonly fileSystem?: FileSystem
}

/** Where the file of a log lies under a witness's memory, and its checkpoint under a witness's URL. */
export function originHash(origin: string): string {
  return encodeHex(sha256(new TextEncoder().encode(origin)))
}

/**
 * Opens a witness's memory, for one witness at a time. Rejects with a StoreFailure: `unavailable` (no witness worked there
 * yet, or not readable), `locked`, `unsupported` (not a directory, open for others to write, no locks), `read-only`, `full`.
 *
 * Its `latest` and `compareAndStore` reject so too: `damaged` where a file is not what was written; `closed` after dispose,
 * and from the first failure on that left open what is on the disk. Before that one, nothing had changed.
 */
export async function openFileWitnessStore(
  directory: string,
  options: FileWitnessStoreOptions = {},
): Promise<FileWitnessStore> {
  const fs = options.fileSystem ?? nodeFileSystem
  const root = await findRoot(fs, resolve(directory), options.create ?? false)
  const lock = await takeLock(fs, join(root, 'LOCK'), {
    locking: "locking the witness's state",
    taken: 'a witness works with this state already, in this process or another',
  })
  try {
    // What a witness that was killed had renamed is about to count as cosigned.
    const syncing = withFile(fs.open(root, 'read'), (folder) => folder.sync())
    await attempt('prepare', "opening the witness's state", syncing)
  } catch (thrown) {
    await lock.release()
    throw thrown
  }
  return witnessStore(fs, root, lock)
}

async function findRoot(fs: FileSystem, path: string, create: boolean): Promise<string> {
  const making = "making the witness's state"
  if (create) await attempt('prepare', making, makeWithParents(fs, path, 0o700))
  const root = await attempt('read', "looking for the witness's state", fs.realPath(path))
  const stat = root === null ? null : await attempt('read', 'looking at it', fs.lstat(root))
  if (root === null || stat === null) throw storeFailure('unavailable', `${path} does not exist`)
  if (stat.kind !== 'directory')
    throw storeFailure('unsupported', `${path} is a ${stat.kind}, not a directory`)
  if ((stat.mode & 0o022) !== 0)
    throw storeFailure(
      'unsupported',
      `others may write to ${path}: it is for its owner (chmod 700)`,
    )
  if (!create && (await plainFileAt(fs, join(root, 'LOCK'), 'LOCK')) === null)
    throw storeFailure(
      'unavailable',
      `no witness has worked with ${path} yet: is it the right directory, and mounted?`,
    )
  return root
}

function witnessStore(fs: FileSystem, root: string, lock: WriterLock): FileWitnessStore {
  const tails = new Map<string, Promise<unknown>>()
  /** Logs of which this process has written what it reads. */
  const renewed = new Set<string>()
  let closed = false
  let released: Promise<void> | null = null

  /** One thing at a time for each log: nobody sees what is not yet durable. */
  function inTurn<A>(origin: string, task: () => Promise<A>): Promise<A> {
    if (closed) return Promise.reject(closedFailure())
    const turn = (tails.get(origin) ?? Promise.resolve()).then(() => {
      if (closed) throw closedFailure()
      return task()
    })
    const tail = Promise.allSettled([turn]).finally(() => {
      if (tails.get(origin) === tail) tails.delete(origin)
    })
    tails.set(origin, tail)
    return turn
  }

  async function replace(origin: string, next: Witnessed): Promise<void> {
    const name = originHash(origin)
    const bytes = formatWitnessRecord(next)
    await fatal(attempt('prepare', 'looking at LOCK', lock.requireHeld()))
    const draft = await draftFile(fs, join(root, name), bytes, { name, mode: 0o600 })
    await fatal(draft.commit())
    await fatal(attempt('write', 'looking at LOCK', lock.requireHeld()))
  }

  /** Waits for what leaves nothing to go on with where it fails. */
  async function fatal(outcome: Promise<void>): Promise<void> {
    try {
      await outcome
    } catch (thrown) {
      closed = true
      throw thrown
    }
  }

  async function dispose(): Promise<void> {
    closed = true
    await Promise.all(tails.values())
    released ??= lock.release()
    await released
  }

  /**
   * What stands there. A witness before this one may have died of a failed sync, after which the disk holds something else than
   * is read here, and no later sync tells: so what is found is written anew once, before anybody hears of it.
   */
  async function latestOf(origin: string): Promise<Witnessed | null> {
    const latest = await readLatest(fs, root, origin)
    if (latest !== null && !renewed.has(origin)) await replace(origin, latest)
    renewed.add(origin)
    return latest
  }

  return {
    latest: (origin) => inTurn(origin, () => latestOf(origin)),
    compareAndStore: (origin, expected, next) =>
      inTurn(origin, async () => {
        requireRecordOf(origin, next)
        const latest = await latestOf(origin)
        if (!sameWitnessed(latest, expected)) return false
        // It stands there already, and durably: whoever sends one checkpoint again and again causes no writes.
        if (latest === null || !sameRecord(latest, next)) await replace(origin, next)
        return true
      }),
    [Symbol.asyncDispose]: dispose,
  }
}

async function readLatest(fs: FileSystem, root: string, origin: string): Promise<Witnessed | null> {
  const name = originHash(origin)
  const bytes = await readSmallFile(fs, join(root, name), name, MAX_RECORD_BYTES)
  if (bytes === null) return null
  const record = parseWitnessRecord(bytes)
  if (E.isRight(record) && record.right.origin === origin) return record.right.witnessed
  const wrong = E.isLeft(record)
    ? `${record.left.path} is not ${record.left.expected}`
    : `it is of ${quote(record.right.origin)}`
  throw storeFailure('damaged', `the witness's record of ${quote(origin)}, ${name}: ${wrong}`)
}

/** Size and root are those of the text, or what was stored could not be read back. */
function requireRecordOf(origin: string, next: Witnessed): void {
  const record = parseWitnessRecord(formatWitnessRecord(next))
  if (
    E.isLeft(record) ||
    record.right.origin !== origin ||
    !sameWitnessed(record.right.witnessed, next)
  )
    throw new Error(`what is stored for ${quote(origin)} is not a checkpoint of it`)
}

function sameWitnessed(a: Witnessed | null, b: Witnessed | null): boolean {
  if (a === null || b === null) return a === b
  return a.size === b.size && a.time === b.time && Buffer.compare(a.root, b.root) === 0
}

function sameRecord(a: Witnessed, b: Witnessed): boolean {
  return Buffer.compare(formatWitnessRecord(a), formatWitnessRecord(b)) === 0
}
