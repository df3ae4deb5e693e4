import { EMPTY_HEAD, NO_HASH } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inDirectory } from '../test-support/file-subject.ts'
import { collect, textEntriesAfter } from '../test-support/ledger-under-test.ts'
import { openToRead, openToWrite } from '../test-support/small-logs.ts'
import { marks } from './marks.ts'

describe('marks', () => {
  it('give the nearest start at or before an index that was noted, of every 256th in one segment', () => {
    const noted = marks()
    for (let index = 0; index < 2_000; index++) noted.note(index, index * 100)
    const start = (first: number, index: number): number => noted.nearest(first, index).index
    expect([0, 255, 256, 257, 1_999].map((index) => start(0, index))).toEqual([
      0, 0, 256, 256, 1_792,
    ])
    expect(noted.nearest(0, 300)).toEqual({ index: 256, offset: 25_600 })
    expect(noted.nearest(0, 9_999)).toEqual({ index: 1_792, offset: 179_200 })
    expect(noted.nearest(1_000, 1_010)).toEqual({ index: 1_000, offset: 0 })
    expect(noted.nearest(1_000, 1_030)).toEqual({ index: 1_024, offset: 102_400 })
  })

  it('lead every handle to the entries that were appended', () =>
    inDirectory(async (directory) => {
      const more = { segmentEntries: 600 }
      const entries = textEntriesAfter(
        EMPTY_HEAD,
        ...Array.from({ length: 1_000 }, (_, i) => `entry ${i}`),
      )
      const writer = await openToWrite(directory, more)
      await writer.append(EMPTY_HEAD, entries)
      const reader = await openToRead(directory, more)
      const ranges = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.boolean())
      await fc.assert(
        fc.asyncProperty(ranges, async ([a, b, byWriter]) => {
          const [from, to] = a < b ? [a, b] : [b, a]
          const found = await collect((byWriter ? writer : reader).read(from, to))
          expect(found.map((stored) => stored.bytes)).toEqual(entries.slice(from, to))
        }),
      )
      expect((await writer.head()).hash).not.toBe(NO_HASH)
      await reader[Symbol.asyncDispose]()
      await writer[Symbol.asyncDispose]()
    }))
})
