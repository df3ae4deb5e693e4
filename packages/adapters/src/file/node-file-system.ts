/**
 * The file system of the machine, by `node:fs`. Linux and macOS.
 *
 * What may wait for the disk is done on another thread, at the price of two changes of thread, 30 to 100 µs. Looks and short
 * writes take 2 to 10 µs and are done in place: what a look tells of a file in use is in memory, and so is the page that a write
 * goes to. A writer writes nothing more before the disk has confirmed what it wrote before.
 */
import { constants, fstatSync, lstatSync, writeSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import type { FileStat, FileSystem, OpenFile, OpenHow } from './file-system.ts'

const { O_RDONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants

const FLAGS: Readonly<Record<OpenHow, number>> = {
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  append: O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK,
  create: O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW,
  lock: O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
}

/** Bytes of a write that is done in place: copying them takes some 20 µs. */
const SHORT_WRITE_BYTES = 131_072

/** The file system of the machine. */
export const nodeFileSystem: FileSystem = {
  open: async (path, how, mode) => openFile(await fs.open(path, FLAGS[how], mode ?? 0o600)),
  lstat: (path) => orNull('ENOENT', async () => fileStat(lstatSync(path, { bigint: true }))),
  realPath: (path) => orNull('ENOENT', () => fs.realpath(path)),
  list: (path) => fs.readdir(path),
  makeDirectory: async (path, mode) =>
    (await orNull('EEXIST', () => fs.mkdir(path, { mode }).then(() => true))) ?? false,
  link: async (from, to) =>
    (await orNull('EEXIST', () => fs.link(from, to).then(() => true))) ?? false,
  rename: (from, to) => fs.rename(from, to),
  remove: (path) => fs.unlink(path),
  removeDirectory: async (path) =>
    (await orNull('ENOTEMPTY', () => fs.rmdir(path).then(() => true))) ?? false,
}

function openFile(handle: FileHandle): OpenFile {
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: async (bytes) =>
      bytes.length <= SHORT_WRITE_BYTES
        ? writeSync(handle.fd, bytes, 0, bytes.length, null)
        : (await handle.write(bytes, 0, bytes.length, null)).bytesWritten,
    datasync: () => handle.datasync(),
    sync: () => handle.sync(),
    stat: async () => fileStat(fstatSync(handle.fd, { bigint: true })),
    truncate: (size) => handle.truncate(size),
    chmod: (mode) => handle.chmod(mode),
    tryLock: async () => {
      // Only a writer needs the native module, so only a writer loads it.
      const { tryLock } = await import('fs-native-extensions')
      return tryLock(handle.fd)
    },
    close: () => handle.close(),
  }
}

function fileStat(stats: BigIntStats): FileStat {
  return {
    kind: stats.isFile()
      ? 'file'
      : stats.isDirectory()
        ? 'directory'
        : stats.isSymbolicLink()
          ? 'symlink'
          : 'other',
    identity: `${stats.dev}:${stats.ino}`,
    links: Number(stats.nlink),
    size: Number(stats.size),
    mode: Number(stats.mode & 0o7777n),
  }
}

async function orNull<A>(code: string, call: () => Promise<A>): Promise<A | null> {
  try {
    return await call()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === code) return null
    throw thrown
  }
}
