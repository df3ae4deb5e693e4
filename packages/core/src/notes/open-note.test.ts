import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { cosign, cosignedBytes, splitCosignature, witnessKey } from './cosignature.ts'
import { describe as sentence } from '../describe.ts'
import { encodeHex } from '../values/hex.ts'
import { formatNote, formatSignatureLine, parseNote, parseSignatureLines } from './note.ts'
import type { NoteSignature } from './note.ts'
import { addKnownSignatures, noteKey, openNote, signNote, withSignatures } from './open-note.ts'
import { signerFromSeed } from '../crypto/sign.ts'
import { bytes } from '../test-support/ed25519-vectors.ts'
import { left, right } from '../test-support/either.ts'
import { inputOf, readVectors, rowOf, utf8 } from '../test-support/format-vectors.ts'
import { acme, operator, registrar } from '../test-support/story.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { formatVerifierKey, parseVerifierKey, verifierKey } from './verifier-key.ts'

const known = t.array(t.type({ at: t.number, time: t.union([t.number, t.null]) }))
const notes = readVectors(
  'notes',
  t.type({
    keys: t.array(t.string),
    good: t.array(rowOf({ known })),
    unopened: t.array(t.intersection([rowOf({ error: t.string }), t.partial({ at: t.number })])),
  }),
)
const keys = notes.keys.map((key) => right(parseVerifierKey(key)))

