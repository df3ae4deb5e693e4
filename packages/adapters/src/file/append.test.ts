import {
  appendFile,
  copyFile,
  link,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { EMPTY_HEAD } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { errno, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  appendTexts,
  failsWith,
  headAfter,
  outcome,
  textEntriesAfter,
  wholeLog,
} from '../test-support/ledger-under-test.ts'
import { makeLog, openToWrite, segmentAt } from '../test-support/small-logs.ts'

const SEGMENT = '000000000000.jsonl'

describe('a writer whose files are changed by others sees it before it acknowledges', () => {
  const changes: readonly (readonly [string, string, (directory: string) => Promise<void>])[] = [
    ['damaged', 'the segment is truncated', (at) => truncate(segmentAt(at), 10)],
    ['damaged', 'the segment grows', (at) => appendFile(segmentAt(at), 'x')],
    ['damaged', 'the segment is removed', (at) => rm(segmentAt(at))],
    ['damaged', 'the segment gets a second name', (at) => link(segmentAt(at), join(at, 'other'))],
    [
      'damaged',
      'the segment is replaced by a copy',
      async (at) => {
        await copyFile(segmentAt(at), join(at, 'copy'))
        await rename(join(at, 'copy'), segmentAt(at))
      },
    ],
    [
      'damaged',
      'the segment is replaced by a link to it',
      async (at) => {
        await rename(segmentAt(at), join(at, 'moved'))
        await symlink(join(at, 'moved'), segmentAt(at))
      },
    ],
    ['locked', 'LOCK is removed', (at) => rm(join(at, 'LOCK'))],
    [
      'locked',
      'LOCK is replaced',
      async (at) => {
        await rm(join(at, 'LOCK'))
        await appendFile(join(at, 'LOCK'), '')
      },
    ],
  ]
  for (const [code, what, change] of changes)
    for (const when of ['before the write', 'between the sync and the acknowledgement'] as const)
      it(`${what}, ${when}`, () =>
        inDirectory(async (directory) => {
          const system = faultyFileSystem()
          const store = await openToWrite(directory, { fileSystem: system })
          const head = await appendTexts(store, 'a', 'b')
          if (when === 'before the write') await change(directory)
          else
            system.fault = ({ operation, real }) =>
              operation === 'datasync' ? real().then(() => change(directory)) : null
          const failed = await outcome(() => store.append(head, textEntriesAfter(head, 'c')))
          expect(failed).toMatchObject({ code })
          await failsWith('closed', () => store.head())
          await store[Symbol.asyncDispose]()
        }))
})

describe('pipelined appends', () => {
  it('share one sync, and each has an answer of its own', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      let head = await appendTexts(store, 'first')
      system.calls.length = 0
      const appends = ['a', 'b', 'c'].map((text) => {
        const entries = textEntriesAfter(head, text)
        const append = store.append(head, entries)
        head = headAfter(head, entries)
        return append
      })
      const results = await Promise.all(appends)
      expect(results.map((result) => result.ok && result.head.size)).toEqual([2, 3, 4])
      expect(system.calls.filter((call) => call.startsWith('datasync'))).toHaveLength(1)
      await wholeLog(store)
      await store[Symbol.asyncDispose]()
    }))

  it('of many entries are written a few thousand at a time', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system, segmentEntries: 100_000 })
      let head = await appendTexts(store, 'first')
      system.calls.length = 0
      const texts = Array.from({ length: 1_000 }, (_, i) => `${i}`)
      const appends = Array.from({ length: 8 }, () => {
        const entries = textEntriesAfter(head, ...texts)
        const append = store.append(head, entries)
        head = headAfter(head, entries)
        return append
      })
      const results = await Promise.all(appends)
      expect(results.at(-1)).toEqual({ ok: true, head, replayed: false })
      expect(system.calls.filter((call) => call.startsWith('datasync'))).toHaveLength(2)
      await store[Symbol.asyncDispose]()
    }))

  it('that are aborted while they wait store nothing; while they are written, they are ambiguous', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      const head = await appendTexts(store, 'first')
      const stop = new AbortController()
      system.fault = ({ operation, real }) => {
        if (operation === 'datasync') stop.abort()
        return operation === 'datasync' ? real() : null
      }
      const { signal } = stop
      const written = outcome(() => store.append(head, textEntriesAfter(head, 'a'), { signal }))
      const waiting = outcome(() => store.append(head, textEntriesAfter(head, 'b'), { signal }))
      expect(await written).toEqual({ code: 'ambiguous', at: null })
      expect(await waiting).toEqual({ error: 'AbortError' })
      expect(await store.append(head, textEntriesAfter(head, 'a'))).toMatchObject({
        replayed: true,
      })
      expect((await wholeLog(store)).length).toBe(2)
      await store[Symbol.asyncDispose]()
    }))
})

describe('a first append', () => {
  it('to a store that has got the ledger.json of another one since is damaged', () =>
    inDirectory(async (directory) => {
      const store = await openToWrite(directory)
      const other = `{"first":"${'a'.repeat(64)}","format":"1"}\n`
      await writeFile(join(directory, 'ledger.json'), other)
      await failsWith('damaged', () => appendTexts(store, 'a'))
      expect(await readFile(join(directory, 'ledger.json'), 'utf8')).toBe(other)
      await store[Symbol.asyncDispose]()
    }))
})

describe('a lock on a file that was replaced before it was taken', () => {
  it('is no lock', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      const system = faultyFileSystem()
      system.fault = ({ operation, real }) =>
        operation === 'tryLock'
          ? rm(join(directory, 'LOCK'))
              .then(() => writeFile(join(directory, 'LOCK'), ''))
              .then(() => real())
          : null
      await failsWith('locked', () => openToWrite(directory, { fileSystem: system }))
      expect(system.left).toEqual([])
    }))
})

describe('a store that may not be written', () => {
  it('is read-only by its error', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      system.fault = ({ operation, name }) =>
        operation === 'open' && name === SEGMENT ? Promise.reject(errno('EROFS', -30)) : null
      await failsWith('read-only', () =>
        store.append(EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'a')),
      )
      await store[Symbol.asyncDispose]()
    }))

  it('is unavailable where too many files are open', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      system.fault = ({ operation }) =>
        operation === 'open' ? Promise.reject(errno('EMFILE', -24)) : null
      await failsWith('unavailable', () => appendTexts(store, 'a'))
      await store[Symbol.asyncDispose]()
    }))
})
