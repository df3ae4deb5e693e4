/** What a writer does about entries that may not be on the disk, though the log shows them. */
import {
  appendFile,
  chmod,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errno, failNth, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  appendTexts,
  failsWith,
  outcome,
  textEntriesAfter,
  wholeLog,
} from '../test-support/ledger-under-test.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import { makeLog, openToRead, openToWrite, segmentAt } from '../test-support/small-logs.ts'

const DIRECTORY = '/ledger'
const EIO = errno('EIO', -5)
const MARK = ['state', 'durable'] as const

/** A log of `texts` whose writer did not come to close it. */
async function killed(directory: string, texts: readonly string[]): Promise<void> {
  await makeLog(directory, texts)
  await writeFile(join(directory, ...MARK), 'of another head\n')
}

/** A log of five whose writer was killed in the middle of the next entry. */
async function torn(directory: string): Promise<void> {
  await killed(directory, ['a', 'b', 'c', 'd', 'e'])
  await appendFile(segmentAt(directory, '000000000004.jsonl'), 'half an en')
}

describe('an entry whose sync failed', () => {
  // The names in `entries` are synced by opening too: the second sync is the append's.
  for (const [call, nth, texts] of [
    ['datasync 000000000000.jsonl', 1, ['a', 'b']],
    ['sync 000000000004.jsonl', 1, ['a', 'b', 'c', 'd']],
    ['sync entries', 2, ['a', 'b', 'c', 'd']],
    ['sync 000000000000.jsonl', 1, []],
  ] as const)
    it(`and that is confirmed to who repeats it is on the disk by then (${call})`, async () => {
      const disk = simulatedDisk()
      const first = await openToWrite(DIRECTORY, { fileSystem: disk.boot() })
      for (const text of texts) await appendTexts(first, text)
      const head = await first.head()
      await first[Symbol.asyncDispose]()
      let calls = 0
      const failing = disk.boot((made) => {
        calls += made === call ? 1 : 0
        return made === call && calls === nth ? 'fails before' : 'goes on'
      })
      const entries = textEntriesAfter(head, 'x')
      const opened = openToWrite(DIRECTORY, { fileSystem: failing, create: false })
      const failed = await outcome(async () => (await opened).append(head, entries))
      expect(failed).toMatchObject({ code: 'ambiguous' })

      const again = await openToWrite(DIRECTORY, { fileSystem: disk.boot() })
      expect(await again.append(head, entries)).toMatchObject({ ok: true })
      disk.cutPower(() => 0)
      const after = await openToRead(DIRECTORY, { fileSystem: disk.boot() })
      expect(await wholeLog(after)).toHaveLength(texts.length + 1)
    })
})

