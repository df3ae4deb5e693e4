/**
 * The rules of the text formats (notes, checkpoints, proofs, receipts, policies, requests to
 * witnesses), and what is said of a text that breaks one. docs/spec/proofs.md has the rules; a bad
 * vector bears the name of the one it breaks. Spec: proofs §9.1.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Malformed } from '../replay/failure.ts'
import { encodeHex } from '../values/hex.ts'
import { readUtf8 } from '../values/json.ts'

/** Every rule of a text format by its name in the spec (proofs §9). */
export const FORMAT_RULES = [
  // any text
  'too-long',
  'utf-8',
  'control-character',
  'final-newline',
  // values in it
  'base64',
  'decimal',
  'hash-length',
  'key-name',
  // verifier keys
  'key-parts',
  'key-id',
  'key-algorithm',
  'key-length',
  'key-encoding',
  // signed notes
  'signature-block',
  'signature-count',
  'signature-line',
  'signature-length',
  // checkpoints
  'checkpoint-lines',
  'origin',
  'extension',
  // proofs, receipts, fork proofs and requests to witnesses
  'header',
  'extra',
  'index-line',
  'old-line',
  'proof-count',
  'proof-end',
  'entry-line',
  'root-line',
  'note-lines',
  // policies
  'octet',
  'keyword',
  'items',
  'name',
  'key-use',
  'duplicate-key',
  'undefined',
  'member',
  'threshold',
  'quorum',
  'limit',
] as const

/** The name of a rule of the text formats. */
export type FormatRule = (typeof FORMAT_RULES)[number]

/** What a text can be. */
export type TextFormat =
  | 'verifier key'
  | 'signed note'
  | 'checkpoint'
  | 'tlog-proof'
  | 'receipt'
  | 'fork proof'
  | 'policy'
  | 'add-checkpoint request'
  | 'signature lines'

/** A text that breaks a rule of its format. */
export interface BrokenText extends Malformed {
  readonly what: TextFormat
  readonly rule: FormatRule
  /** The line that breaks it, from 1; 0 for the text as a whole. `path` says the same in words. */
  readonly line: number
}

/**
 * The left that says so. `found` is attacker-controlled where it is quoted text: quote it first.
 */
export function broken(
  what: TextFormat,
  rule: FormatRule,
  line: number,
  expected: string,
  found: string,
): E.Either<BrokenText, never> {
  const path = line === 0 ? '' : `line ${line}`
  return E.left({ _tag: 'Malformed', what, rule, line, path, expected, found })
}

/**
 * Reads attacker-controlled bytes as lines of text: at most `maxBytes`, UTF-8 without a byte order
 * mark, no ASCII control character but the line feed, a line feed at the end.
 */
export function readText(
  what: TextFormat,
  bytes: Uint8Array,
  maxBytes: number,
): E.Either<BrokenText, string> {
  if (bytes.length > maxBytes) {
    return broken(what, 'too-long', 0, `at most ${maxBytes} bytes`, `${bytes.length} bytes`)
  }
  const text = readUtf8(bytes)
  if (text === null) {
    return broken(what, 'utf-8', 0, 'UTF-8 without a byte order mark', 'other bytes')
  }
  const control = bytes.findIndex(isControl)
  if (control >= 0) {
    const line = bytes.subarray(0, control).filter((byte) => byte === 0x0a).length + 1
    const found = `0x${encodeHex(bytes.subarray(control, control + 1))}`
    return broken(what, 'control-character', line, 'no control character', found)
  }
  return text.endsWith('\n')
    ? E.right(text)
    : broken(what, 'final-newline', text.split('\n').length, 'a line feed at the end', 'none')
}

/** True where `text` holds an ASCII control character other than the line feed. */
export function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isControl(text.charCodeAt(i))) return true
  return false
}

function isControl(code: number): boolean {
  return code < 0x20 && code !== 0x0a
}
