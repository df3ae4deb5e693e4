/**
 * Checkpoints (c2sp.org/tlog-checkpoint): a log's tree head as the text of a signed note.
 *
 *     example.com/behind-the-sofa                          origin: what names the log
 *     20852163                                             tree size
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=         root hash
 *
 *     — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
 *
 * Extension lines below these three are kept when read, and never written: nobody audits them. The
 * log's key is named by the origin. During the announced overlap of a rotation two operator keys
 * sign. Spec: proofs §4.
 */
import * as E from 'fp-ts/lib/Either.js'
import { decodeBase64, encodeBase64 } from '../values/base64.ts'
import type { Cosignature } from './cosignature.ts'
import { formatDecimal, parseDecimal } from '../values/decimal.ts'
import { broken } from './format-rule.ts'
import type { BrokenText, TextFormat } from './format-rule.ts'
import { parseNote } from './note.ts'
import type { Note } from './note.ts'
import { noKnownSignature, openParsedNote, signNote } from './open-note.ts'
import type { OpenNoteError } from './open-note.ts'
import type { Origin } from '../values/primitives.ts'
import type { TreeHead } from '../tree/proof.ts'
import { quote } from '../values/quote.ts'
import type { Signer } from '../crypto/sign.ts'
import type { Verifier } from '../crypto/verifier.ts'
import type { VerifierKey } from './verifier-key.ts'

/** A tree head with the name of its log. */
export interface Checkpoint extends TreeHead {
  /** One line; of a log of this library an `Origin`, of others any text. */
  readonly origin: string
  /** Lines that say nothing here. */
  readonly extensions: readonly string[]
}

/** A note whose text is a checkpoint, its signatures not checked. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: Note
}

/** A checkpoint that its log signed. Only `openCheckpoint` makes one. */
export interface OpenedCheckpoint extends SignedCheckpoint {
  /** The log's keys that signed it, at least one. */
  readonly signers: readonly VerifierKey[]
  /** By the witnesses that are known. */
  readonly cosignatures: readonly Cosignature[]
}

/** The keys by which a checkpoint is opened. A log's key is named by its origin. */
export interface CheckpointKeys {
  readonly logs: readonly VerifierKey[]
  readonly witnesses: readonly VerifierKey[]
}

/** A checkpoint of a log that has no known key. */
export interface UnknownOrigin {
  readonly _tag: 'UnknownOrigin'
  readonly expected: readonly string[]
  /** Attacker-controlled. */
  readonly found: string
}

/** Why bytes are not a checkpoint of a known log that its key signed. */
export type CheckpointError = BrokenText | UnknownOrigin | OpenNoteError

/**
 * The text of a checkpoint: three lines. `origin` is one line, `size` is in [0, 2^53) and `root`
 * takes 32 bytes, else a RangeError.
 */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string {
  if (origin === '' || /\n/.test(origin)) throw new RangeError('an origin is one line')
  if (root.length !== 32) throw new RangeError(`a root hash takes 32 bytes, not ${root.length}`)
  return `${origin}\n${formatDecimal(size)}\n${encodeBase64(root)}\n`
}

/** The checkpoint that attacker-controlled `text` spells. Left: the first rule it breaks. */
export function parseCheckpoint(text: string): E.Either<BrokenText, Checkpoint> {
  return checkpointOf('checkpoint', text, 1)
}

/** Reads attacker-controlled bytes as a signed checkpoint. Left: the first rule they break. */
export function parseSignedCheckpoint(bytes: Uint8Array): E.Either<BrokenText, SignedCheckpoint> {
  const note = parseNote(bytes)
  return E.isLeft(note) ? note : readCheckpoint('checkpoint', note.right, 1)
}

/** A note as a signed checkpoint; its first line is line `line` of a `what`. */
export function readCheckpoint(
  what: TextFormat,
  note: Note,
  line: number,
): E.Either<BrokenText, SignedCheckpoint> {
  const checkpoint = checkpointOf(what, note.text, line)
  return E.isLeft(checkpoint) ? checkpoint : E.right({ checkpoint: checkpoint.right, note })
}

