/** Laws of signed notes, checkpoints and keys. */
import {
  decodeHex,
  encodeHex,
  isOrigin,
  isPublicKey,
  noteKey,
  parseSignedCheckpoint,
  witnessKey,
} from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { asSigner } from '../arbitraries/keyring.ts'
import type { SigningKey } from '../arbitraries/keyring.ts'
import {
  aKeyName,
  aNote,
  anUnknownLine,
  FIRST_WITNESS,
  nthWitnessKey,
} from '../arbitraries/notes.ts'
import type { NoteCase } from '../arbitraries/notes.ts'
import { anOrigin } from '../arbitraries/words.ts'
import { insist, law, same } from './law.ts'
import type { Law, Sources } from './law.ts'
import { placeOf } from './logs.ts'

const pickedNote = ({ keys }: Sources): fc.Arbitrary<{ note: NoteCase; pick: number }> =>
  fc.record({ note: aNote(keys), pick: fc.nat(10_000) })

interface CheckpointCase {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly operator: SigningKey
  readonly witness: SigningKey
  readonly time: number
  readonly pick: number
}

const aCheckpoint = ({ keys }: Sources): fc.Arbitrary<CheckpointCase> =>
  fc.record({
    origin: anOrigin,
    size: fc.oneof(
      fc.integer({ min: 1, max: 300 }),
      fc.maxSafeNat().map((n) => Math.max(1, n)),
    ),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    operator: fc.nat(3).map((n) => keys.nth(n)),
    witness: fc.constant(keys.nth(FIRST_WITNESS)),
    time: fc.oneof(fc.nat(), fc.maxSafeNat()),
    pick: fc.nat(10_000),
  })

