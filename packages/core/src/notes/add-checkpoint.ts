/**
 * What is said to a witness (c2sp.org/tlog-witness, `add-checkpoint`), and what it answers.
 *
 *     old 20852014                                         the size that the witness cosigned last
 *     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=         the consistency proof from there, at most 63 hashes
 *
 *     example.com/behind-the-sofa                          the signed checkpoint, to the end
 *     …
 *
 *     200  signature lines, cosignatures all              409  text/x.tlog.size: the size cosigned last
 *     400, 403, 404, 422  a sentence
 *
 * Spec: proofs §5.2.
 */
import * as E from 'fp-ts/lib/Either.js'
import { encodeBase64 } from '../values/base64.ts'
import { concatBytes } from '../values/bytes.ts'
import type { SignedCheckpoint } from './checkpoint.ts'
import { formatDecimal, parseDecimal } from '../values/decimal.ts'
import { broken, readText } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { readUtf8 } from '../values/json.ts'
import { formatNote, MAX_NOTE_BYTES } from './note.ts'
import { quote } from '../values/quote.ts'
import { parseHashes, splitProof } from './tlog-proof.ts'

/** A request to cosign a checkpoint. Nothing in it has been checked. */
export interface AddCheckpoint {
  /** The size that the log thinks the witness cosigned last, in [0, 2^53). */
  readonly old: number
  /** The consistency proof from there: 32 bytes each, at most 63. */
  readonly proof: readonly Uint8Array[]
  readonly signed: SignedCheckpoint
}

/** Bytes a request may take: a note, and 64 lines. */
export const MAX_ADD_CHECKPOINT_BYTES: number = MAX_NOTE_BYTES + 4096

/** The media type of a 409 answer. */
export const TLOG_SIZE_TYPE = 'text/x.tlog.size'

/** The body of a request. */
export function formatAddCheckpoint({ old, proof, signed }: AddCheckpoint): Uint8Array {
  const head = [`${OLD}${formatDecimal(old)}`, ...proof.map(encodeBase64)].join('\n')
  return concatBytes(UTF8.encode(`${head}\n\n`), formatNote(signed.note))
}

/**
 * Reads attacker-controlled bytes as the body of a request. Accepts only what `formatAddCheckpoint`
 * prints. Left: the first rule they break.
 */
export function parseAddCheckpoint(bytes: Uint8Array): E.Either<BrokenText, AddCheckpoint> {
  const text = readText(WHAT, bytes, MAX_ADD_CHECKPOINT_BYTES)
  if (E.isLeft(text)) return text
  const parts = splitProof(WHAT, text.right, 1)
  if (E.isLeft(parts)) return parts
  const [oldLine = '', ...hashLines] = parts.right.head
  if (!oldLine.startsWith(OLD)) {
    return broken(WHAT, 'old-line', 1, '"old " and a decimal', quote(oldLine))
  }
  const old = parseDecimal(oldLine.slice(OLD.length))
  if (old === null) return broken(WHAT, 'decimal', 1, 'a decimal below 2^53', quote(oldLine))
  const proof = parseHashes(WHAT, hashLines, 2)
  if (E.isLeft(proof)) return proof
  const signed = parts.right.signed()
  return E.isLeft(signed) ? signed : E.right({ old, proof: proof.right, signed: signed.right })
}

/** The body of a 409 answer. */
export function formatTlogSize(size: number): string {
  return `${formatDecimal(size)}\n`
}

/**
 * The size in the attacker-controlled body of a 409 answer, or null where it is not what
 * `formatTlogSize` prints.
 */
export function parseTlogSize(body: Uint8Array): number | null {
  const text = body.length > 17 ? null : readUtf8(body)
  return text?.endsWith('\n') === true ? parseDecimal(text.slice(0, -1)) : null
}

const WHAT = 'add-checkpoint request'
const OLD = 'old '
const UTF8 = new TextEncoder()
