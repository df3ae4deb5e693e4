/** Cosignature lines that were found to stand, as they are gathered under one checkpoint: the newest of each witness. */
import { formatVerifierKey, MAX_NOTE_SIGNATURES, withSignatures } from '@accord-ledger/core'
import type { Note, NoteSignature, VerifierKey } from '@accord-ledger/core'
import type { Checked } from './signed-before.ts'

export interface CosignatureLine {
  readonly key: VerifierKey
  /** Seconds since 1970. */
  readonly time: number
  readonly line: NoteSignature
}

/** The cosignatures that an earlier checkpoint bears, if its text is `text`. */
export function linesUnder(text: string, checked: Checked | null): readonly CosignatureLine[] {
  if (checked === null || checked.opened.note.text !== text) return []
  const { cosignatures, note } = checked.opened
  return cosignatures.flatMap(({ key, time }) => {
    const line = note.signatures.find(({ name, id }) => name === key.name && id === key.id)
    return line === undefined ? [] : [{ key, time, line }]
  })
}

/** One line a key, the newest. A witness that answers with an older one than it gave before takes nothing back. */
export function newestLines(lines: readonly CosignatureLine[]): readonly CosignatureLine[] {
  const byKey = new Map<string, CosignatureLine>()
  for (const line of lines) {
    const key = formatVerifierKey(line.key)
    if ((byKey.get(key)?.time ?? -1) <= line.time) byKey.set(key, line)
  }
  return [...byKey.values()]
}

/**
 * `note` with `lines`, and with whatever else stands under earlier checkpoints of the same text: lines of witnesses that an older
 * policy named, and that somebody's policy still does. They go where there are too many.
 */
export function withLines(
  note: Note,
  earlier: readonly (Checked | null)[],
  lines: readonly CosignatureLine[],
): Note {
  const others = earlier.flatMap((checked) =>
    checked?.opened.note.text === note.text ? checked.opened.note.signatures : [],
  )
  const own = lines.map(({ line }) => line)
  const all = withSignatures(withSignatures(note, others), own)
  return all.signatures.length <= MAX_NOTE_SIGNATURES ? all : withSignatures(note, own)
}

/** The largest tree that `key` is known to have cosigned; 0 for none. */
export function lastSizeOf(key: VerifierKey, earlier: readonly (Checked | null)[]): number {
  const wanted = formatVerifierKey(key)
  const sizes = earlier.map((checked) =>
    checked?.opened.cosignatures.some((each) => formatVerifierKey(each.key) === wanted) === true
      ? checked.size
      : 0,
  )
  return Math.max(0, ...sizes)
}
