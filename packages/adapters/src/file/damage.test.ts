import { appendFile, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  appendTexts,
  collect,
  failsWith,
  headAfter,
  outcome,
  textEntriesAfter,
  wholeLog,
} from '../test-support/ledger-under-test.ts'
import {
  contents,
  makeLog,
  openToRead,
  openToWrite,
  readUntilError,
  segmentAt,
} from '../test-support/small-logs.ts'
import type { OpenFile } from './file-system.ts'
import { EMPTY_HEAD } from '@accord-ledger/core'

const TEXTS = ['zero', 'one', 'two', 'three', 'four', 'five']
const ENTRIES = textEntriesAfter(EMPTY_HEAD, ...TEXTS)
const HEAD = headAfter(EMPTY_HEAD, ENTRIES)

/** Opens hundreds of stores. */
const SLOW = { timeout: 120_000 }

/** One segment that holds all of them, two, or more. */
const SEGMENT_ENTRIES = [100, 4] as const

describe('a changed byte, wherever it stands', () => {
  for (const segmentEntries of SEGMENT_ENTRIES)
    it(
      `is damage, a torn tail or another head, and never a silent change (segments of ${segmentEntries})`,
      SLOW,
      () =>
        inDirectory(async (directory) => {
          await makeLog(directory, TEXTS, { segmentEntries })
          const names =
            segmentEntries === 4
              ? ['000000000000.jsonl', '000000000004.jsonl']
              : ['000000000000.jsonl']
          const seen = { damaged: 0, torn: 0, otherHead: 0 }
          for (const name of names) {
            const path = segmentAt(directory, name)
            const bytes = await readFile(path)
            for (let at = 0; at < bytes.length; at++)
              for (const flip of [0x01, (bytes[at] ?? 0) ^ 0x0a].filter((bits) => bits !== 0)) {
                await writeFile(path, bytes.with(at, (bytes[at] ?? 0) ^ flip))
                const store = await openToRead(directory, { segmentEntries })
                const { entries, error } = await readUntilError(store)
                const whole = entries.map(({ bytes: entry }) => Buffer.from(entry).toString('hex'))
                const unchanged = whole.filter((hex, i) => hex === hexOf(ENTRIES[i]))
                if (error !== null) {
                  expect(error).toMatchObject({ code: 'damaged', at: expect.any(Number) })
                  expect(unchanged, `${name} byte ${at}`).toEqual(whole)
                  seen.damaged += 1
                } else if (store.openReport.tornTail !== null) {
                  expect(unchanged, `${name} byte ${at}`).toEqual(whole)
                  expect(entries.length).toBe(TEXTS.length - 1)
                  seen.torn += 1
                } else {
                  // The last entry has nothing behind it; whoever knows the head sees the change.
                  expect(await store.head()).not.toEqual(HEAD)
                  seen.otherHead += 1
                }
                await store[Symbol.asyncDispose]()
              }
            await writeFile(path, bytes)
          }
          expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
        }),
    )
})

const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex')

describe('a log cut short at any byte', () => {
  it('gives the entries before the cut, and says what was cut off', SLOW, () =>
    inDirectory(async (directory) => {
      await makeLog(directory, TEXTS, { segmentEntries: 100 })
      const path = segmentAt(directory)
      const bytes = await readFile(path)
      for (let length = bytes.length; length >= 0; length--) {
        await writeFile(path, bytes.subarray(0, length))
        const whole = bytes.subarray(0, length).lastIndexOf(0x0a) + 1
        const entries = bytes.subarray(0, length).toString('latin1').split('\n').length - 1
        const store = await openToRead(directory, { segmentEntries: 100 })
        if (entries === 0) {
          // ledger.json says that there was an entry 0.
          await failsWith('damaged', () => store.head())
        } else {
          expect((await wholeLog(store)).length).toBe(entries)
          expect(store.openReport.tornTail).toEqual(
            length === whole
              ? null
              : {
                  segment: '000000000000.jsonl',
                  index: entries,
                  offset: whole,
                  bytes: length - whole,
                  copiedTo: null,
                },
          )
        }
        await store[Symbol.asyncDispose]()
      }
    }),
  )
})