/**
 * Signs a tree head with the operator's key, during the overlap of a rotation with both. Throws a
 * RangeError for the tree of no leaves: a log is not published before its first entry.
 */
export async function signCheckpoint(
  origin: Origin,
  head: TreeHead,
  operators: readonly Signer[],
): Promise<Uint8Array> {
  if (head.size === 0) throw new RangeError('a checkpoint of size 0 is never signed')
  const text = formatCheckpoint({ origin, ...head })
  return signNote(
    text,
    operators.map((signer) => ({ name: origin, signer })),
  )
}

/**
 * Opens a checkpoint: attacker-controlled bytes, and the keys that are known. Left: the rule that
 * they break, a log that is not known, a bad signature by any known key, or none by a key of the
 * log.
 */
export async function openCheckpoint(
  bytes: Uint8Array,
  keys: CheckpointKeys,
  verifier: Verifier,
): Promise<E.Either<CheckpointError, OpenedCheckpoint>> {
  const signed = parseSignedCheckpoint(bytes)
  return E.isLeft(signed) ? signed : openParsedCheckpoint(signed.right, keys, verifier)
}

/** `openCheckpoint` of a checkpoint that has been parsed. */
export async function openParsedCheckpoint(
  { checkpoint, note }: SignedCheckpoint,
  { logs, witnesses }: CheckpointKeys,
  verifier: Verifier,
): Promise<E.Either<UnknownOrigin | OpenNoteError, OpenedCheckpoint>> {
  const own = logs.filter(({ name, type }) => name === checkpoint.origin && type === 'ed25519')
  if (own.length === 0) {
    const expected = [...new Set(logs.map(({ name }) => name))]
    return E.left({ _tag: 'UnknownOrigin', expected, found: checkpoint.origin })
  }
  const cosigners = witnesses.filter(({ type }) => type === 'cosignature-v1')
  const opened = await openParsedNote(note, [...own, ...cosigners], verifier)
  if (E.isLeft(opened)) return opened
  const { known } = opened.right
  const signers = known.filter(({ time }) => time === null).map(({ key }) => key)
  const cosignatures = known.flatMap(({ key, time }) => (time === null ? [] : [{ key, time }]))
  return signers.length === 0
    ? E.left(noKnownSignature(own, note))
    : E.right({ checkpoint, note, signers, cosignatures })
}

function checkpointOf(
  what: TextFormat,
  text: string,
  line: number,
): E.Either<BrokenText, Checkpoint> {
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (!text.endsWith('\n') || origin === undefined || size === undefined || root === undefined) {
    return broken(what, 'checkpoint-lines', line, 'an origin, a size and a root hash', quote(text))
  }
  if (origin === '') return broken(what, 'origin', line, 'an origin', 'an empty line')
  const leaves = parseDecimal(size)
  if (leaves === null) {
    return broken(what, 'decimal', line + 1, 'a tree size, a decimal below 2^53', quote(size))
  }
  const hash = parseHash(what, root, line + 2)
  if (E.isLeft(hash)) return hash
  const empty = extensions.indexOf('')
  return empty < 0
    ? E.right({ origin, size: leaves, root: hash.right, extensions })
    : broken(what, 'extension', line + 3 + empty, 'no empty line', 'an empty line')
}

/** The 32 bytes of a hash in base64, on line `line` of a `what`. */
export function parseHash(
  what: TextFormat,
  text: string,
  line: number,
): E.Either<BrokenText, Uint8Array> {
  const hash = decodeBase64(text)
  if (hash === null) return broken(what, 'base64', line, 'strict base64 of a hash', quote(text))
  return hash.length === 32
    ? E.right(hash)
    : broken(what, 'hash-length', line, 'a hash of 32 bytes', `${hash.length} bytes`)
}
