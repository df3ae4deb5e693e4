/**
 * What a witness remembers of one log, as a file:
 *
 *     accord-ledger witness record v1
 *     sha256 <64 hex: SHA-256 of all that follows>
 *     time 1795338300                                       of the cosignature, in seconds since 1970
 *     accords.example/1                                     the checkpoint, signed by its log, to the end
 *     5
 *     …
 *
 * The sum is against damage, not against whoever can write the file.
 */
import {
  encodeHex,
  formatDecimal,
  formatNote,
  MAX_NOTE_BYTES,
  parseDecimal,
  parseSignedCheckpoint,
  readUtf8,
  sha256,
} from '@accord-ledger/core'
import type { Malformed, Witnessed } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** A record and the log that it is of. */
export interface WitnessRecord {
  readonly origin: string
  readonly witnessed: Witnessed
}

/** Bytes a record may take: a note, and three lines. */
export const MAX_RECORD_BYTES: number = MAX_NOTE_BYTES + 256

/** The bytes of a record. */
export function formatWitnessRecord({ text, time, signatures }: Witnessed): Uint8Array {
  const note = Buffer.from(formatNote({ text, signatures })).toString()
  const body = `time ${formatDecimal(time)}\n${note}`
  return UTF8.encode(`${HEADER}\nsha256 ${encodeHex(sha256(UTF8.encode(body)))}\n${body}`)
}

/** The record in `bytes`: exactly what `formatWitnessRecord` prints. Left: where it is not. */
export function parseWitnessRecord(bytes: Uint8Array): E.Either<Malformed, WitnessRecord> {
  const text = readUtf8(bytes)
  const [header, , timeLine, ...note] = (text ?? '').split('\n')
  if (header !== HEADER) return malformed('line 1', `"${HEADER}"`)
  const time = timeLine?.startsWith('time ') === true ? parseDecimal(timeLine.slice(5)) : null
  if (time === null) return malformed('line 3', '"time " and a decimal')
  const signed = parseSignedCheckpoint(UTF8.encode(note.join('\n')))
  if (E.isLeft(signed)) return malformed('the note from line 4 on', signed.left.expected)
  const { checkpoint, note: opened } = signed.right
  const { origin, size, root } = checkpoint
  const witnessed = { size, root, time, text: opened.text, signatures: opened.signatures }
  return Buffer.compare(formatWitnessRecord(witnessed), bytes) === 0
    ? E.right({ origin, witnessed })
    : malformed('line 2', 'the SHA-256 of what is below it')
}

const HEADER = 'accord-ledger witness record v1'
const UTF8 = new TextEncoder()

function malformed(path: string, expected: string): E.Either<Malformed, never> {
  return E.left({ _tag: 'Malformed', what: 'witness record', path, expected, found: 'other text' })
}
