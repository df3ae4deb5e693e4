/**
 * Signing notes and opening them: which of a note's signatures are by keys that the reader knows.
 *
 * A key is known by name and id. A line by an unknown pair is kept and says nothing; a bad
 * signature by a known one rejects the whole note, and so does the lack of a good one. Of lines
 * with one known pair the first is checked and the rest say nothing; `signNote` and
 * `withSignatures` never write two (C2SP#257). ML-DSA-44 lines are never checked, whoever is known.
 * Ed25519 is decided by the strict rule (spec §4), which is narrower than C2SP asks for.
 * Spec: proofs §3.3.
 */
import * as E from 'fp-ts/lib/Either.js'
import { cosignedBytes, splitCosignature } from './cosignature.ts'
import { hasControlCharacter } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { decodeHex } from '../values/hex.ts'
import { isWellFormed } from '../values/json.ts'
import { formatNote, parseNote, parseSignatureLines } from './note.ts'
import type { Note, NoteSignature } from './note.ts'
import type { Signer } from '../crypto/sign.ts'
import { firstRefused } from '../crypto/verifier.ts'
import type { SignatureCheck, Verifier } from '../crypto/verifier.ts'
import { sameVerifierKey, verifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

/** Who signs a note, and under which name. */
export interface NoteSigner {
  readonly name: string
  readonly signer: Signer
}

/** A signature by a known key that stands. */
export interface KnownSignature {
  readonly key: VerifierKey
  /** The place of its line among `signatures`, from 0. */
  readonly at: number
  /** Of a cosignature, its time in seconds since 1970; else null. */
  readonly time: number | null
}

/** A note under which a known key's signature stands. Only `openNote` makes one. */
export interface OpenedNote extends Note {
  readonly known: readonly KnownSignature[]
}

/** A signature by a known key that does not stand. */
export interface BadNoteSignature {
  readonly _tag: 'BadNoteSignature'
  /** The place of its line among the signature lines, from 0. */
  readonly at: number
  readonly name: string
  readonly id: string
}

/** No signature under a note is by a key that is known, or none by one that is needed. */
export interface NoKnownSignature {
  readonly _tag: 'NoKnownSignature'
  /** `name+id` of the keys that would do. */
  readonly expected: readonly string[]
  /** `name+id` of the lines, attacker-controlled. */
  readonly found: readonly string[]
}

/** Why a note that was parsed does not open. */
export type OpenNoteError = BadNoteSignature | NoKnownSignature
/** Why bytes are not a note that a known key signed. */
export type NoteError = BrokenText | OpenNoteError

/**
 * Signs `text` with each of `signers`. The text ends in a line feed and holds no other control
 * character; no two signers share name and key; else a RangeError.
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<Uint8Array> {
  if (!text.endsWith('\n') || hasControlCharacter(text) || !isWellFormed(text)) {
    throw new RangeError('the text of a note is lines of well-formed text')
  }
  const signatures: NoteSignature[] = []
  for (const { name, signer } of signers) {
    const { id } = noteKey(name, signer)
    if (signatures.some((each) => each.name === name && each.id === id)) {
      throw new RangeError(`${name}+${id} signs once`)
    }
    signatures.push({ name, id, signature: await signer.sign(UTF8.encode(text)) })
  }
  if (signatures.length === 0) throw new RangeError('a note has a signature')
  return formatNote({ text, signatures })
}

/**
 * The verifier key of who signs notes as `name`. Throws a RangeError where `name` is no key name.
 */
export function noteKey(name: string, signer: Pick<Signer, 'key'>): VerifierKey {
  return verifierKey(name, 'ed25519', decodeHex(signer.key) ?? new Uint8Array(0))
}

/**
 * `note` with `more` signatures: one of a (name, id) that it has takes that one's place, others
 * follow.
 */
export function withSignatures(note: Note, more: readonly NoteSignature[]): Note {
  const byKey = new Map<string, NoteSignature>()
  for (const each of note.signatures) {
    if (!byKey.has(pairOf(each))) byKey.set(pairOf(each), each)
  }
  for (const each of more) byKey.set(pairOf(each), each)
  return { text: note.text, signatures: [...byKey.values()] }
}

/**
 * `note` with the signatures by `keys` in attacker-controlled lines, such as a witness answers;
 * lines by others are left out. Left: the rule that the lines break, a bad signature by one of
 * `keys`, or none by any.
 */
export async function addKnownSignatures(
  note: Note,
  lines: Uint8Array,
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<E.Either<NoteError, Note>> {
  const signatures = parseSignatureLines(lines)
  if (E.isLeft(signatures)) return signatures
  const answer = { text: note.text, signatures: signatures.right }
  const opened = await openParsedNote(answer, keys, verifier)
  if (E.isLeft(opened)) return opened
  const places = new Set(opened.right.known.map(({ at }) => at))
  return E.right(
    withSignatures(
      note,
      answer.signatures.filter((_, i) => places.has(i)),
    ),
  )
}

/**
 * Opens a note: attacker-controlled bytes, and the keys that are known. Left: the rule that they
 * break, the first bad signature by a known key, or the lack of a good one. Throws a RangeError
 * where two of `keys` share name and id.
 */
export async function openNote(
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<E.Either<NoteError, OpenedNote>> {
  const note = parseNote(bytes)
  return E.isLeft(note) ? note : openParsedNote(note.right, keys, verifier)
}

/** `openNote` of a note that has been parsed. */
export async function openParsedNote(
  note: Note,
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<E.Either<OpenNoteError, OpenedNote>> {
  const claims = claimsOf(note, byPair(keys))
  const checks = claims.map(({ check }) => check)
  const bad = claims[await firstRefused(verifier, checks)]
  if (bad !== undefined) {
    const { name, id } = bad.key
    return E.left({ _tag: 'BadNoteSignature', at: bad.at, name, id })
  }
  if (claims.length === 0) return E.left(noKnownSignature(keys, note))
  return E.right({ ...note, known: claims.map(({ key, at, time }) => ({ key, at, time })) })
}

/** The left that says so. */
export function noKnownSignature(keys: readonly VerifierKey[], note: Note): NoKnownSignature {
  return {
    _tag: 'NoKnownSignature',
    expected: keys.map(pairOf),
    found: note.signatures.map(pairOf),
  }
}

const UTF8 = new TextEncoder()
const NO_SIGNATURE = new Uint8Array(0)

/** A line by a known pair, and the question whether it stands. */
interface Claim extends KnownSignature {
  readonly check: SignatureCheck
}

function claimsOf(note: Note, known: ReadonlyMap<string, VerifierKey>): readonly Claim[] {
  const claims = new Map<string, Claim>()
  for (const [at, line] of note.signatures.entries()) {
    const key = known.get(pairOf(line))
    if (key === undefined || claims.has(pairOf(line))) continue
    claims.set(pairOf(line), { key, at, ...question(key, line.signature, note.text) })
  }
  return [...claims.values()]
}

function question(
  { type, key }: VerifierKey,
  signature: Uint8Array,
  text: string,
): Pick<Claim, 'check' | 'time'> {
  if (type === 'ed25519')
    return { time: null, check: { key, message: UTF8.encode(text), signature } }
  const parts = splitCosignature(signature)
  // A signature of no bytes: any backend says no.
  if (parts === null) {
    return { time: null, check: { key, message: NO_SIGNATURE, signature: NO_SIGNATURE } }
  }
  const check = { key, message: cosignedBytes(text, parts.time), signature: parts.signature }
  return { time: parts.time, check }
}

/** The keys that can be checked, by name and id. */
function byPair(keys: readonly VerifierKey[]): ReadonlyMap<string, VerifierKey> {
  const known = new Map<string, VerifierKey>()
  for (const key of keys) {
    if (key.type === 'ml-dsa-44') continue
    const other = known.get(pairOf(key))
    if (other !== undefined && !sameVerifierKey(key, other)) {
      throw new RangeError(`two keys are ${pairOf(key)}`)
    }
    known.set(pairOf(key), key)
  }
  return known
}

/** A name holds no `+`, so that a pair has one spelling. */
function pairOf({ name, id }: { readonly name: string; readonly id: string }): string {
  return `${name}+${id}`
}
