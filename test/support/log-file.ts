/** Logs as they stand in files: one entry a line, each ended by one line feed. */
import { verifyLog, type Verification, type Verifier } from '@accord-ledger/core'

const LINE_FEED = 0x0a

/** The lines of a log file, without their line feeds; null where the last one is torn off. */
export function linesOf(file: Uint8Array): readonly Uint8Array[] | null {
  const lines: Uint8Array[] = []
  let start = 0
  for (let feed = file.indexOf(LINE_FEED); feed >= 0; feed = file.indexOf(LINE_FEED, start)) {
    lines.push(file.subarray(start, feed))
    start = feed + 1
  }
  return start === file.length ? lines : null
}

/** The file of these lines. */
export function fileOf(lines: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(lines.flatMap((line) => [...line, LINE_FEED]))
}

/** `lines` in blocks of `length`. */
export async function* blocksOfLines(
  lines: readonly Uint8Array[],
  length: number,
): AsyncIterable<readonly Uint8Array[]> {
  for (let from = 0; from < lines.length; from += length) yield lines.slice(from, from + length)
}

/** All rules over `lines`. */
export function verifyLines(
  lines: readonly Uint8Array[],
  verifier: Verifier,
  blockLength = 1024,
): Promise<Verification> {
  return verifyLog(blocksOfLines(lines, blockLength), { verifier })
}