describe('segments', () => {
  const NINE = [...TEXTS, 'six', 'seven', 'eight']
  const damages: readonly (readonly [string, number, (directory: string) => Promise<void>])[] = [
    ['a missing first segment', 0, (at) => unlink(segmentAt(at))],
    ['a missing middle segment', 4, (at) => unlink(segmentAt(at, '000000000004.jsonl'))],
    [
      'the first part of an entry behind a full segment',
      8,
      async (at) => {
        await unlink(segmentAt(at, '000000000008.jsonl'))
        await appendFile(segmentAt(at, '000000000004.jsonl'), 'part')
      },
    ],
    ['a segment cut to nothing', 4, (at) => writeFile(segmentAt(at, '000000000004.jsonl'), '')],
    [
      'a segment before the last without its final line feed',
      7,
      async (at) => {
        const path = segmentAt(at, '000000000004.jsonl')
        await writeFile(path, (await readFile(path)).subarray(0, -1))
      },
    ],
    [
      'a segment whose name is none of the grid’s',
      8,
      (at) => rename(segmentAt(at, '000000000008.jsonl'), segmentAt(at, '000000000009.jsonl')),
    ],
    [
      'a ledger.json that names another entry',
      0,
      (at) => writeFile(join(at, 'ledger.json'), `{"first":"${'a'.repeat(64)}","format":"1"}\n`),
    ],
    [
      'a ledger.json without its entries',
      0,
      (at) =>
        rm(join(at, 'public', 'entries'), { recursive: true }).then(() =>
          mkdir(join(at, 'public', 'entries')),
        ),
    ],
  ]
  for (const [what, at, spoil] of damages)
    it(`${what} is damage, and nothing is touched`, () =>
      inDirectory(async (directory) => {
        await makeLog(directory, NINE)
        await spoil(directory)
        const before = await contents(directory)
        expect(await outcome(() => openToWrite(directory))).toEqual({ code: 'damaged', at })
        const reader = await openToRead(directory)
        expect(reader.openReport.damage).toMatchObject({ at })
        await failsWith('damaged', () => reader.head())
        await failsWith('damaged', () => collect(reader.read(0)))
        await reader[Symbol.asyncDispose]()
        expect(await contents(directory)).toEqual(before)
      }))

  it('of which one lost an entry are damaged where it is read', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE)
      const path = segmentAt(directory)
      const lines = (await readFile(path, 'latin1')).split('\n')
      await writeFile(path, lines.toSpliced(2, 1).join('\n'))
      const reader = await openToRead(directory)
      const { entries, error } = await readUntilError(reader)
      expect(entries.length).toBeLessThanOrEqual(2)
      expect(error).toMatchObject({ code: 'damaged', at: 2 })
      await reader[Symbol.asyncDispose]()
    }))

  it('of which a full one goes on behind its last entry are damaged where it is read', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE)
      const path = segmentAt(directory)
      await writeFile(path, `${await readFile(path, 'latin1')}more\n`, 'latin1')
      const reader = await openToRead(directory)
      expect((await readUntilError(reader)).error).toMatchObject({ code: 'damaged', at: 4 })
      await reader[Symbol.asyncDispose]()
    }))

  it('that are not ours are named and left alone', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      for (const name of ['.DS_Store', '0.jsonl', '000000000000.jsonl.bak'])
        await writeFile(segmentAt(directory, name), 'x')
      const store = await openToWrite(directory)
      expect(store.openReport.foreign).toEqual(['.DS_Store', '0.jsonl', '000000000000.jsonl.bak'])
      await appendTexts(store, 'b')
      await store[Symbol.asyncDispose]()
    }))
})

describe('a reader of a log that shrinks or changes while it is open', () => {
  it('says that it is damaged', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a', 'b', 'c'])
      const reader = await openToRead(directory)
      expect((await reader.head()).size).toBe(3)
      const path = segmentAt(directory)
      const bytes = await readFile(path)
      const second = bytes.subarray(0, bytes.lastIndexOf(0x0a, bytes.length - 2) + 1)
      await writeFile(path, second)
      expect(await outcome(() => reader.head())).toEqual({ code: 'damaged', at: 2 })
      await writeFile(path, bytes.with(bytes.length - 2, 0x78))
      expect(await outcome(() => collect(reader.read(0)))).toEqual({ code: 'damaged', at: 2 })
      expect((await collect(reader.read(0, 1))).length).toBe(1)
      await unlink(path)
      await failsWith('damaged', () => reader.head())
      await reader[Symbol.asyncDispose]()
    }))
})

describe('a reader that meets a mixture of what was cut off and what was written since', () => {
  it('looks again before it calls that damage', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a', 'b'])
      const system = faultyFileSystem()
      const reader = await openToRead(directory, { fileSystem: system })
      await makeLog(directory, ['c'])
      let mixed = 0
      system.fault = (call) => {
        if (call.operation !== 'open' || mixed > 0) return null
        mixed += 1
        return call.real().then((file) => ({ ...(file as OpenFile), read: readGarbage }))
      }
      expect((await reader.head()).size).toBe(3)
      expect(mixed).toBe(1)
      await reader[Symbol.asyncDispose]()
    }))
})

const readGarbage = async (into: Uint8Array): Promise<number> => into.fill(0x0a).length
