/**
 * Proofs of logging as text (c2sp.org/tlog-proof): where an entry lies, its inclusion proof, and
 * the checkpoint it leads to, with its cosignatures.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra AQID                                           or no such line
 *     index 3
 *     DvTVkMX12JnDrOveChmU+LE4YVFY7f6Z80X5kPP0Xrg=         the proof from the leaf's sibling up,
 *     bnzlCXzMmWcoBqNrclp6JcadCIr9Gw5rOTcjlg2LEQ4=         a hash a line
 *     Q2viUrAf2ursuCpGWo0ZCZjCP53w9arm4E43/dfIOg4=
 *
 *     accords.example/1                                    the checkpoint, verbatim, to the end
 *     …
 *
 * `extra` is not authenticated: nothing here reads it. Spec: proofs §6.
 */
import * as E from 'fp-ts/lib/Either.js'
import { decodeBase64, encodeBase64 } from '../values/base64.ts'
import { concatBytes } from '../values/bytes.ts'
import { parseHash, readCheckpoint } from './checkpoint.ts'
import type { SignedCheckpoint } from './checkpoint.ts'
import { formatDecimal, parseDecimal } from '../values/decimal.ts'
import { broken, readText } from './format-rule.ts'
import type { BrokenText, TextFormat } from './format-rule.ts'
import { formatNote, MAX_NOTE_BYTES, splitNote } from './note.ts'
import { quote } from '../values/quote.ts'

/** A proof of logging. Nothing in it has been checked. */
export interface TlogProof {
  /** The leaf index, in [0, 2^53). */
  readonly index: number
  /** 32 bytes each, from the leaf's sibling to the root's child; at most 63. */
  readonly hashes: readonly Uint8Array[]
  readonly signed: SignedCheckpoint
  /** Not authenticated; at least one byte, or null. */
  readonly extra: Uint8Array | null
}

/**
 * Hashes that a proof may hold: what C2SP allows a request to a witness. Below 2^53 leaves no proof
 * takes more than 54.
 */
export const MAX_PROOF_HASHES = 63
/** Bytes a tlog-proof may take: a note, the hashes, and 64 KiB of extra data. */
export const MAX_TLOG_PROOF_BYTES: number = MAX_NOTE_BYTES + 98_304

/** The bytes of a tlog-proof. */
export function formatTlogProof({ index, hashes, signed, extra }: TlogProof): Uint8Array {
  const head = [
    HEADER,
    ...(extra === null ? [] : [`${EXTRA}${encodeBase64(extra)}`]),
    `${INDEX}${formatDecimal(index)}`,
    ...hashes.map(encodeBase64),
  ]
  return concatBytes(UTF8.encode(`${head.join('\n')}\n\n`), formatNote(signed.note))
}

/**
 * Reads attacker-controlled bytes as a tlog-proof. Accepts only what `formatTlogProof` prints.
 * Left: the first rule they break.
 */
export function parseTlogProof(bytes: Uint8Array): E.Either<BrokenText, TlogProof> {
  const text = readText('tlog-proof', bytes, MAX_TLOG_PROOF_BYTES)
  return E.isLeft(text) ? text : tlogProofOf('tlog-proof', text.right, 1)
}

/** Reads a tlog-proof in what `readText` has read; its first line is line `line` of a `what`. */
export function tlogProofOf(
  what: TextFormat,
  text: string,
  line: number,
): E.Either<BrokenText, TlogProof> {
  const part = splitProof(what, text, line)
  if (E.isLeft(part)) return part
  const [header, ...rest] = part.right.head
  if (header !== HEADER) return broken(what, 'header', line, HEADER, quote(header ?? ''))
  const extra = extraOf(what, rest[0] ?? '', line + 1)
  if (E.isLeft(extra)) return extra
  const [indexLine = '', ...hashLines] = extra.right === null ? rest : rest.slice(1)
  const indexAt = line + (extra.right === null ? 1 : 2)
  if (!indexLine.startsWith(INDEX)) {
    return broken(what, 'index-line', indexAt, '"index " and a decimal', quote(indexLine))
  }
  const index = parseDecimal(indexLine.slice(INDEX.length))
  if (index === null) {
    return broken(what, 'decimal', indexAt, 'an index, a decimal below 2^53', quote(indexLine))
  }
  const hashes = parseHashes(what, hashLines, indexAt + 1)
  if (E.isLeft(hashes)) return hashes
  const signed = part.right.signed()
  if (E.isLeft(signed)) return signed
  return E.right({ index, hashes: hashes.right, signed: signed.right, extra: extra.right })
}

/** Lines, then an empty line, then a signed checkpoint, to be read after them. */
interface ProofParts {
  readonly head: readonly string[]
  readonly signed: () => E.Either<BrokenText, SignedCheckpoint>
}

/** Splits at the first empty line. */
export function splitProof(
  what: TextFormat,
  text: string,
  line: number,
): E.Either<BrokenText, ProofParts> {
  const end = text.indexOf('\n\n')
  if (end < 0) return broken(what, 'proof-end', 0, 'an empty line and a checkpoint', 'none')
  const head = text.slice(0, end).split('\n')
  const start = line + head.length + 1
  const signed = (): E.Either<BrokenText, SignedCheckpoint> => {
    const note = splitNote(what, text.slice(end + 2), start)
    return E.isLeft(note) ? note : readCheckpoint(what, note.right, start)
  }
  return E.right({ head, signed })
}

/** The hashes of a proof, a line each, the first on line `line` of a `what`. */
export function parseHashes(
  what: TextFormat,
  lines: readonly string[],
  line: number,
): E.Either<BrokenText, readonly Uint8Array[]> {
  if (lines.length > MAX_PROOF_HASHES) {
    const expected = `at most ${MAX_PROOF_HASHES} hashes`
    return broken(what, 'proof-count', 0, expected, `${lines.length}`)
  }
  const hashes: Uint8Array[] = []
  for (const [i, each] of lines.entries()) {
    const hash = parseHash(what, each, line + i)
    if (E.isLeft(hash)) return hash
    hashes.push(hash.right)
  }
  return E.right(hashes)
}

const HEADER = 'c2sp.org/tlog-proof@v1'
const EXTRA = 'extra '
const INDEX = 'index '
const UTF8 = new TextEncoder()

function extraOf(
  what: TextFormat,
  text: string,
  line: number,
): E.Either<BrokenText, Uint8Array | null> {
  if (!text.startsWith(EXTRA)) return E.right(null)
  const extra = decodeBase64(text.slice(EXTRA.length))
  if (extra === null) return broken(what, 'base64', line, 'strict base64', quote(text))
  return extra.length > 0
    ? E.right(extra)
    : broken(what, 'extra', line, 'data, or no such line', 'none')
}