describe('a note', () => {
  it.each(notes.good.map((row) => [row.name, row] as const))('opens: %s', async (_, row) => {
    const opened = right(await openNote(inputOf(row), keys, nobleVerifier))
    expect(opened.known.map(({ at, time }) => ({ at, time }))).toEqual(row.known)
    for (const { key, at } of opened.known) {
      expect(opened.signatures[at]).toMatchObject({ name: key.name, id: key.id })
    }
    expect(formatNote(opened)).toEqual(inputOf(row))
  })

  it.each(notes.unopened.map((row) => [row.name, row] as const))(
    'does not open: %s',
    async (_, row) => {
      const error = left(await openNote(inputOf(row), keys, nobleVerifier))
      expect(error._tag).toBe(row.error)
      if (row.at !== undefined) expect(error).toMatchObject({ at: row.at })
      expect(sentence(error)).toMatch(/under the note/)
    },
  )

  it('does not open without known keys, and never by an ML-DSA-44 key', async () => {
    const [row] = notes.good
    if (row === undefined) throw new Error('no row')
    const mlDsa = verifierKey('pq.example', 'ml-dsa-44', new Uint8Array(1312))
    for (const none of [[], [mlDsa]]) {
      expect(left(await openNote(inputOf(row), none, nobleVerifier))._tag).toBe('NoKnownSignature')
    }
  })

  it('opens by its other lines where a known ML-DSA-44 key has one too, which is never checked', async () => {
    const mlDsa = verifierKey('pq.example', 'ml-dsa-44', new Uint8Array(1312))
    const own = noteKey('a', operator)
    const { text, signatures } = right(parseNote(await signNote('a\n', by('a'))))
    for (const length of [72, 2428]) {
      const line = { name: mlDsa.name, id: mlDsa.id, signature: new Uint8Array(length) }
      const note = formatNote({ text, signatures: [line, ...signatures] })
      const opened = right(await openNote(note, [mlDsa, own], nobleVerifier))
      expect(opened.known).toEqual([{ key: own, at: 1, time: null }])
      expect(left(await openNote(note, [mlDsa], nobleVerifier))._tag).toBe('NoKnownSignature')
    }
  })

  it('is asked of the verifier once for each known key, however often the line stands', async () => {
    const row = notes.good.find(({ name }) => name === 'a-hundred-signatures')
    const { text, signatures } = right(parseNote(inputOf(row ?? {})))
    const [own] = signatures.slice(-1)
    const many = formatNote({
      text,
      signatures: Array.from({ length: 100 }, () => own ?? signatures[0]).flatMap(
        (each) => each ?? [],
      ),
    })
    const asked: number[] = []
    const counting = {
      ...nobleVerifier,
      verify: (batch: Parameters<typeof nobleVerifier.verify>[0]) => {
        asked.push(batch.length)
        return nobleVerifier.verify(batch)
      },
    }
    right(await openNote(many, keys, counting))
    expect(asked).toEqual([1])
  })

  it('with any byte changed is refused, or has lost the known line that was changed', () => {
    const whole = inputOf(notes.good[0] ?? {})
    return fc.assert(
      fc.asyncProperty(aChange(whole), async (changed) => {
        const opened = await openNote(changed, keys, nobleVerifier)
        // A witness's line that names nobody any more leaves the operator's alone to stand.
        if (E.isRight(opened)) {
          expect(opened.right.text).toBe(right(parseNote(whole)).text)
          expect(opened.right.known.length).toBe(1)
          expect(formatNote(opened.right)).toEqual(changed)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is refused where two different keys have one name and id', async () => {
    const key = noteKey('a', operator)
    const twin = { ...key, key: bytes(acme.key) }
    await expect(
      openNote(inputOf(notes.good[0] ?? {}), [key, twin], nobleVerifier),
    ).rejects.toThrow(RangeError)
    await expect(
      openNote(inputOf(notes.good[0] ?? {}), [key, { ...key }], nobleVerifier),
    ).resolves.toMatchObject({ _tag: 'Left' })
  })

  it('is refused where a verifier answers another number of questions', async () => {
    const short = { name: 'short', verify: async () => [] }
    await expect(openNote(inputOf(notes.good[0] ?? {}), keys, short)).rejects.toThrow(
      'short gave 0',
    )
  })
})

const by = (name: string) => [{ name, signer: operator }]

describe('signing a note', () => {
  it('gives one that opens by the keys that signed', async () => {
    const signers = [operator, registrar].map((signer, i) => ({ name: `a.example/${i}`, signer }))
    const note = await signNote('a\n\nb\n', signers)
    const own = signers.map(({ name, signer }) => noteKey(name, signer))
    expect(right(await openNote(note, own, nobleVerifier)).known.map(({ key }) => key)).toEqual(own)
  })

  it('is refused for what is no text, no name, nobody, or one key twice', async () => {
    for (const text of ['', 'a', 'a\r\n', 'a\t\n', '\ud800\n']) {
      await expect(signNote(text, by('a'))).rejects.toThrow(RangeError)
    }
    for (const name of ['', 'a b', 'a+b', 'a\u0085', 'a\n', '\ud800']) {
      await expect(signNote('a\n', by(name))).rejects.toThrow(RangeError)
    }
    await expect(signNote('a\n', [])).rejects.toThrow(RangeError)
    await expect(signNote('a\n', [...by('a'), ...by('a')])).rejects.toThrow(RangeError)
    await expect(signNote('a\n', [...by('a'), ...by('b')])).resolves.toBeInstanceOf(Uint8Array)
  })

  it('and adding signatures never leaves two lines of one name and id', async () => {
    const text = 'a.example\n1\nAAAA\n'
    const note = right(parseNote(await signNote(text, [{ name: 'a', signer: operator }])))
    const first = await cosign(text, 'w', acme, 1)
    const second = await cosign(text, 'w', acme, 2)
    const other = await cosign(text, 'v', registrar, 1)
    const twice = { ...note, signatures: [...note.signatures, first, first] }
    const merged = withSignatures(twice, [other, second])
    expect(merged.signatures).toEqual([...note.signatures, second, other])
    // Of lines of one pair it is the first that opening checks.
    const unlike = { ...note, signatures: [...note.signatures, first, second] }
    expect(withSignatures(unlike, []).signatures).toEqual([...note.signatures, first])
  })
})

describe('what a witness answers', () => {
  const text = 'a.example\n1\nAAAA\n'
  const lines = async (...more: readonly NoteSignature[]) =>
    utf8([await cosign(text, 'w', acme, 1), ...more].map(formatSignatureLine).join(''))
  const noteOf = async () =>
    right(parseNote(await signNote(text, [{ name: 'a', signer: operator }])))
  const add = async (answer: Uint8Array, known = [witnessKey('w', acme)]) =>
    addKnownSignatures(await noteOf(), answer, known, nobleVerifier)

  it('goes under the note as far as it is by the keys that were asked', async () => {
    const note = await noteOf()
    const strange = await cosign(text, 'v', registrar, 1)
    const [own] = right(parseSignatureLines(await lines()))
    expect(right(await add(await lines(strange))).signatures).toEqual([...note.signatures, own])
    const newer = await cosign(text, 'w', acme, 2)
    const again = await addKnownSignatures(
      right(await add(await lines())),
      utf8(formatSignatureLine(newer)),
      [witnessKey('w', acme)],
      nobleVerifier,
    )
    expect(right(again).signatures).toEqual([...note.signatures, newer])
  })

  it('is refused where it is bad, by nobody known, or no lines', async () => {
    const elsewhere = await cosign(`${text}more\n`, 'w', acme, 1)
    expect(left(await add(utf8(formatSignatureLine(elsewhere))))._tag).toBe('BadNoteSignature')
    expect(left(await add(await lines(), [witnessKey('v', acme)]))._tag).toBe('NoKnownSignature')
    for (const answer of ['', '\n', 'ok\n', `${text}\n`, '— w AAAAAAA=']) {
      expect(left(await add(utf8(answer)))._tag).toBe('Malformed')
    }
  })
})

describe('a cosignature', () => {
  const { name, key, seed, good, bad } = readVectors(
    'cosignatures',
    t.type({
      name: t.string,
      key: t.string,
      seed: t.string,
      good: t.array(rowOf({ time: t.number, signed: t.string })),
      bad: t.array(rowOf({})),
    }),
  )
  const witness = signerFromSeed(bytes(seed))

  it('is by the key that its name and type give', () => {
    expect(formatVerifierKey(witnessKey(name, witness))).toBe(key)
  })

  it.each(good.map((row) => [row.name, row] as const))(
    'is made byte for byte, and opens: %s',
    async (_, row) => {
      const { text, signatures } = right(parseNote(inputOf(row)))
      expect([await cosign(text, name, witness, row.time)]).toEqual(signatures)
      expect(cosignedBytes(text, row.time)).toEqual(utf8(row.signed))
      const opened = right(await openNote(inputOf(row), [witnessKey(name, witness)], nobleVerifier))
      expect(opened.known).toMatchObject([{ at: 0, time: row.time }])
    },
  )

  it.each(bad.map((row) => [row.name, row] as const))('does not stand: %s', async (_, row) => {
    const error = left(await openNote(inputOf(row), [witnessKey(name, witness)], nobleVerifier))
    expect(error).toMatchObject({ _tag: 'BadNoteSignature', at: 0, name })
  })

  it('has a time that is an integer in [0, 2^53)', async () => {
    for (const time of [-1, 0.5, Number.NaN, 2 ** 53, Infinity]) {
      await expect(cosign('a\n', name, witness, time)).rejects.toThrow(RangeError)
    }
    const limit = bytes(`0020000000000000${'00'.repeat(64)}`)
    expect(splitCosignature(limit)).toBeNull()
    for (const time of ['0100000000000000', '8000000000000007', 'ffffffffffffffff']) {
      expect(splitCosignature(bytes(`${time}${'00'.repeat(64)}`))).toBeNull()
    }
    for (const length of [0, 8, 64, 71, 73, 2428]) {
      expect(splitCosignature(new Uint8Array(length))).toBeNull()
    }
    const below = bytes(`001fffffffffffff${'00'.repeat(64)}`)
    expect(splitCosignature(below)?.time).toBe(Number.MAX_SAFE_INTEGER)
    expect(encodeHex(splitCosignature(below)?.signature ?? below)).toBe('00'.repeat(64))
  })
})

/** `whole` with one byte changed. */
function aChange(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }))
    .map(([at, by]) => whole.map((byte, i) => (i === at ? byte ^ by : byte)))
}
