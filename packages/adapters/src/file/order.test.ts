/** What reaches the disk before what: the calls of the store in their order, looks left out. */
import { appendFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultyFileSystem } from '../test-support/faulty-file-system.ts'
import type { FaultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { appendTexts } from '../test-support/ledger-under-test.ts'
import { makeLog, openToWrite, segmentAt } from '../test-support/small-logs.ts'

const LOOKS = /^(stat|lstat|realPath|list|read|close) /

const changes = (system: FaultyFileSystem): readonly string[] =>
  system.calls.filter((call) => !LOOKS.test(call)).filter((call) => !call.startsWith('open '))

describe('what a writer does, in order', () => {
  it('for the first entry: segment and its name, then ledger.json, before it acknowledges', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      system.calls.length = 0
      await appendTexts(store, 'a')
      expect(changes(system)).toEqual([
        'chmod 000000000000.jsonl',
        'write 000000000000.jsonl',
        'sync 000000000000.jsonl',
        'sync entries',
        'write ledger.json.draft',
        'sync ledger.json.draft',
        'link ledger.json',
        'remove ledger.json.draft',
        `sync ${directory.split('/').at(-1)}`,
      ])
      await store[Symbol.asyncDispose]()
    }))

  it('for one more entry: one write, one sync, and looks before and after', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      await appendTexts(store, 'a')
      system.calls.length = 0
      await appendTexts(store, 'b')
      expect(system.calls).toEqual([
        'lstat LOCK',
        'lstat 000000000000.jsonl',
        'write 000000000000.jsonl',
        'datasync 000000000000.jsonl',
        'lstat 000000000000.jsonl',
        'lstat LOCK',
      ])
      await store[Symbol.asyncDispose]()
    }))

  it('for a batch over the end of a segment: the full one is durable and sealed before the next one is', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      await appendTexts(store, 'a', 'b')
      system.calls.length = 0
      await appendTexts(store, 'c', 'd', 'e')
      expect(changes(system)).toEqual([
        'write 000000000000.jsonl',
        'datasync 000000000000.jsonl',
        'chmod 000000000000.jsonl',
        'sync 000000000000.jsonl',
        'chmod 000000000004.jsonl',
        'write 000000000004.jsonl',
        'sync 000000000004.jsonl',
        'sync entries',
      ])
      await store[Symbol.asyncDispose]()
    }))

  it('when it opens a torn log: the copy and its name, then the cut, then what was never synced', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a', 'b'])
      await appendFile(segmentAt(directory), 'torn')
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system, create: false })
      expect(changes(system).filter((call) => !call.startsWith('makeDirectory'))).toEqual([
        'tryLock LOCK',
        `write 000000000000.jsonl.${2 * 66}`,
        `sync 000000000000.jsonl.${2 * 66}`,
        'sync torn',
        'truncate 000000000000.jsonl',
        'sync 000000000000.jsonl',
        'sync 000000000000.jsonl',
        `sync ${directory.split('/').at(-1)}`,
        'sync public',
        'sync entries',
      ])
      await store[Symbol.asyncDispose]()
    }))

  it('after one that was killed while it made the ledger: every name it made is synced before an entry counts', () =>
    inDirectory(async (parent) => {
      const names = (directory: string): readonly (readonly [string, string])[] => [
        [basename(directory), basename(parent)],
        ['public', basename(directory)],
        ['entries', 'public'],
      ]
      let kills = 0
      for (let nth = 0; kills === nth; nth++) {
        const directory = join(parent, `ledger-${nth}`)
        const killed = faultyFileSystem()
        killed.fault = ({ operation, real }) => {
          const dead = new Error('killed')
          // The system closes what a process leaves behind.
          if (operation === 'close' || killed.calls.length <= nth) return null
          return killed.calls.length > nth + 1 || operation === 'open'
            ? Promise.reject(dead)
            : real().then(() => Promise.reject(dead))
        }
        await openToWrite(directory, { fileSystem: killed }).then(
          (store) => store[Symbol.asyncDispose](),
          () => (kills += 1),
        )
        const system = faultyFileSystem()
        const store = await openToWrite(directory, { fileSystem: system })
        await appendTexts(store, 'a')
        await store[Symbol.asyncDispose]()
        const calls = [...killed.calls.slice(0, nth + 1), ...system.calls]
        for (const [name, above] of names(directory))
          expect(
            calls.lastIndexOf(`sync ${above}`),
            `${name}, killed at call ${nth}`,
          ).toBeGreaterThan(calls.indexOf(`makeDirectory ${name}`))
      }
      expect(kills).toBeGreaterThan(40)
    }))
})
