/**
 * Fork proofs: evidence, in one text file, that an operator signed two trees of one log of which neither is the beginning of
 * the other. Nothing else is needed to check one but the operator's key.
 *
 *     accord-ledger fork proof v1
 *     root nND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeM=     R: the root of the newer tree's first leaves, as many as the older has
 *     hfmPTaLHJC0Os4wGX1x4BHjVa3WVTOIeJVqg9OZWyZk=          the consistency proof of R and the newer tree, a hash a line
 *     older 5                                                the older checkpoint, in so many lines
 *     accords.example/1
 *     …
 *     newer 5                                                the newer one
 *     accords.example/1
 *     …
 *
 * A proof of consistency that fails shows nothing: anybody can write one. So the file proves what the newer tree begins with:
 * R, by a consistency proof that holds, and R is not the root that was signed. At one size R is the newer root, and no hash follows.
 * The extension is `.fork-proof`. Spec: proofs §10.
 */
import * as E from 'fp-ts/lib/Either.js'
import { encodeBase64 } from '../values/base64.ts'
import { concatBytes } from '../values/bytes.ts'
import { openParsedCheckpoint, parseHash, parseSignedCheckpoint } from './checkpoint.ts'
import type { SignedCheckpoint, UnknownOrigin } from './checkpoint.ts'
import { formatDecimal, parseDecimal } from '../values/decimal.ts'
import { broken, readText } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { rootAt } from '../tree/hash-reader.ts'
import type { HashReader } from '../tree/hash-reader.ts'
import { encodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'
import { formatNote, MAX_NOTE_BYTES } from './note.ts'
import type { OpenNoteError } from './open-note.ts'
import type { Hash } from '../values/primitives.ts'
import { checkConsistency, proveConsistency } from '../tree/proof.ts'
import type { ProofError } from '../tree/proof.ts'
import { quote } from '../values/quote.ts'
import { parseHashes } from './tlog-proof.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { VerifierKey } from './verifier-key.ts'

/** Two checkpoints of one log, and what the newer tree begins with. Nothing in it has been checked. */
export interface ForkProof {
  readonly older: SignedCheckpoint
  readonly newer: SignedCheckpoint
  /** The root of the newer tree's first `older.checkpoint.size` leaves: 32 bytes. */
  readonly root: Uint8Array
  /** The consistency proof of that root and the newer tree (RFC 9162 §2.1.4). */
  readonly hashes: readonly Uint8Array[]
}

/** A fork that was shown: two trees that the operator signed. */
export interface Fork {
  readonly origin: string
  readonly older: { readonly size: number; readonly root: Hash }
  readonly newer: { readonly size: number; readonly root: Hash }
  /** The root of the newer tree's first `older.size` leaves, which is not `older.root`. */
  readonly begins: Hash
  /** Names the keys that signed both. */
  readonly keys: readonly VerifierKey[]
}

/** The two checkpoints are of different logs. */
export interface OriginsDiffer {
  readonly _tag: 'OriginsDiffer'
  readonly older: string
  readonly newer: string
}

/** The newer tree begins with the older one: there is no fork. */
export interface NoFork {
  readonly _tag: 'NoFork'
  readonly size: number
}

/** Why bytes prove no fork. */
export type ForkError =
  BrokenText | OriginsDiffer | UnknownOrigin | OpenNoteError | ProofError | NoFork

/** Bytes a fork proof may take. */
export const MAX_FORK_PROOF_BYTES: number = 2 * MAX_NOTE_BYTES + 8192

/**
 * Compares two checkpoints of one log, `older.size <= newer.size`, over a reader of the tree that `newer` was signed for. Null where they are
 * consistent. Rejects with a RangeError where the sizes are out of order, and where the reader does.
 */
export async function findFork(
  older: SignedCheckpoint,
  newer: SignedCheckpoint,
  reader: HashReader,
): Promise<ForkProof | null> {
  const { size } = older.checkpoint
  const hashes = await proveConsistency(reader, size, newer.checkpoint.size)
  const root = await rootAt(reader, size)
  return sameBytes(root, older.checkpoint.root) ? null : { older, newer, root, hashes }
}

/** The bytes of a fork proof. */
export function formatForkProof({ older, newer, root, hashes }: ForkProof): Uint8Array {
  const lines = [HEADER, `root ${encodeBase64(root)}`, ...hashes.map(encodeBase64)]
  return concatBytes(
    UTF8.encode(`${lines.join('\n')}\n`),
    ...notePart('older', older),
    ...notePart('newer', newer),
  )
}

/** Reads attacker-controlled bytes as a fork proof. Accepts only what `formatForkProof` prints. Left: the first rule they break. */
export function parseForkProof(bytes: Uint8Array): E.Either<BrokenText, ForkProof> {
  const text = readText(WHAT, bytes, MAX_FORK_PROOF_BYTES)
  if (E.isLeft(text)) return text
  const lines = text.right.split('\n')
  const [header = '', rootLine = ''] = lines
  if (header !== HEADER) return broken(WHAT, 'header', 1, HEADER, quote(header))
  if (!rootLine.startsWith(ROOT))
    return broken(WHAT, 'root-line', 2, '"root " and a hash', quote(rootLine))
  const root = parseHash(WHAT, rootLine.slice(ROOT.length), 2)
  if (E.isLeft(root)) return root
  const end = lines.findIndex((line) => line.startsWith('older '))
  if (end < 0) return broken(WHAT, 'proof-end', 0, 'a line "older "', 'none')
  const hashes = parseHashes(WHAT, lines.slice(2, end), 3)
  if (E.isLeft(hashes)) return hashes
  const older = readNotePart('older', lines, end)
  if (E.isLeft(older)) return older
  const newer = readNotePart('newer', lines, older.right.end)
  if (E.isLeft(newer)) return newer
  const proof = {
    older: older.right.signed,
    newer: newer.right.signed,
    root: root.right,
    hashes: hashes.right,
  }
  return sameBytes(formatForkProof(proof), bytes)
    ? E.right(proof)
    : broken(WHAT, 'proof-end', newer.right.end + 1, 'nothing after the newer checkpoint', 'more')
}

/**
 * Checks attacker-controlled bytes as a fork proof of a log whose keys are `keys`. Right: the fork. Left: what keeps them from
 * proving one. Rejects where the verifier does.
 */
export async function verifyFork(
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<E.Either<ForkError, Fork>> {
  const parsed = parseForkProof(bytes)
  if (E.isLeft(parsed)) return parsed
  const { root, hashes } = parsed.right
  const [older, newer] = [parsed.right.older.checkpoint, parsed.right.newer.checkpoint]
  if (older.origin !== newer.origin) {
    return E.left({ _tag: 'OriginsDiffer', older: older.origin, newer: newer.origin })
  }
  const signers: VerifierKey[] = []
  for (const signed of [parsed.right.older, parsed.right.newer]) {
    const opened = await openParsedCheckpoint(signed, { logs: keys, witnesses: [] }, verifier)
    if (E.isLeft(opened)) return opened
    signers.push(...opened.right.signers)
  }
  const consistent = checkConsistency({ size: older.size, root }, newer, hashes)
  if (E.isLeft(consistent)) return consistent
  if (sameBytes(root, older.root)) return E.left({ _tag: 'NoFork', size: older.size })
  return E.right({
    origin: older.origin,
    older: { size: older.size, root: encodeHex(older.root) as Hash },
    newer: { size: newer.size, root: encodeHex(newer.root) as Hash },
    begins: encodeHex(root) as Hash,
    keys: signers.filter((key, i) => signers.findIndex(({ id }) => id === key.id) === i),
  })
}

const WHAT = 'fork proof'
const HEADER = 'accord-ledger fork proof v1'
const ROOT = 'root '
const UTF8 = new TextEncoder()

function notePart(name: string, { note }: SignedCheckpoint): readonly Uint8Array[] {
  const bytes = formatNote(note)
  const lines = bytes.filter((byte) => byte === 0x0a).length
  return [UTF8.encode(`${name} ${formatDecimal(lines)}\n`), bytes]
}

/** The checkpoint after line `at` (from 0), and the line behind it. */
function readNotePart(
  name: string,
  lines: readonly string[],
  at: number,
): E.Either<BrokenText, { readonly signed: SignedCheckpoint; readonly end: number }> {
  const line = lines[at] ?? ''
  const count = line.startsWith(`${name} `) ? parseDecimal(line.slice(name.length + 1)) : null
  if (count === null || count > lines.length) {
    return broken(WHAT, 'note-lines', at + 1, `"${name} " and a number of lines`, quote(line))
  }
  const end = at + 1 + count
  const signed = parseSignedCheckpoint(UTF8.encode(`${lines.slice(at + 1, end).join('\n')}\n`))
  return E.isLeft(signed) ? signed : E.right({ signed: signed.right, end })
}
