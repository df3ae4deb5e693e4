import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeLines, zeroed } from './support/rot.ts'
import type { Segments } from './support/rot.ts'
import { look, makeRotten, removeRotten, SIZE, tally } from './support/rotten-ledger.ts'

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'
/** Thousands of ledgers are checked. */
const SLOW = { timeout: 1_200_000 }

let original: readonly Buffer[] = []
beforeAll(async () => {
  original = await makeRotten()
})
afterAll(removeRotten)

/** The segments with one of them changed. */
const withOne = (at: number, bytes: Buffer | null): Segments =>
  original.map((own, i) => (i === at ? bytes : own))

describe('a small ledger', () => {
  it('is sound as it was written, whatever is published of it', async () => {
    const seen = tally()
    for (let published = 0; published <= SIZE; published++)
      await look(original, published, seen, `published ${published}`)
    expect(seen.same).toBe(SIZE + 1)
  })

  const FLIPS = [0x01, 0x80, 0x20, 0xff] as const

  it.each([0, SIZE])(
    'is known for what it is when a byte was changed, %i entries being published',
    SLOW,
    async (published) => {
      const seen = tally()
      for (const [segment, bytes] of original.entries())
        for (let at = 0; at < bytes.length; at++) {
          // Where time is short, not every byte; the last one is a line feed.
          if (!LONG && at % (published === 0 ? 3 : 7) !== 0 && at < bytes.length - 1) continue
          const own = bytes[at] ?? 0
          // Each bit pattern, and a byte that becomes a line feed or a zero; one after the other where time is short.
          const changes = [...FLIPS.map((bits) => own ^ bits), LINE_FEED, 0]
          const chosen = LONG ? changes : [changes[at % changes.length] ?? 0]
          for (const to of new Set(chosen.filter((each) => each !== own)))
            await look(
              withOne(segment, Buffer.from(bytes.with(at, to))),
              published,
              seen,
              `segment ${segment}, byte ${at} to ${to}`,
            )
        }
      expect(seen.damaged).toBeGreaterThan(400)
      if (published === 0) expect(Math.min(seen.torn, seen.otherHead)).toBeGreaterThan(0)
    },
  )

  it.each([0, 4, SIZE])(
    'is known for what it is when cut, %i entries being published',
    SLOW,
    async (published) => {
      const seen = tally()
      const step = LONG ? 1 : 23
      for (const [segment, bytes] of original.entries())
        for (
          let length = 0;
          length < bytes.length;
          length += length > bytes.length - 4 ? 1 : step
        ) {
          const cut = bytes.subarray(0, length)
          await look(withOne(segment, cut), published, seen, `segment ${segment} of ${length}`)
          if (segment === 0) await look([cut, null], published, seen, `only ${length} bytes`)
        }
      expect(seen.damaged).toBeGreaterThan(50)
      if (published < SIZE) expect(seen.torn).toBeGreaterThan(30)
    },
  )

  it.each([0, 4, SIZE])(
    'is known for what it is when lines are dropped, swapped or doubled, %i being published',
    SLOW,
    async (published) => {
      const seen = tally()
      for (const [segment, bytes] of original.entries()) {
        const lines = wholeLines(bytes)
        for (let i = 0; i < lines.length; i++) {
          const line = lines[i] ?? Buffer.alloc(0)
          const changes = [
            lines.toSpliced(i, 1),
            lines.toSpliced(i, 0, line),
            lines.toSpliced(i, 0, Buffer.from('\n')),
            [...lines, line],
            ...lines.map((other, k) => lines.with(i, other).with(k, line)),
          ]
          for (const [n, change] of changes.entries())
            await look(
              withOne(segment, Buffer.concat(change)),
              published,
              seen,
              `segment ${segment}, line ${i}, change ${n}`,
            )
        }
        await look(withOne(segment, null), published, seen, `without segment ${segment}`)
      }
      const [first, second] = original
      await look([second ?? null, first ?? null], published, seen, 'segments swapped')
      expect(seen.damaged).toBeGreaterThan(20)
    },
  )

  it.each([0, 4, SIZE])(
    'is known for what it is when runs of zeros stand in it or behind it, %i being published',
    SLOW,
    async (published) => {
      const seen = tally()
      const lengths = [1, 2, 37, 511, 512, 513, 1023, 1024, 1536, 4096]
      for (const [segment, bytes] of original.entries())
        for (const length of lengths) {
          const step = LONG ? 7 : 409
          const starts = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => i * step)
          const sectors = starts.flatMap((at) => {
            const sector = at - (at % 512)
            return [sector, sector + 1, sector - 1]
          })
          const lineEnds = wholeLines(bytes).map((line) => line.byteOffset + line.length)
          const ends = lineEnds.map((end) => end - bytes.byteOffset)
          const places = [...starts, ...sectors, ...ends, ...ends.map((end) => end - 1)]
          for (const at of new Set(places.filter((place) => place >= 0 && place <= bytes.length)))
            await look(
              withOne(segment, zeroed(bytes, at, length)),
              published,
              seen,
              `segment ${segment}, ${length} zeros at ${at}`,
            )
        }
      expect(seen.damaged).toBeGreaterThan(100)
      expect(seen.torn).toBeGreaterThan(5)
    },
  )
})

const LINE_FEED = 0x0a
