/**
 * What bit rot does to a ledger's segments, and what is to be said of it: an oracle that compares with the bytes as they were
 * appended, and knows nothing of events, links or signatures.
 */

const LINE_FEED = 0x0a
const SECTOR = 512
const MAX_ENTRY_BYTES = 65_535

/** The segments of a ledger, in the order of their names; null for one that is gone. */
export type Segments = readonly (Buffer | null)[]

/** What is to be said of spoilt segments. */
export interface Expected {
  /** `shorter`: nothing is wrong with what is there, and it is less. */
  readonly verdict: 'same' | 'shorter' | 'torn' | 'damaged'
  /** The first entry that is not as it was appended. */
  readonly index: number
  /** The segment and the byte where it starts. */
  readonly segment: number
  readonly offset: number
  /** True where only the time of that entry differs, which no signature covers: the next entry's link does. */
  readonly timeOnly: boolean
}

/**
 * What is to be said of `spoilt`, which was `original`, segments of `each` entries. `known` entries are known to have been
 * there, at least one.
 */
export function expectedOf(
  original: readonly Buffer[],
  spoilt: Segments,
  each: number,
  known: number,
): Expected {
  const at = original.findIndex((bytes, i) => spoilt[i]?.equals(bytes) !== true)
  const was = original[at]
  if (was === undefined) {
    return { verdict: 'same', index: 0, segment: 0, offset: 0, timeOnly: false }
  }
  const now = spoilt[at] ?? Buffer.alloc(0)
  const offset = soundBytes(was, now)
  const lines = linesIn(was.subarray(0, offset))
  const index = at * each + lines
  const place = { index, segment: at, offset, timeOnly: timeDiffers(was, now, offset) }
  const behind = spoilt.slice(at + 1).some((bytes) => bytes !== null)
  const rest = now.subarray(offset)
  if (rest.length === 0 && behind) {
    return { ...place, verdict: 'damaged', segment: at + 1, offset: 0, timeOnly: false }
  }
  const before = spoilt[at - 1]
  if (spoilt[at] === null && index < known && before !== undefined && before !== null) {
    return { ...place, verdict: 'damaged', segment: at - 1, offset: before.length, timeOnly: false }
  }
  if (behind || index < known) return { ...place, verdict: 'damaged' }
  if (rest.length === 0) return { ...place, verdict: 'shorter' }
  return { ...place, verdict: lines < each && isTorn(rest, offset) ? 'torn' : 'damaged' }
}

/** Bytes of whole lines with which both begin. */
function soundBytes(was: Buffer, now: Buffer): number {
  let same = 0
  while (same < was.length && same < now.length && was[same] === now[same]) same++
  return was.subarray(0, same).lastIndexOf(LINE_FEED) + 1
}

function linesIn(bytes: Buffer): number {
  return bytes.toString('latin1').split('\n').length - 1
}

/** An interrupted append explains it: every whole line holds an aligned sector of zeros (the first may begin in one), and what is left may be an entry, or holds one. */
function isTorn(rest: Buffer, offset: number): boolean {
  const lines = rest.toString('latin1').split('\n')
  let start = offset
  return lines.every((line, i) => {
    const from = start
    start += line.length + 1
    if (i === lines.length - 1 && line.length <= MAX_ENTRY_BYTES) return true
    const first = Math.ceil(from / SECTOR) * SECTOR
    // Of the sector in which the rest begins, all that is behind the last entry.
    const begun = first - from
    if (i === 0 && begun > 0 && begun <= line.length && /^\0*$/.test(line.slice(0, begun)))
      return true
    for (let sector = first; sector + SECTOR <= from + line.length; sector += SECTOR)
      if (/^\0*$/.test(line.slice(sector - from, sector - from + SECTOR))) return true
    return false
  })
}

function timeDiffers(was: Buffer, now: Buffer, offset: number): boolean {
  const [before, after] = [was, now].map((bytes) => {
    const line = bytes.subarray(offset).toString('latin1').split('\n')[0] ?? ''
    return line.replace(/"time":"[^"]*"/, '')
  })
  return before === after
}

/** `bytes` with `count` zeros in the place of those from `at` on; what stands behind the end is added. */
export function zeroed(bytes: Buffer, at: number, count: number): Buffer {
  const longer = Buffer.concat([bytes, Buffer.alloc(Math.max(0, at + count - bytes.length))])
  return longer.fill(0, at, at + count)
}

/** The lines of a segment, line feeds included. */
export function wholeLines(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start) + 1
    lines.push(bytes.subarray(start, end))
    start = end
  }
  return lines
}
