import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINE_CAP, lineSplitter } from './line-splitter.ts'
import { restReader } from './torn-tail.ts'

const bytes = fc.array(fc.constantFrom(0x0a, 0x0a, 0x61, 0x62, 0), { maxLength: 60 })
const cuts = fc.array(fc.nat(60), { maxLength: 6 })

/** `all` in blocks that end at `ends`. */
function blocksOf(all: readonly number[], ends: readonly number[]): Uint8Array[] {
  const edges = [0, ...ends.map((end) => Math.min(end, all.length)), all.length]
  const ascending = edges.toSorted((a, b) => a - b)
  return ascending.slice(1).map((end, i) => Uint8Array.from(all.slice(ascending[i], end)))
}

describe('a line splitter', () => {
  it('finds the same lines however the stream is cut into blocks', () => {
    fc.assert(
      fc.property(bytes, cuts, fc.nat(1_000), (all, ends, start) => {
        const splitter = lineSplitter(start)
        const found = blocksOf(all, ends).flatMap((block) =>
          splitter.push(block).map((line) => ({ ...line, bytes: [...line.bytes] })),
        )
        const rest = splitter.rest()
        let offset = start
        const texts = Buffer.from(all).toString('latin1').split('\n')
        const expected = texts.map((text) => {
          const line = { bytes: [...Buffer.from(text, 'latin1')], offset, span: text.length + 1 }
          offset += line.span
          return line
        })
        const last = expected.pop()
        expect(found).toEqual(expected)
        expect([...rest.bytes]).toEqual(last?.bytes)
        expect(rest.offset).toBe(last?.offset)
        expect(rest.span).toBe(last?.bytes.length)
      }),
    )
  })

  for (const blockBytes of [1_000, 65_536, 300_000])
    it(`keeps one byte more of a long line than an entry may have, in blocks of ${blockBytes}`, () => {
      const splitter = lineSplitter(0)
      const line = new Uint8Array(200_001).fill(0x61)
      line[200_000] = 0x0a
      const stream = Buffer.concat([line, Buffer.from('next\n')])
      const found = []
      for (let at = 0; at < stream.length; at += blockBytes)
        found.push(...splitter.push(stream.subarray(at, at + blockBytes)))
      expect(found.map(({ bytes: kept, offset, span }) => [kept.length, offset, span])).toEqual([
        [LINE_CAP, 0, 200_001],
        [4, 200_001, 5],
      ])
    })
})

/** The rule of the torn tail, written down without a stream. */
function naiveKind(start: number, rest: Uint8Array): 'torn' | 'damage' {
  const text = Buffer.from(rest).toString('latin1')
  const lines = text.split('\n')
  let offset = start
  return lines.every((line, i) => {
    const isLast = i === lines.length - 1
    let zeroSector = false
    for (
      let sector = Math.ceil(offset / 512) * 512;
      sector + 512 <= offset + line.length;
      sector += 512
    )
      zeroSector ||= line.slice(sector - offset, sector - offset + 512) === '\0'.repeat(512)
    const toSectorEnd = 512 - (offset % 512)
    const lost = line.length >= toSectorEnd && /^\0+$/.test(line.slice(0, toSectorEnd))
    offset += line.length + 1
    if (i === 0 && !isLast && lost) return true
    return zeroSector || (isLast && line.length <= 65_535)
  })
    ? 'torn'
    : 'damage'
}

describe('the rule that tells a torn tail from damage', () => {
  it('gives the verdict of its plain reading, however the rest is cut into blocks', () => {
    const run = fc.tuple(
      fc.constantFrom(0, 0, 0x61, 0x0a),
      fc.constantFrom(1, 5, 511, 512, 513, 1_024),
    )
    const seen = { torn: 0, damage: 0 }
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1, maxLength: 8 }),
        fc.nat(1_100),
        fc.integer({ min: 1, max: 3_000 }),
        (runs, start, blockBytes) => {
          const rest = Buffer.concat(
            runs.map(([byte, times]) => Buffer.alloc(byte === 0x0a ? 1 : times, byte)),
          )
          const reader = restReader(start)
          for (let at = 0; at < rest.length; at += blockBytes)
            reader.push(rest.subarray(at, at + blockBytes))
          const expected = naiveKind(start, rest)
          seen[expected] += 1
          expect(reader.kind()).toBe(expected)
          // What it would cut off is torn, and one line more would not be.
          const from = reader.tornFrom() - start
          if (from < rest.length) expect(naiveKind(start + from, rest.subarray(from))).toBe('torn')
          const before = from < 2 ? 0 : rest.lastIndexOf(0x0a, from - 2) + 1
          if (from > 0) expect(naiveKind(start + before, rest.subarray(before))).toBe('damage')
        },
      ),
      { numRuns: 500 },
    )
    expect(Math.min(seen.torn, seen.damage)).toBeGreaterThan(50)
  })
})
