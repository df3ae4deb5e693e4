import { mkdir, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asStoreError, EMPTY_HEAD } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { DISK, inDirectory } from '../test-support/file-subject.ts'
import { failsWith, textEntriesAfter } from '../test-support/ledger-under-test.ts'
import { makeLog, segmentAt } from '../test-support/small-logs.ts'
import type { FileSystem } from './file-system.ts'
import { nodeFileSystem } from './node-file-system.ts'
import { readRawEntries } from './raw-entries.ts'
import type { RawReport } from './raw-entries.ts'

const TEXTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const ENTRIES = textEntriesAfter(EMPTY_HEAD, ...TEXTS)
const NOTHING: RawReport = { tornTail: null, misplaced: [], foreign: [] }
const SECOND = '000000000004.jsonl'
const LAST = '000000000008.jsonl'

async function raw(
  directory: string,
): Promise<{ readonly lines: readonly Uint8Array[]; readonly report: RawReport }> {
  const { blocks, report } = await readRawEntries(directory)
  const lines: Uint8Array[] = []
  for await (const block of blocks) lines.push(...block)
  return { lines, report: report() }
}

/** Segments of four entries: two full ones and one with the last. */
const withLog = (use: (directory: string) => Promise<void>): Promise<void> =>
  inDirectory(async (directory) => {
    await makeLog(directory, TEXTS)
    await use(directory)
  })

describe('raw entries', () => {
  it('are all lines in order', () =>
    withLog(async (directory) => {
      expect(await raw(directory)).toEqual({ lines: ENTRIES, report: NOTHING })
    }))

  it('of an empty ledger are none', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, [])
      expect(await raw(directory)).toEqual({ lines: [], report: NOTHING })
    }))

  it('are given whatever they say', () =>
    withLog(async (directory) => {
      await writeFile(segmentAt(directory, LAST), 'no entry\n\n\xff\0\n', 'latin1')
      const { lines, report } = await raw(directory)
      const odd = lines.slice(8).map((line) => Buffer.from(line).toString('latin1'))
      expect(odd).toEqual(['no entry', '', '\xff\0'])
      expect(report).toEqual(NOTHING)
    }))

  it('come without the torn tail, which is reported', () =>
    withLog(async (directory) => {
      for (const tail of ['x', `${'\0'.repeat(1_024)}rest of it\n`, '\0'.repeat(100_000)]) {
        const sound = Buffer.concat([ENTRIES[8] ?? Buffer.of(), Buffer.from('\n')])
        await writeFile(segmentAt(directory, LAST), Buffer.concat([sound, Buffer.from(tail)]))
        const { lines, report } = await raw(directory)
        expect(lines).toEqual(ENTRIES)
        expect(report.tornTail).toEqual({
          segment: LAST,
          index: 9,
          offset: sound.length,
          bytes: tail.length,
          copiedTo: null,
        })
      }
    }))

  it('of which one is too long come cut at 65,536 bytes, with or without a line feed', () =>
    withLog(async (directory) => {
      for (const end of ['\n', '']) {
        await writeFile(segmentAt(directory, LAST), `${'x'.repeat(300_000)}${end}`)
        const { lines, report } = await raw(directory)
        expect(lines.map((line) => line.length)).toEqual([...Array<number>(8).fill(66 - 1), 65_536])
        expect(report).toEqual(NOTHING)
      }
    }))

  it('go on behind a missing segment, which is reported as misplaced', () =>
    withLog(async (directory) => {
      await unlink(segmentAt(directory, SECOND))
      expect(await raw(directory)).toEqual({
        lines: [...ENTRIES.slice(0, 4), ...ENTRIES.slice(8)],
        report: { ...NOTHING, misplaced: [{ segment: LAST, lines: 4 }] },
      })
    }))

  it('run together where a segment before the last lost its line feed', () =>
    withLog(async (directory) => {
      const path = segmentAt(directory, SECOND)
      await writeFile(path, (await readFile(path)).subarray(0, -1))
      const { lines, report } = await raw(directory)
      expect(lines.length).toBe(8)
      expect(lines[7]).toEqual(
        new Uint8Array(Buffer.concat([ENTRIES[7] ?? Buffer.of(), ENTRIES[8] ?? Buffer.of()])),
      )
      expect(report.misplaced).toEqual([{ segment: LAST, lines: 7 }])
    }))

  it('end as damaged where such a line is the last', () =>
    withLog(async (directory) => {
      const path = segmentAt(directory, SECOND)
      await writeFile(path, (await readFile(path)).subarray(0, -1))
      await writeFile(segmentAt(directory, LAST), '')
      const error = await raw(directory).catch((thrown: unknown) => asStoreError(thrown))
      expect(error).toMatchObject({ code: 'damaged', at: 7 })
    }))

  it.each([1, 2])('are unavailable where the last segment is cut before reading %d of it', (nth) =>
    withLog(async (directory) => {
      const last = segmentAt(directory, LAST)
      await writeFile(last, Buffer.concat([...ENTRIES.slice(8), Buffer.from('\ntorn')]))
      let reads = 0
      const fileSystem: FileSystem = {
        ...nodeFileSystem,
        open: async (path, how, mode) => {
          const file = await nodeFileSystem.open(path, how, mode)
          const read: typeof file.read = async (bytes, at) => {
            if (path === last && ++reads === nth) await truncate(last, 10)
            return file.read(bytes, at)
          }
          return { ...file, read }
        },
      }
      const { blocks, report } = await readRawEntries(directory, { fileSystem })
      await failsWith('unavailable', async () => {
        for await (const block of blocks) expect(block.length).toBeGreaterThan(0)
      })
      expect(report().tornTail).toBeNull()
    }),
  )

  it('name what else lies there', () =>
    withLog(async (directory) => {
      await writeFile(segmentAt(directory, 'notes.txt'), 'x')
      expect((await raw(directory)).report.foreign).toEqual(['notes.txt'])
    }))

  it('are unavailable where no ledger lies, and unsupported where a link or a file stands', () =>
    inDirectory(async (directory) => {
      await failsWith('unavailable', () => readRawEntries(join(directory, 'nothing')))
      await failsWith('unavailable', () => readRawEntries(directory))
      await mkdir(join(directory, 'public'))
      await failsWith('unavailable', () => readRawEntries(directory))
      await writeFile(join(directory, 'public', 'entries'), 'a file')
      await failsWith('unsupported', () => readRawEntries(directory))
      await rm(join(directory, 'public', 'entries'))
      await makeLog(join(directory, 'other'), ['a'])
      await symlink(
        join(directory, 'other', 'public', 'entries'),
        join(directory, 'public', 'entries'),
      )
      await failsWith('unsupported', () => readRawEntries(directory))
    }))

  it('take the memory of a block, however long a line is', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, TEXTS)
      const line = Buffer.alloc(64 * 1_048_576, 0x78)
      await writeFile(segmentAt(directory, LAST), Buffer.concat([line, Buffer.from('\n')]))
      const { blocks } = await readRawEntries(directory)
      const before = process.memoryUsage().arrayBuffers
      let most = 0
      for await (const block of blocks) {
        expect(block.every((bytes) => bytes.length <= 65_536)).toBe(true)
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      }
      expect(most).toBeLessThan(48 * 1_048_576)
    }, DISK))
})
