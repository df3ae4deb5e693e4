import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaves, ORIGIN, witnessedAt, witnessedOf } from '../test-support/checkpoints.ts'
import { errno, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { failsWith } from '../test-support/ledger-under-test.ts'
import { openFileWitnessStore, originHash } from './file-witness-store.ts'
import type { FileWitnessStore } from './file-witness-store.ts'

const FILE = originHash(ORIGIN)
const log = leaves(9)
const three = await witnessedOf(log, 3)
const five = await witnessedOf(log, 5, 2)
const EIO = errno('EIO', -5)

/** Has `use` work with the memory of a witness in a directory of its own. */
const withStore = (
  use: (store: FileWitnessStore, state: string) => Promise<unknown>,
): Promise<void> =>
  inDirectory(async (directory) => {
    const state = join(directory, 'state')
    const store = await openFileWitnessStore(state, { create: true })
    await use(store, state)
    await store[Symbol.asyncDispose]()
  })

describe("a witness's memory", () => {
  it('holds nothing at first, then what was stored, also after it is opened again', () =>
    inDirectory(async (directory) => {
      let store = await openFileWitnessStore(directory, { create: true })
      expect(await store.latest(ORIGIN)).toBeNull()
      expect(await store.compareAndStore(ORIGIN, null, three)).toBe(true)
      expect(await store.latest(ORIGIN)).toEqual(three)
      await store[Symbol.asyncDispose]()
      store = await openFileWitnessStore(directory)
      expect(await store.latest(ORIGIN)).toEqual(three)
      expect(await store.compareAndStore(ORIGIN, three, five)).toBe(true)
      expect(await store.latest(ORIGIN)).toEqual(five)
      await store[Symbol.asyncDispose]()
    }))

  it('changes nothing where another one stands than was expected: by size, root or time', () =>
    withStore(async (store) => {
      expect(await store.compareAndStore(ORIGIN, three, five)).toBe(false)
      await store.compareAndStore(ORIGIN, null, three)
      for (const other of [
        null,
        five,
        { ...three, time: 2 },
        { ...three, size: 4 },
        { ...three, root: new Uint8Array(32) },
      ])
        expect(await store.compareAndStore(ORIGIN, other, five)).toBe(false)
      expect(await store.latest(ORIGIN)).toEqual(three)
    }))

  it('takes one of many that come at once', () =>
    withStore(async (store) => {
      const heads = await Promise.all([1, 2, 3, 4, 5].map((size) => witnessedOf(log, size)))
      const taken = await Promise.all(
        heads.map((next) => store.compareAndStore(ORIGIN, null, next)),
      )
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect(await store.latest(ORIGIN)).toEqual(heads[taken.indexOf(true)])
    }))

  it('keeps logs apart, one file each, for its owner alone whatever the umask', () =>
    inDirectory(async (directory) => {
      const umask = process.umask(0)
      try {
        const state = join(directory, 'a', 'state')
        const store = await openFileWitnessStore(state, { create: true })
        await store.compareAndStore(ORIGIN, null, three)
        expect(await store.latest('another')).toBeNull()
        expect((await readdir(state)).toSorted()).toEqual([FILE, 'LOCK'].toSorted())
        expect((await stat(state)).mode & 0o7777).toBe(0o700)
        for (const name of await readdir(state))
          expect((await stat(join(state, name))).mode & 0o7777).toBe(0o600)
        await store[Symbol.asyncDispose]()
      } finally {
        process.umask(umask)
      }
    }))

  it('is one witness’s at a time', () =>
    withStore(async (_, state) => {
      await failsWith('locked', () => openFileWitnessStore(state))
      await failsWith('locked', () => openFileWitnessStore(state, { create: true }))
    }))

  it('does not begin again where nothing is, unless it is told to', () =>
    inDirectory(async (directory) => {
      await failsWith('unavailable', () => openFileWitnessStore(join(directory, 'none')))
      // A disk that was not mounted.
      await mkdir(join(directory, 'empty'), { mode: 0o700 })
      await failsWith('unavailable', () => openFileWitnessStore(join(directory, 'empty')))
      expect(await readdir(join(directory, 'empty'))).toEqual([])
    }))

  it('is refused where others may write, where it is no directory, and where links lead out of it', () =>
    inDirectory(async (directory) => {
      await chmod(directory, 0o770)
      await failsWith('unsupported', () => openFileWitnessStore(directory, { create: true }))
      await chmod(directory, 0o700)
      await writeFile(join(directory, 'file'), '')
      await failsWith('unsupported', () =>
        openFileWitnessStore(join(directory, 'file'), { create: true }),
      )
      const store = await openFileWitnessStore(directory, { create: true })
      await writeFile(join(directory, 'elsewhere'), '')
      await symlink(join(directory, 'elsewhere'), join(directory, FILE))
      await failsWith('unsupported', () => store.latest(ORIGIN))
      await failsWith('unsupported', () => store.compareAndStore(ORIGIN, null, three))
      await store[Symbol.asyncDispose]()
      await rm(join(directory, 'LOCK'))
      await symlink(join(directory, 'elsewhere'), join(directory, 'LOCK'))
      await failsWith('unsupported', () => openFileWitnessStore(directory))
      await failsWith('unsupported', () => openFileWitnessStore(directory, { create: true }))
    }))

  it('that is damaged says so, and never that there is nothing', () =>
    withStore(async (store, state) => {
      await store.compareAndStore(ORIGIN, null, three)
      const path = join(state, FILE)
      const sound = await readFile(path)
      for (const bytes of [
        '',
        sound.subarray(0, -1),
        Buffer.concat([sound, sound]),
        sound.toString().replace('\n3\n', '\n2\n'),
        Buffer.alloc(sound.length),
        Buffer.alloc(600_000, 10),
      ]) {
        await writeFile(path, bytes)
        await failsWith('damaged', () => store.latest(ORIGIN))
        await failsWith('damaged', () => store.compareAndStore(ORIGIN, null, five))
        await failsWith('damaged', () => store.compareAndStore(ORIGIN, three, five))
      }
      await writeFile(path, sound)
      await writeFile(join(state, originHash('another')), sound)
      await failsWith('damaged', () => store.latest('another'))
      expect(await store.latest(ORIGIN)).toEqual(three)
    }))

  it('stores no checkpoint of another log, and none that is not what it says', () =>
    withStore(async (store) => {
      await expect(store.compareAndStore('another', null, three)).rejects.toThrow('"another"')
      await expect(store.compareAndStore(ORIGIN, null, { ...three, size: 4 })).rejects.toThrow()
      const wrong = { ...three, root: witnessedAt(3, new Uint8Array(32)).root }
      await expect(store.compareAndStore(ORIGIN, null, wrong)).rejects.toThrow()
      expect(await store.latest(ORIGIN)).toBeNull()
    }))

  it('writes nothing for what stands there already', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openFileWitnessStore(directory, { create: true, fileSystem: system })
      await store.compareAndStore(ORIGIN, null, three)
      system.calls.length = 0
      expect(await store.compareAndStore(ORIGIN, three, three)).toBe(true)
      expect(system.calls.filter((call) => /^(write|sync|rename)/.test(call))).toEqual([])
      await store[Symbol.asyncDispose]()
    }))

  it('is durable before it answers: the draft, the rename, the directory', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openFileWitnessStore(directory, { create: true, fileSystem: system })
      system.calls.length = 0
      await store.compareAndStore(ORIGIN, null, three)
      const changes = system.calls.filter((call) => !/^(stat|lstat|read|close|open) /.test(call))
      expect(changes).toEqual([
        `chmod .${FILE}.draft`,
        `write .${FILE}.draft`,
        `sync .${FILE}.draft`,
        `rename ${FILE}`,
        `sync ${directory.split('/').at(-1)}`,
      ])
      await store[Symbol.asyncDispose]()
      expect(system.left).toEqual([])
    }))

  it('goes on after a write that changed nothing, and ends with one that may have', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      let store = await openFileWitnessStore(directory, { create: true, fileSystem: system })
      for (const [operation, code] of [
        ['write', 'unavailable'],
        ['sync', 'unavailable'],
      ] as const) {
        system.fault = (call) =>
          call.operation === operation && call.name.endsWith('.draft') ? Promise.reject(EIO) : null
        await failsWith(code, () => store.compareAndStore(ORIGIN, null, three))
        system.fault = null
        expect(await store.latest(ORIGIN)).toBeNull()
        expect(await readdir(directory)).toEqual(['LOCK'])
      }
      for (const operation of ['rename', 'sync'] as const) {
        let renaming = false
        system.fault = (call) => {
          renaming ||= call.operation === 'rename'
          return renaming && call.operation === operation ? Promise.reject(EIO) : null
        }
        await failsWith('ambiguous', () => store.compareAndStore(ORIGIN, null, three))
        system.fault = null
        await failsWith('closed', () => store.latest(ORIGIN))
        await failsWith('closed', () => store.compareAndStore(ORIGIN, null, three))
        await store[Symbol.asyncDispose]()
        store = await openFileWitnessStore(directory, { fileSystem: system })
      }
      expect(await store.latest(ORIGIN)).toEqual(three)
      await store[Symbol.asyncDispose]()
    }))

  it('ends where its lock was taken away', () =>
    withStore(async (store, state) => {
      await rm(join(state, 'LOCK'))
      await failsWith('locked', () => store.compareAndStore(ORIGIN, null, three))
      await failsWith('closed', () => store.latest(ORIGIN))
    }))

  it('is closed once, after what was under way', () =>
    withStore(async (store, state) => {
      const storing = store.compareAndStore(ORIGIN, null, three)
      await new Promise((resolve) => setImmediate(resolve))
      const disposed = [store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]
      expect(await storing).toBe(true)
      await Promise.all(disposed)
      await failsWith('closed', () => store.latest(ORIGIN))
      const again = await openFileWitnessStore(state)
      expect(await again.latest(ORIGIN)).toEqual(three)
      await again[Symbol.asyncDispose]()
    }))
})
