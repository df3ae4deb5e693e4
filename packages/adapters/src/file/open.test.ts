import { chmod, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { appendTexts, failsWith, outcome, wholeLog } from '../test-support/ledger-under-test.ts'
import { makeLog, openToRead, openToWrite, segmentAt } from '../test-support/small-logs.ts'
import { formatSegmentName, parseSegmentName } from './layout.ts'

const NINE = ['0', '1', '2', '3', '4', '5', '6', '7', '8']

const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o7777).toString(8)

describe('opening', () => {
  it('reads the last segment and the ends of two others, however long the log is', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, [...NINE, ...NINE, ...NINE])
      const system = faultyFileSystem()
      const store = await openToWrite(directory, { fileSystem: system })
      const read = system.calls.filter(
        (call) => call.startsWith('read ') && call.endsWith('.jsonl'),
      )
      expect(new Set(read)).toEqual(
        new Set(['read 000000000000.jsonl', 'read 000000000020.jsonl', 'read 000000000024.jsonl']),
      )
      await store[Symbol.asyncDispose]()
    }))

  it('where no ledger lies is unavailable, and makes nothing', () =>
    inDirectory(async (directory) => {
      for (const place of [directory, join(directory, 'nowhere')]) {
        await failsWith('unavailable', () => openToWrite(place, { create: false }))
        await failsWith('unavailable', () => openToRead(place))
      }
      expect(await readdir(directory)).toEqual([])
    }))

  it('to create makes the directories above, and is the same as opening where a ledger lies', () =>
    inDirectory(async (directory) => {
      const deep = join(directory, 'a', 'b', 'ledger')
      await makeLog(deep, ['a'])
      const store = await openToWrite(deep, { create: true })
      expect((await wholeLog(store)).length).toBe(1)
      await store[Symbol.asyncDispose]()
    }))

  it('a file in the place of a ledger is unsupported', () =>
    inDirectory(async (directory) => {
      await writeFile(join(directory, 'file'), 'x')
      await failsWith('unsupported', () => openToWrite(join(directory, 'file')))
      await failsWith('unsupported', () => openToRead(join(directory, 'file')))
    }))

  it('reports nothing where nothing is wrong', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE)
      const store = await openToWrite(directory)
      expect(store.openReport).toEqual({ tornTail: null, damage: null, foreign: [] })
      await store[Symbol.asyncDispose]()
    }))

  it('for reading needs nothing but public/', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE)
      for (const name of ['LOCK', 'ledger.json', 'state', 'torn'])
        await rm(join(directory, name), { recursive: true })
      const reader = await openToRead(directory)
      expect((await wholeLog(reader)).length).toBe(9)
      await reader[Symbol.asyncDispose]()
      expect(await readdir(directory)).toEqual(['public'])
      const store = await openToWrite(directory, { create: false })
      await appendTexts(store, 'x')
      await store[Symbol.asyncDispose]()
    }))

  it('a log that is smaller than is known is damaged', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE)
      expect(await outcome(() => openToWrite(directory, { knownSize: 10 }))).toEqual({
        code: 'damaged',
        at: 9,
      })
      const reader = await openToRead(directory, { knownSize: 10 })
      await failsWith('damaged', () => reader.head())
      await reader[Symbol.asyncDispose]()
      const store = await openToWrite(directory, { knownSize: 9 })
      await store[Symbol.asyncDispose]()
      for (const knownSize of [-1, NaN, 1.5])
        expect(await outcome(() => openToWrite(directory, { knownSize }))).toEqual({
          error: 'RangeError',
        })
    }))

  it('with segments of no entries, or looks at no time, is a RangeError, and makes nothing', () =>
    inDirectory(async (directory) => {
      const place = join(directory, 'ledger')
      for (const number of [-1, NaN, 1.5])
        for (const option of ['segmentEntries', 'pollMilliseconds'])
          expect(await outcome(() => openToWrite(place, { [option]: number }))).toEqual({
            error: 'RangeError',
          })
      expect(await outcome(() => openToWrite(place, { segmentEntries: 0 }))).toEqual({
        error: 'RangeError',
      })
      expect(await readdir(directory)).toEqual([])
    }))

  it('for writing a second time in one process is refused until the first is disposed', () =>
    inDirectory(async (directory) => {
      const first = await openToWrite(directory)
      await failsWith('locked', () => openToWrite(directory))
      await failsWith('locked', () => openToWrite(directory))
      await first[Symbol.asyncDispose]()
      const second = await openToWrite(directory)
      await second[Symbol.asyncDispose]()
    }))

  it('goes on in a last segment that a crash left empty', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE.slice(0, 8))
      await writeFile(segmentAt(directory, '000000000008.jsonl'), '')
      const store = await openToWrite(directory)
      expect((await store.head()).size).toBe(8)
      await appendTexts(store, '8', '9')
      expect((await wholeLog(store)).length).toBe(10)
      expect(await modeOf(segmentAt(directory, '000000000008.jsonl'))).toBe('640')
      await store[Symbol.asyncDispose]()
    }))

  it('seals a full segment that a crash left open', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, NINE.slice(0, 4))
      await chmod(segmentAt(directory), 0o640)
      await (await openToWrite(directory))[Symbol.asyncDispose]()
      expect(await modeOf(segmentAt(directory))).toBe('440')
    }))
})

describe('permissions', () => {
  for (const [readableByAll, directories, open, sealed] of [
    [false, '750', '640', '440'],
    [true, '755', '644', '444'],
  ] as const)
    it(`are for the ${readableByAll ? 'world' : 'group'} in public/, and for the owner elsewhere, whatever the umask`, () =>
      inDirectory(async (directory) => {
        const at = join(directory, 'ledger')
        const umask = process.umask(0o077)
        try {
          await makeLog(at, NINE, { readableByAll })
        } finally {
          process.umask(umask)
        }
        const modes = async (...names: readonly string[]): Promise<readonly string[]> =>
          Promise.all(names.map((name) => modeOf(join(at, name))))
        expect(await modes('.', 'public', 'public/entries')).toEqual([
          directories,
          directories,
          directories,
        ])
        expect(await modes('state', 'torn')).toEqual(['700', '700'])
        expect(await modes('LOCK', 'ledger.json')).toEqual(['600', '600'])
        expect(await modes('public/entries/000000000004.jsonl')).toEqual([sealed])
        expect(await modes('public/entries/000000000008.jsonl')).toEqual([open])
      }))

  it('leave what stands there as it is', () =>
    inDirectory(async (directory) => {
      const at = join(directory, 'ledger')
      await mkdir(at, { mode: 0o700 })
      await makeLog(at, ['a'])
      expect(await modeOf(at)).toBe('700')
    }))
})

describe('the name of a segment', () => {
  for (const [first, name] of [
    [0, '000000000000.jsonl'],
    [65_536, '000000065536.jsonl'],
    [999_999_999_999, '999999999999.jsonl'],
  ] as const)
    it(`is ${name} for ${first}`, () => {
      expect(formatSegmentName(first)).toBe(name)
      expect(parseSegmentName(name)).toBe(first)
    })

  for (const name of [
    '',
    '.jsonl',
    '0.jsonl',
    '00000000000.jsonl',
    '0000000000000.jsonl',
    '00000000000x.jsonl',
    '0x0000000000.jsonl',
    '-00000000001.jsonl',
    '000000001e10.jsonl',
    ' 00000000000.jsonl',
    '000000000000.json',
    '000000000000.jsonl ',
    '000000000000.JSONL',
  ])
    it(`is not ${JSON.stringify(name)}`, () => {
      expect(parseSegmentName(name)).toBeNull()
    })
})