describe('opening for writing', () => {
  it('copies a last segment that no writer closed, in the order that keeps it whole', () =>
    inDirectory(async (directory) => {
      await killed(directory, ['a', 'b'])
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system, create: false })
      const changes = /^(write|sync|datasync|rename|remove|truncate|chmod|link) /
      expect(system.calls.filter((call) => changes.test(call)).slice(0, 5)).toEqual([
        'write segment.draft',
        'chmod segment.draft',
        'sync segment.draft',
        'rename 000000000000.jsonl',
        'sync entries',
      ])
      expect(await wholeLog(store)).toHaveLength(2)
      await store[Symbol.asyncDispose]()
    }))

  it('copies nothing of a log that was closed in good order, nor of a sealed segment', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a', 'b', 'c', 'd', 'e'])
      const before = await stat(segmentAt(directory))
      await killed(directory, ['a', 'b', 'c', 'd', 'e'])
      for (const renames of [1, 0]) {
        const system = faultyFileSystem()
        const store = await openToWrite(directory, { fileSystem: system, create: false })
        expect(system.calls.filter((call) => /^rename .*jsonl$/.test(call))).toHaveLength(renames)
        await store[Symbol.asyncDispose]()
      }
      expect((await stat(segmentAt(directory))).ino).toBe(before.ino)
    }))

  it('does not put a copy in the place of a segment that was cut meanwhile', () =>
    inDirectory(async (directory) => {
      await killed(directory, ['a', 'b'])
      const { size } = await stat(segmentAt(directory))
      const system = faultyFileSystem()
      system.fault = ({ operation, name, real }) =>
        operation === 'open' && name === 'segment.draft'
          ? truncate(segmentAt(directory), size - 1).then(() => real())
          : null
      await failsWith('damaged', () => openToWrite(directory, { fileSystem: system }))
      expect((await stat(segmentAt(directory))).size).toBe(size - 1)
      expect(await readdir(join(directory, 'state'))).toEqual(['durable'])
      expect(system.left).toEqual([])
    }))

  it('leaves the permissions of a segment as they are, and seals a full one', () =>
    inDirectory(async (directory) => {
      await killed(directory, ['a', 'b'])
      await chmod(segmentAt(directory), 0o604)
      const store = await openToWrite(directory)
      expect((await stat(segmentAt(directory))).mode & 0o777).toBe(0o604)
      await appendTexts(store, 'c', 'd')
      await store[Symbol.asyncDispose]()
      await killed(directory, [])
      await (await openToWrite(directory))[Symbol.asyncDispose]()
      expect((await stat(segmentAt(directory))).mode & 0o777).toBe(0o440)
    }))

  it('goes by no mark that is not to be read as one', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      const mark = await readFile(join(directory, ...MARK), 'utf8')
      expect(mark).toMatch(/^\{"hash":"[0-9a-f]{64}","size":1\}\n$/)
      for (const text of ['', mark.slice(1), mark.trim(), ` ${mark}`, 'x'.repeat(9_999)]) {
        await writeFile(join(directory, ...MARK), text)
        const system = faultyFileSystem()
        const store = await openToWrite(directory, { fileSystem: system })
        expect(system.calls).toContain('rename 000000000000.jsonl')
        await store[Symbol.asyncDispose]()
        expect(await readFile(join(directory, ...MARK), 'utf8')).toBe(mark)
      }
    }))

  for (const when of ['before', 'after'] as const)
    it(
      `loses nothing where a call of it fails, ${when} it was made`,
      { timeout: 120_000 },
      async () => {
        const calls = await inDirectory(async (directory) => {
          await torn(directory)
          const system = faultyFileSystem()
          await (await openToWrite(directory, { fileSystem: system }))[Symbol.asyncDispose]()
          return system.calls
        })
        expect(calls).toContain('rename 000000000004.jsonl')
        for (const nth of calls.keys())
          await inDirectory(async (directory) => {
            await torn(directory)
            const system = faultyFileSystem()
            failNth(system, nth, when, EIO)
            const opened = await openToWrite(directory, { fileSystem: system }).catch(() => null)
            if (opened === null) expect(system.left, calls[nth]).toEqual([])
            else await opened[Symbol.asyncDispose]()
            const store = await openToWrite(directory)
            expect(await wholeLog(store), calls[nth]).toHaveLength(5)
            await store[Symbol.asyncDispose]()
          })
      },
    )
})

describe('closing', () => {
  it('marks nothing after a failed append', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      const mark = await readFile(join(directory, ...MARK), 'utf8')
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      system.fault = ({ operation }) => (operation === 'datasync' ? Promise.reject(EIO) : null)
      await failsWith('ambiguous', () => appendTexts(store, 'b'))
      await store[Symbol.asyncDispose]()
      expect(await readFile(join(directory, ...MARK), 'utf8')).toBe(mark)
    }))

  it('marks nothing where the lock was lost', () =>
    inDirectory(async (directory) => {
      const store = await openToWrite(directory)
      await appendTexts(store, 'a')
      await rm(join(directory, 'LOCK'))
      await store[Symbol.asyncDispose]()
      await expect(readFile(join(directory, ...MARK))).rejects.toMatchObject({ code: 'ENOENT' })
    }))
})
