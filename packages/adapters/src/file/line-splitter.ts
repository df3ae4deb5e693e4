/**
 * Cuts a stream of blocks into lines. What is read is attacker-controlled: of a line that is longer than
 * any entry, the splitter keeps one byte more than an entry may take, and drops the rest as it passes.
 */
import { MAX_ENTRY_BYTES } from '@accord-ledger/core'
import { LINE_FEED } from '../port/arguments.ts'

/** One line, without its line feed. */
export interface Line {
  /** At most 65,536 bytes: that many stand for a longer line. A view: copy it to keep it. */
  readonly bytes: Uint8Array
  /** Where the line starts in its file. */
  readonly offset: number
  /** Bytes from `offset` to the start of the next line: also the dropped ones, and the line feed. */
  readonly span: number
}

/** Fed with one block after the other. */
export interface LineSplitter {
  /** The lines that `block` completes. Their bytes are views of the block where they can be. */
  push(block: Uint8Array): readonly Line[]
  /** What no line feed has ended yet; `span` 0 where nothing is left over. */
  rest(): Line
}

/** Bytes kept of a line: enough for the size rule to refuse it. */
export const LINE_CAP: number = MAX_ENTRY_BYTES + 1

/** A splitter for the bytes from `start` on, where a line starts. */
export function lineSplitter(start: number): LineSplitter {
  const held = new Uint8Array(LINE_CAP)
  let heldLength = 0
  let offset = start
  let span = 0

  function hold(piece: Uint8Array): void {
    const kept = piece.subarray(0, LINE_CAP - heldLength)
    held.set(kept, heldLength)
    heldLength += kept.length
    span += piece.length
  }

  function end(piece: Uint8Array): Line {
    if (span === 0) {
      span = piece.length
      return finish(piece.length > LINE_CAP ? piece.subarray(0, LINE_CAP) : piece)
    }
    hold(piece)
    return finish(held.slice(0, heldLength))
  }

  function finish(bytes: Uint8Array): Line {
    const line = { bytes, offset, span: span + 1 }
    offset += line.span
    span = 0
    heldLength = 0
    return line
  }

  function push(block: Uint8Array): readonly Line[] {
    const lines: Line[] = []
    let at = 0
    for (;;) {
      const feed = block.indexOf(LINE_FEED, at)
      if (feed === -1) break
      lines.push(end(block.subarray(at, feed)))
      at = feed + 1
    }
    hold(block.subarray(at))
    return lines
  }

  return { push, rest: () => ({ bytes: held.slice(0, heldLength), offset, span }) }
}