/** The laws of notes. */
export const noteLaws: readonly Law[] = [
  law({
    kind: 'note',
    name: 'notes-reread',
    claim: 'a note that is printed is read as it was, and what is read prints as it stood',
    protects: 'that a note has one spelling',
    covers: [
      'unknown lines',
      'an empty line in the text',
      'a changed byte refused',
      'a changed byte read',
    ],
    cases: pickedNote,
    check: async ({ subject, met, note: tell }, { note, pick }) => {
      tell(`a note of ${note.lines.length} lines, text ${JSON.stringify(note.text)}`)
      const bytes = subject.formatNote({ text: note.text, signatures: note.lines })
      same('the bytes', bytes, note.bytes)
      const read = subject.parseNote(bytes)
      if (E.isLeft(read)) throw new Error('a note that was printed is not read')
      same('the note', read.right, { text: note.text, signatures: note.lines })
      if (note.lines.length > note.signers.length) met('unknown lines')
      if (note.text.includes('\n\n')) met('an empty line in the text')
      const at = placeOf(pick * 7919, bytes.length)
      const changed = bytes.with(at, (bytes[at] ?? 0) ^ (1 << (pick % 7)))
      const other = subject.parseNote(changed)
      if (E.isRight(other)) same('the changed note', subject.formatNote(other.right), changed)
      met(E.isRight(other) ? 'a changed byte read' : 'a changed byte refused')
    },
  }),
  law({
    kind: 'note',
    name: 'notes-open-by-known-keys',
    claim:
      'a note opens by the keys that signed it, which are named with their lines, and by no other key',
    protects: 'that a note is by whom it seems to be',
    covers: ['all signers known', 'one signer known', 'nobody known', 'another key under the name'],
    share: 0.5,
    cases: pickedNote,
    check: async ({ subject, verifier, met, note: tell }, { note, pick }) => {
      const all = note.signers.map(({ key }) => key)
      const one = all[placeOf(pick, all.length)]
      if (one === undefined) throw new Error('a note has a signer')
      tell(`a note of ${note.lines.length} lines`)
      const wholly = await subject.openNote(note.bytes, all, verifier)
      if (E.isLeft(wholly)) throw new Error(`it does not open: ${JSON.stringify(wholly.left)}`)
      const places = note.signers.map(({ at }) => at).toSorted((a, b) => a - b)
      same(
        'the lines that stand',
        wholly.right.known.map(({ at }) => at).toSorted((a, b) => a - b),
        places,
      )
      met('all signers known')
      const partly = await subject.openNote(note.bytes, [one], verifier)
      if (E.isLeft(partly)) throw new Error('it does not open by one of its signers')
      same(
        'who is known',
        partly.right.known.map(({ key }) => key.id),
        [one.id],
      )
      met('one signer known')
      const nobody = await subject.openNote(note.bytes, [nthWitnessKey(note.keys, 7)], verifier)
      same('opens by a stranger', E.isRight(nobody), false)
      met('nobody known')
      const impostor = decodeHex(note.keys.nth(77).key) ?? one.key
      const forged = await subject.openNote(note.bytes, [{ ...one, key: impostor }], verifier)
      same('opens by another key of that name and id', E.isRight(forged), false)
      met('another key under the name')
    },
  }),
  law({
    kind: 'note',
    name: 'changed-notes-do-not-open',
    claim: 'a note whose text, or a known line of it, was changed does not open',
    protects: 'readers from what nobody signed',
    covers: ['a changed text', 'a changed signature', 'a signature of another text'],
    share: 0.5,
    cases: pickedNote,
    check: async ({ subject, verifier, met, note: tell }, { note, pick }) => {
      const keys = note.signers.map(({ key }) => key)
      const signer = note.signers[placeOf(pick, note.signers.length)]
      if (signer === undefined) throw new Error('a note has a signer')
      const line = note.lines[signer.at]
      if (line === undefined) throw new Error('a signer has a line')
      const at = placeOf(pick, 64)
      const other = signerOf(note, signer.key.key).sign(UTF8.encode(`${note.text}x\n`))
      const [what, text, signature] = [
        ['a changed text', `${note.text}more\n`, line.signature] as const,
        [
          'a changed signature',
          note.text,
          line.signature.with(at, (line.signature[at] ?? 0) ^ 1),
        ] as const,
        ['a signature of another text', note.text, other] as const,
      ][pick % 3] ?? ['', '', line.signature]
      tell(what)
      const signatures = note.lines.with(signer.at, { ...line, signature })
      const opened = await subject.openNote(
        subject.formatNote({ text, signatures }),
        keys,
        verifier,
      )
      insist(E.isLeft(opened), `a note with ${what} opens`)
      met(what)
    },
  }),
  law({
    kind: 'note',
    name: 'unknown-lines-are-kept',
    claim:
      'lines by unknown keys are kept and say nothing, and a line by one key takes the place of its older one',
    protects: 'that witnesses of tomorrow can cosign today',
    covers: ['a line added', 'a line replaced'],
    share: 0.5,
    cases: (sources) => fc.record({ of: pickedNote(sources), line: anUnknownLine }),
    check: async ({ subject, verifier, met, note: tell }, { of: { note }, line }) => {
      tell(`a line by ${line.name}+${line.id} besides ${note.lines.length} lines`)
      const before = { text: note.text, signatures: note.lines }
      const after = subject.withSignatures(before, [line])
      const expected = [...new Set([...pairs(note.lines), `${line.name}+${line.id}`])]
      same('whose lines there are', pairs(after.signatures), expected)
      const kept = after.signatures.find(({ name, id }) => name === line.name && id === line.id)
      same('the new line', kept?.signature, line.signature)
      met(expected.length > new Set(pairs(note.lines)).size ? 'a line added' : 'a line replaced')
      const keys = note.signers.map(({ key }) => key)
      const opened = await subject.openNote(subject.formatNote(after), keys, verifier)
      insist(E.isRight(opened), 'an unknown line keeps a note from opening')
    },
  }),
  law({
    kind: 'note',
    name: 'checkpoints-reread-and-open',
    claim:
      'a checkpoint is read as it was printed, opens by the operator under its own origin, and counts a cosignature with its time',
    protects: 'the head that everybody compares',
    covers: [
      'a size past 32 bits',
      'a cosignature',
      'another origin',
      'a cosignature of another time',
    ],
    share: 0.4,
    cases: aCheckpoint,
    check: async (
      { subject, verifier, met, note: tell },
      { origin, size, root, operator, witness, time, pick },
    ) => {
      tell(`${origin}, ${size} leaves, cosigned at ${time}`)
      const text = subject.formatCheckpoint({ origin, size, root })
      const read = subject.parseCheckpoint(text)
      same('the checkpoint', E.isRight(read) ? read.right : read.left, {
        origin,
        size,
        root,
        extensions: [],
      })
      if (size > 2 ** 32) met('a size past 32 bits')
      if (!isOrigin(origin)) throw new Error(`${origin} is an origin`)
      const bytes = await subject.signCheckpoint(origin, { size, root }, [asSigner(operator)])
      const signed = parseSignedCheckpoint(bytes)
      if (E.isLeft(signed)) throw new Error('a signed checkpoint is read')
      const line = await subject.cosign(text, 'witness.example/0', asSigner(witness), time)
      const cosigned = subject.formatNote(subject.withSignatures(signed.right.note, [line]))
      const logs = [noteKey(origin, operator)]
      const witnesses = [witnessKey('witness.example/0', witness)]
      const opened = await subject.openCheckpoint(cosigned, { logs, witnesses }, verifier)
      if (E.isLeft(opened)) throw new Error(`it does not open: ${JSON.stringify(opened.left)}`)
      same(
        'the cosignatures',
        opened.right.cosignatures.map((each) => each.time),
        [time],
      )
      met('a cosignature')
      const other = await subject.openCheckpoint(
        cosigned,
        { logs: [noteKey(`${origin}x`, operator)], witnesses },
        verifier,
      )
      same('opens under another origin', E.isRight(other), false)
      met('another origin')
      const moved = {
        ...line,
        signature: line.signature.with(7 - (pick % 4), (line.signature[7 - (pick % 4)] ?? 0) ^ 1),
      }
      const forged = subject.formatNote(subject.withSignatures(signed.right.note, [moved]))
      const late = await subject.openCheckpoint(forged, { logs, witnesses }, verifier)
      same('opens with a cosignature of another time', E.isRight(late), false)
      met('a cosignature of another time')
    },
  }),
  law({
    kind: 'note',
    name: 'keys-reread',
    claim: 'a verifier key is read as it was printed, and no other text is read as it',
    protects: 'policies from keys with two spellings',
    covers: ['a changed character', 'a cosignature key'],
    cases: ({ keys }) =>
      fc.record({ name: aKeyName, key: fc.nat(20), pick: fc.nat(10_000), ring: fc.constant(keys) }),
    check: async ({ subject, met, note: tell }, { name, key: n, pick, ring }) => {
      const key = pick % 2 === 0 ? noteKey(name, ring.nth(n)) : { ...nthWitnessKey(ring, n) }
      const text = subject.formatVerifierKey(key)
      tell(text)
      const read = subject.parseVerifierKey(text)
      same('the key', E.isRight(read) ? read.right : read.left, key)
      if (pick % 2 === 1) met('a cosignature key')
      const at = placeOf(pick * 31, text.length)
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      if (changed === text) return
      same('a changed key is read', E.isRight(subject.parseVerifierKey(changed)), false)
      met('a changed character')
    },
  }),
]

function signerOf({ keys }: NoteCase, key: Uint8Array): SigningKey {
  const hex = encodeHex(key)
  if (!isPublicKey(hex)) throw new Error('a signer has a key')
  return keys.holderOf(hex)
}

function pairs(lines: NoteCase['lines']): readonly string[] {
  return lines.map(({ name, id }) => `${name}+${id}`)
}

const UTF8 = new TextEncoder()
