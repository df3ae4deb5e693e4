/**
 * What a bad disk, a bad copy or a bad operator does to a log: one change to the bytes of its lines.
 *
 *     tamper(bytes('a\nb\n'), { _tag: 'LinesSwapped', index: 0 }) = bytes('b\na\n')
 *
 * A log is given as it stands in its files: lines, each ended by a line feed. Lines of a log differ
 * from each other (each holds its index), so every tampering gives other bytes than it was given.
 * Only `Truncated` at the end of a line can leave a valid log, and then exactly a prefix.
 */
import { concatBytes } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { present } from './places.ts'

/** One change. `at` is a byte offset in [0, length), `index` a line from 0, `length` in [0, length). */
export type Tampering =
  /** The byte at `at` has the bits of `mask` (1 to 255) flipped. */
  | { readonly _tag: 'ByteChanged'; readonly at: number; readonly mask: number }
  | { readonly _tag: 'ByteDropped'; readonly at: number }
  /** `byte` (0 to 255) is put before the byte at `at`. */
  | { readonly _tag: 'ByteAdded'; readonly at: number; readonly byte: number }
  | { readonly _tag: 'LineDropped'; readonly index: number }
  /** The line follows itself once more. */
  | { readonly _tag: 'LineRepeated'; readonly index: number }
  /** The line and the one after it change places. */
  | { readonly _tag: 'LinesSwapped'; readonly index: number }
  | { readonly _tag: 'Truncated'; readonly length: number }

/** Any change to `log`, each kind as often. `log` holds at least one line. */
export function aTamperingOf(log: Uint8Array): fc.Arbitrary<Tampering> {
  const lines = linesOf(log).length
  const at = fc.nat(log.length - 1)
  const index = fc.nat(lines - 1)
  return fc.oneof(
    fc.record({
      _tag: fc.constant('ByteChanged' as const),
      at,
      mask: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({ _tag: fc.constant('ByteDropped' as const), at }),
    fc.record({ _tag: fc.constant('ByteAdded' as const), at, byte: fc.nat(255) }),
    fc.record({ _tag: fc.constant('LineDropped' as const), index }),
    fc.record({ _tag: fc.constant('LineRepeated' as const), index }),
    fc.record({ _tag: fc.constant('Truncated' as const), length: at }),
    ...(lines < 2
      ? []
      : [fc.record({ _tag: fc.constant('LinesSwapped' as const), index: fc.nat(lines - 2) })]),
  )
}

/** `log` after the change; `log` itself stays as it is. Throws when the change lies outside of it. */
export function tamper(log: Uint8Array, tampering: Tampering): Uint8Array {
  switch (tampering._tag) {
    case 'ByteChanged':
      return log.map((byte, i) => (i === within(tampering.at, log) ? byte ^ tampering.mask : byte))
    case 'ByteDropped':
      return concatBytes(log.subarray(0, within(tampering.at, log)), log.subarray(tampering.at + 1))
    case 'ByteAdded':
      return concatBytes(
        log.subarray(0, within(tampering.at, log)),
        Uint8Array.of(tampering.byte),
        log.subarray(tampering.at),
      )
    case 'Truncated':
      return log.slice(0, within(tampering.length, log))
    case 'LineDropped':
      return relined(log, tampering.index, 1, () => [])
    case 'LineRepeated':
      return relined(log, tampering.index, 1, (lines) => [...lines, ...lines])
    case 'LinesSwapped':
      return relined(log, tampering.index, 2, (lines) => lines.toReversed())
  }
}

/** The lines of `log`, each with its line feed; what follows the last line feed is a line too. */
function linesOf(log: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < log.length;) {
    const feed = log.indexOf(LINE_FEED, start)
    const end = feed < 0 ? log.length : feed + 1
    lines.push(log.subarray(start, end))
    start = end
  }
  return lines
}

/** `log` with `change` made to `count` of its lines, at least one, from `index` on. */
function relined(
  log: Uint8Array,
  index: number,
  count: number,
  change: (taken: readonly Uint8Array[]) => readonly Uint8Array[],
): Uint8Array {
  const lines = linesOf(log)
  const taken = lines.slice(index, index + count)
  if (taken.length !== count) throw new Error(`no ${count} lines at ${index} of ${lines.length}`)
  const start = present(taken[0]).byteOffset - log.byteOffset
  const end = start + taken.reduce((length, line) => length + line.length, 0)
  return concatBytes(log.subarray(0, start), ...change(taken), log.subarray(end))
}

function within(at: number, log: Uint8Array): number {
  if (!Number.isInteger(at) || at < 0 || at >= log.length) {
    throw new Error(`offset ${at} is outside of ${log.length} bytes`)
  }
  return at
}

const LINE_FEED = 0x0a
