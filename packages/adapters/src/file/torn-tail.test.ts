import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  appendTexts,
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
import { EMPTY_HEAD } from '@accord-ledger/core'

const TEXTS = ['zero', 'one', 'two', 'three', 'four', 'five']
const ENTRIES = textEntriesAfter(EMPTY_HEAD, ...TEXTS)
const LINE = (n: number): string => `${Buffer.from(ENTRIES[n] ?? []).toString('latin1')}\n`

/** What stands behind two sound entries, and whether an interrupted append explains it. */
const RESTS: readonly (readonly [string, 'torn' | 'damaged', (offset: number) => string])[] = [
  ['the first part of an entry', 'torn', () => LINE(2).slice(0, 40)],
  ['an entry without its line feed', 'torn', () => LINE(2).slice(0, -1)],
  ['one byte', 'torn', () => 'x'],
  ['a run of zeros to the end', 'torn', () => '\0'.repeat(3_000)],
  ['an entry and a run of zeros', 'torn', () => `${LINE(2).slice(0, 20)}${'\0'.repeat(100)}`],
  ['zeros up to a sector, then the end of a batch', 'torn', (at) => `${zerosTo(at, 1_024)}rest\n`],
  ['such a sector, then part of an entry', 'torn', (at) => `${zerosTo(at, 1_024)}rest\nmore`],
  [
    'zeros to the end of the sector, then the end of an entry',
    'torn',
    (at) => `${zerosTo(at, 512)}x\n`,
  ],
  ['zero sectors without a line feed, longer than any entry', 'torn', () => '\0'.repeat(100_000)],
  ['a line that is no entry', 'damaged', () => 'garbage\n'],
  ['an empty line', 'damaged', () => '\n'],
  ['an entry linked to another', 'damaged', () => LINE(3)],
  [
    'an entry linked to another, and part of one',
    'damaged',
    () => `${LINE(3)}${LINE(4).slice(0, 9)}`,
  ],
  ['a byte and zeros to the end of the sector', 'damaged', (at) => `x${zerosTo(at, 511)}x\n`],
  ['zeros that fill no sector, and a line feed', 'damaged', () => `${'\0'.repeat(40)}\n`],
  [
    '512 zeros across two sectors',
    'damaged',
    (at) => `${'x'.repeat(513 - (at % 512))}${'\0'.repeat(512)}x\n`,
  ],
  [
    'a zero sector with a valid entry behind it',
    'damaged',
    (at) => `${zerosTo(at, 1_024)}\n${LINE(2)}`,
  ],
  ['more than an entry without a line feed', 'damaged', () => 'x'.repeat(70_000)],
  [
    'a line longer than an entry',
    'damaged',
    () => `${LINE(2).slice(0, 64)}${'x'.repeat(70_000)}\n`,
  ],
]

const zerosTo = (offset: number, end: number): string => '\0'.repeat(end - offset)

describe('behind the last valid entry', () => {
  for (const [what, verdict, rest] of RESTS)
    it(`${what} is ${verdict === 'torn' ? 'a torn tail' : 'damage'}`, () =>
      inDirectory(async (directory) => {
        const segmentEntries = 100
        await makeLog(directory, TEXTS.slice(0, 2), { segmentEntries })
        const path = segmentAt(directory)
        const sound = await readFile(path)
        const tail = Buffer.from(rest(sound.length), 'latin1')
        await writeFile(path, Buffer.concat([sound, tail]))
        const before = await contents(directory)

        const reader = await openToRead(directory, { segmentEntries })
        expect(await contents(directory), 'after reading').toEqual(before)
        if (verdict === 'damaged') {
          expect(reader.openReport).toMatchObject({
            tornTail: null,
            damage: { code: 'damaged', at: 2 },
          })
          expect(reader.openReport.damage?.message).toContain(`byte ${sound.length}`)
          expect(await outcome(() => reader.head())).toEqual({ code: 'damaged', at: 2 })
          const { entries, error } = await readUntilError(reader)
          // The second entry has no sound one behind it: it may be what was changed.
          expect(entries.map((stored) => stored.bytes)).toEqual(ENTRIES.slice(0, 1))
          expect(error).toMatchObject({ code: 'damaged', at: 2 })
          expect(await outcome(() => openToWrite(directory, { segmentEntries }))).toEqual({
            code: 'damaged',
            at: 2,
          })
          expect(await contents(directory), 'after refusing').toEqual(before)
        } else {
          expect(reader.openReport).toMatchObject({
            tornTail: { index: 2, offset: sound.length, bytes: tail.length, copiedTo: null },
            damage: null,
          })
          expect((await wholeLog(reader)).length).toBe(2)
          const store = await openToWrite(directory, { segmentEntries })
          const copiedTo = `torn/000000000000.jsonl.${sound.length}`
          expect(store.openReport.tornTail).toMatchObject({ bytes: tail.length, copiedTo })
          expect(await readFile(join(directory, copiedTo))).toEqual(tail)
          expect(await readFile(path)).toEqual(sound)
          await appendTexts(store, 'two')
          // The reader that saw the torn tail reads on.
          expect((await wholeLog(reader)).length).toBe(3)
          await store[Symbol.asyncDispose]()
        }
        await reader[Symbol.asyncDispose]()
      }))

  it('a torn tail below a size that is known is damage', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a', 'b'])
      const path = segmentAt(directory)
      await writeFile(path, (await readFile(path)).subarray(0, -1))
      expect(await outcome(() => openToWrite(directory, { knownSize: 2 }))).toEqual({
        code: 'damaged',
        at: 1,
      })
      const store = await openToWrite(directory, { knownSize: 1 })
      expect(store.openReport.tornTail).toMatchObject({ index: 1 })
      await store[Symbol.asyncDispose]()
    }))

  it('two torn tails at one place are both kept', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      const path = segmentAt(directory)
      const sound = await readFile(path)
      for (const tail of ['first', 'second']) {
        await writeFile(path, Buffer.concat([sound, Buffer.from(tail)]))
        await (await openToWrite(directory))[Symbol.asyncDispose]()
      }
      const name = `torn/000000000000.jsonl.${sound.length}`
      expect(await contents(directory)).toMatchObject({ [name]: 'first', [`${name}.1`]: 'second' })
    }))
})
