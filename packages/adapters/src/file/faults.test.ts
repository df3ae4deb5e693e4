import { appendFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errno, failNth, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  appendTexts,
  equal,
  failsWith,
  headAfter,
  outcome,
  textEntriesAfter,
  wholeLog,
} from '../test-support/ledger-under-test.ts'
import { openToWrite, segmentAt } from '../test-support/small-logs.ts'

/** Opens a store for every call. */
const SLOW = { timeout: 120_000 }
const EIO = errno('EIO', -5)

/** A ledger of two entries, and a batch of four: it fills the first segment and starts the second. */
const batch = ['c', 'd', 'e', 'f']

const callsOfAnAppend = (): Promise<readonly string[]> =>
  inDirectory(async (directory) => {
    const system = faultyFileSystem()
    const store = await openToWrite(directory, { fileSystem: system })
    const head = await appendTexts(store, 'a', 'b')
    system.calls.length = 0
    await store.append(head, textEntriesAfter(head, ...batch))
    const calls = [...system.calls]
    await store[Symbol.asyncDispose]()
    return calls
  })

describe('a failed call during an append', () => {
  for (const when of ['before', 'after'] as const)
    it(
      `is reported, ends the handle, and loses nothing: every call, failed ${when} it was made`,
      SLOW,
      async () => {
        const calls = await callsOfAnAppend()
        expect(calls).toContain('write 000000000004.jsonl')
        for (const [nth, call] of calls.entries())
          await inDirectory(async (directory) => {
            const system = faultyFileSystem()
            const store = await openToWrite(directory, { fileSystem: system })
            const head = await appendTexts(store, 'a', 'b')
            const entries = textEntriesAfter(head, ...batch)
            failNth(system, nth, when, EIO)
            const failed = await outcome(() => store.append(head, entries))
            expect(failed, call).toHaveProperty(
              'code',
              expect.stringMatching(/^(ambiguous|unavailable)$/),
            )
            await failsWith('closed', () => store.append(head, entries))
            await failsWith('closed', () => store.head())
            expect(system.left, call).toEqual([])

            const again = await openToWrite(directory)
            const { size } = await wholeLog(again).then(() => again.head())
            expect(size, call).toBeGreaterThanOrEqual(2)
            expect(size, call).toBeLessThanOrEqual(6)
            const retried = await again.append(head, entries)
            equal(retried.ok && retried.head, headAfter(head, entries), 'the retry')
            expect((await wholeLog(again)).length).toBe(6)
            await again[Symbol.asyncDispose]()
          })
      },
    )

  it('is unavailable only where no byte was written', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      const head = await appendTexts(store, 'a', 'b')
      failNth(system, 0, 'before', EIO)
      await failsWith('unavailable', () => store.append(head, textEntriesAfter(head, 'c')))
      const again = await openToWrite(directory)
      expect((await again.head()).size).toBe(2)
      await again[Symbol.asyncDispose]()
    }))
})

const tear = async (directory: string): Promise<void> => {
  const store = await openToWrite(directory)
  await appendTexts(store, 'a', 'b')
  await store[Symbol.asyncDispose]()
  await appendFile(segmentAt(directory), 'half an en')
}

describe('a failed call while a store with a torn tail is opened', () => {
  for (const when of ['before', 'after'] as const)
    it(
      `loses neither an entry nor the torn bytes: every call, failed ${when} it was made`,
      SLOW,
      async () => {
        const calls = await inDirectory(async (directory) => {
          await tear(directory)
          const system = faultyFileSystem()
          await (await openToWrite(directory, { fileSystem: system }))[Symbol.asyncDispose]()
          return system.calls
        })
        for (const nth of calls.keys())
          await inDirectory(async (directory) => {
            await tear(directory)
            const system = faultyFileSystem()
            failNth(system, nth, when, EIO)
            const opened = await openToWrite(directory, { fileSystem: system }).catch(() => null)
            if (opened === null) expect(system.left, calls[nth]).toEqual([])
            system.fault = null
            const store = opened ?? (await openToWrite(directory))
            expect((await wholeLog(store)).length).toBe(2)
            await store[Symbol.asyncDispose]()
            const torn = await readdir(join(directory, 'torn'))
            const copies = torn.map((name) => readFile(join(directory, 'torn', name), 'utf8'))
            expect(await Promise.all(copies), calls[nth]).toContain('half an en')
          })
      },
    )
})

describe('a write', () => {
  it('that takes a byte at a time is repeated until all is written', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      system.fault = ({ operation, real, bytes }) =>
        operation === 'write' ? real(bytes.subarray(0, 1)) : null
      const store = await openToWrite(directory, { fileSystem: system })
      await appendTexts(store, 'a', 'b', 'c', 'd', 'e')
      expect((await wholeLog(store)).length).toBe(5)
      await store[Symbol.asyncDispose]()
    }))

  it('that takes no byte ends as full, and not never', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      system.fault = ({ operation }) => (operation === 'write' ? Promise.resolve(0) : null)
      await failsWith('full', () => appendTexts(store, 'a'))
      await store[Symbol.asyncDispose]()
    }))

  for (const [what, error] of [
    ['no space', errno('ENOSPC', -28)],
    ['no quota, which Node cannot name', errno('UNKNOWN', -122)],
    ['the file size limit', errno('EFBIG', -27)],
  ] as const)
    it(`that half fits and then meets ${what} is full; with space again, a retry completes it`, () =>
      inDirectory(async (directory) => {
        const system = faultyFileSystem()
        const store = await openToWrite(directory, { fileSystem: system })
        const head = await appendTexts(store, 'a')
        const entries = textEntriesAfter(head, 'b', 'c')
        system.fault = ({ operation, real, bytes }) =>
          operation !== 'write'
            ? null
            : real(bytes.subarray(0, 100)).then(() => Promise.reject(error))
        await failsWith('full', () => store.append(head, entries))
        await failsWith('closed', () => store.append(head, entries))
        const again = await openToWrite(directory)
        expect(again.openReport.tornTail).toMatchObject({ index: 2 })
        expect(await again.append(head, entries)).toMatchObject({ ok: true, replayed: false })
        expect((await wholeLog(again)).length).toBe(3)
        await again[Symbol.asyncDispose]()
      }))
})

describe('a failed sync', () => {
  it('is never repeated', () =>
    inDirectory(async (directory) => {
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      const head = await appendTexts(store, 'a')
      system.fault = ({ operation }) => (operation === 'datasync' ? Promise.reject(EIO) : null)
      system.calls.length = 0
      const racing = [
        store.append(head, textEntriesAfter(head, 'b')),
        store.append(head, textEntriesAfter(head, 'c')),
      ]
      const codes = await Promise.all(racing.map((append) => outcome(() => append)))
      expect(codes).toEqual([
        { code: 'ambiguous', at: null },
        { code: 'closed', at: null },
      ])
      expect(system.calls.filter((call) => /sync/.test(call))).toHaveLength(1)
      await store[Symbol.asyncDispose]()
    }))
})
