/** Signed notes: texts of all kinds, with signatures by known keys and lines that nobody knows. */
import { formatNote, noteKey, witnessKey } from '@accord-ledger/core'
import type { NoteSignature, VerifierKey } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { Keyring } from './keyring.ts'

/** A note, and which of its lines stand. */
export interface NoteCase {
  /** With its final line feed. */
  readonly text: string
  /** In their order. */
  readonly lines: readonly NoteSignature[]
  /** The keys that signed it, each with the place of its line. */
  readonly signers: readonly { readonly key: VerifierKey; readonly at: number }[]
  readonly bytes: Uint8Array
  /** Whose keys they are. */
  readonly keys: Keyring
}

/** What names a key: anything without white space, control characters and `+`. */
export const aKeyName: fc.Arbitrary<string> = fc.constantFrom(
  'accords.example/1',
  'a',
  '=',
  '\u2014',
  '\u682a\u5f0f',
  '\u{1f44d}',
  'x'.repeat(200),
)

/** The text of a note: lines of any text, empty ones among them, ended by a line feed. */
export const aNoteText: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom('hello', '', '\u2014 a b', '\u00e9', '0', ' ', '\u{1f44d}', 'x'.repeat(300)),
    { minLength: 1, maxLength: 6 },
  )
  .map((lines) => `${lines.join('\n')}\n`)

/** A note with 1 to 3 known signers, and up to 3 lines by others, in any order. */
export function aNote(keys: Keyring): fc.Arbitrary<NoteCase> {
  return fc
    .record({
      text: aNoteText,
      names: fc.array(aKeyName, { minLength: 1, maxLength: 3 }),
      strangers: fc.array(anUnknownLine, { maxLength: 3 }),
      turn: fc.nat(5),
    })
    .map(({ text, names, strangers, turn }) => {
      const message = UTF8.encode(text)
      const known = names.map((name, i) => {
        const signer = keys.nth(i)
        const key = noteKey(name, signer)
        return { key, line: { name, id: key.id, signature: signer.sign(message) } }
      })
      const all = [...known.map(({ line }) => line), ...strangers]
      const lines = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]
      const signers = known.map(({ key, line }) => ({ key, at: lines.indexOf(line) }))
      return { text, lines, signers, bytes: formatNote({ text, signatures: lines }), keys }
    })
}

/** A line by a key that nobody knows, of any length. */
export const anUnknownLine: fc.Arbitrary<NoteSignature> = fc.record({
  name: fc.constantFrom('stranger.example/w', 'accords.example/2', '\u00fc'),
  id: fc.constantFrom('00000000', 'ffffffff', '0a1b2c3d'),
  signature: fc.uint8Array({ minLength: 1, maxLength: 100 }),
})

/** The keys of witnesses: the n-th, from 0, named after it. */
export function nthWitnessKey(keys: Keyring, n: number): VerifierKey {
  return witnessKey(`witness.example/${n}`, keys.nth(FIRST_WITNESS + n))
}

/** Where the keys of witnesses begin in a ring. */
export const FIRST_WITNESS = 2_000_000

const UTF8 = new TextEncoder()
