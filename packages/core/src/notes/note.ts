/**
 * Signed notes (c2sp.org/signed-note): a text, and below a blank line the signatures under it.
 *
 *     This is an example message.
 *
 *     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
 *
 *     note = text 0x0a line+        line = U+2014 0x20 NAME 0x20 base64(ID[4] || SIGNATURE) 0x0a
 *
 * The text ends in a line feed, which is signed; the blank line is not. A note is split at its last
 * empty line. It is UTF-8 without control characters. Nothing in a note is to be believed before
 * `openNote` found a signature by a known key under it. Spec: proofs §3.2.
 */
import * as E from 'fp-ts/lib/Either.js'
import { decodeBase64, encodeBase64 } from '../values/base64.ts'
import { concatBytes } from '../values/bytes.ts'
import { broken, readText } from './format-rule.ts'
import type { BrokenText, TextFormat } from './format-rule.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'
import { quote } from '../values/quote.ts'
import { isKeyName } from './verifier-key.ts'

/** One signature line. */
export interface NoteSignature {
  readonly name: string
  /** The key id: 8 lower-case hex. */
  readonly id: string
  /**
   * What follows the key id: 64 bytes of Ed25519, 72 of cosignature/v1, 2,428 of an ML-DSA-44
   * cosignature; at least 1.
   */
  readonly signature: Uint8Array
}

/** A note as it stands, its signatures not checked. */
export interface Note {
  /** With its final line feed. */
  readonly text: string
  /** In their order, unknown ones included. */
  readonly signatures: readonly NoteSignature[]
}

/** Bytes a note may take: a hundred lines of ML-DSA-44 and a text. */
export const MAX_NOTE_BYTES = 524_288
/** Signature lines a note may have. C2SP asks for 16; x/mod takes 100. */
export const MAX_NOTE_SIGNATURES = 100

/** The bytes of a note. */
export function formatNote({ text, signatures }: Note): Uint8Array {
  return UTF8.encode(`${text}\n${signatures.map(formatSignatureLine).join('')}`)
}

/**
 * Reads attacker-controlled bytes as a note. Accepts only what `formatNote` prints. Left: the first
 * rule they break.
 */
export function parseNote(bytes: Uint8Array): E.Either<BrokenText, Note> {
  const text = readText('signed note', bytes, MAX_NOTE_BYTES)
  return E.isLeft(text) ? text : splitNote('signed note', text.right, 1)
}

/** One signature line with its line feed. */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  return `${DASH}${name} ${encodeBase64(concatBytes(idBytes(id), signature))}\n`
}

/**
 * Reads attacker-controlled bytes as signature lines alone: what a witness answers. Left: the first
 * rule they break.
 */
export function parseSignatureLines(
  bytes: Uint8Array,
): E.Either<BrokenText, readonly NoteSignature[]> {
  const text = readText('signature lines', bytes, MAX_NOTE_BYTES)
  return E.isLeft(text) ? text : signatureLines('signature lines', text.right, 1)
}

/** Splits what `readText` has read, the first of whose lines is line `line` of a `what`. */
export function splitNote(
  what: TextFormat,
  whole: string,
  line: number,
): E.Either<BrokenText, Note> {
  const blank = whole.lastIndexOf('\n\n')
  if (blank < 0 || blank + 2 === whole.length) {
    const found = blank < 0 ? 'no blank line' : 'nothing after the last one'
    return broken(what, 'signature-block', 0, 'signature lines after a blank line', found)
  }
  const text = whole.slice(0, blank + 1)
  const signatures = signatureLines(what, whole.slice(blank + 2), line + text.split('\n').length)
  return E.isLeft(signatures) ? signatures : E.right({ text, signatures: signatures.right })
}

const DASH = '\u2014 '
const UTF8 = new TextEncoder()

function signatureLines(
  what: TextFormat,
  block: string,
  firstLine: number,
): E.Either<BrokenText, readonly NoteSignature[]> {
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > MAX_NOTE_SIGNATURES) {
    const expected = `at most ${MAX_NOTE_SIGNATURES} signatures`
    return broken(what, 'signature-count', 0, expected, `${lines.length}`)
  }
  const signatures: NoteSignature[] = []
  for (const [i, line] of lines.entries()) {
    const signature = signatureLine(what, line, firstLine + i)
    if (E.isLeft(signature)) return signature
    signatures.push(signature.right)
  }
  return E.right(signatures)
}

function signatureLine(
  what: TextFormat,
  line: string,
  at: number,
): E.Either<BrokenText, NoteSignature> {
  const space = line.indexOf(' ', DASH.length)
  if (!line.startsWith(DASH) || space < 0) {
    return broken(what, 'signature-line', at, 'an em dash, a name and base64', quote(line))
  }
  const [name, base64] = [line.slice(DASH.length, space), line.slice(space + 1)]
  if (!isKeyName(name)) {
    return broken(what, 'key-name', at, 'a name without white space or +', quote(name))
  }
  const bytes = decodeBase64(base64)
  if (bytes === null) return broken(what, 'base64', at, 'strict base64', quote(base64))
  if (bytes.length < 5) {
    const expected = 'a key id of 4 bytes and a signature'
    return broken(what, 'signature-length', at, expected, `${bytes.length} bytes`)
  }
  return E.right({ name, id: encodeHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) })
}

function idBytes(id: string): Uint8Array {
  const bytes = decodeHex(id)
  if (bytes?.length !== 4) throw new RangeError(`${quote(id)} is not a key id`)
  return bytes
}
