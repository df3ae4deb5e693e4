import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  formatCheckpoint,
  openCheckpoint,
  parseSignedCheckpoint,
  signCheckpoint,
} from './checkpoint.ts'
import { cosign, witnessKey } from './cosignature.ts'
import { describe as sentence } from '../describe.ts'
import { emptyRoot } from '../tree/hash-reader.ts'
import { formatNote, parseNote } from './note.ts'
import { noteKey, signNote, withSignatures } from './open-note.ts'
import type { Origin } from '../values/primitives.ts'
import { left, right } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'
import { acme, operator, ORIGIN, registrar } from '../test-support/story.ts'
import { leafOf, leavesOf, treeHash } from '../test-support/tree-model.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { verifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

const origin = ORIGIN as Origin
const head = { size: 5, root: treeHash(leavesOf(5)) }
const log = noteKey(origin, operator)
const witness = witnessKey('witness.example/w1', acme)
const open = (
  bytes: Uint8Array,
  logs: readonly VerifierKey[],
  witnesses: readonly VerifierKey[] = [],
) => openCheckpoint(bytes, { logs, witnesses }, nobleVerifier)

describe('a checkpoint', () => {
  it('opens by the key that signed it, under the name of its origin', async () => {
    const signed = await signCheckpoint(origin, head, [operator])
    const { checkpoint, signers, cosignatures } = right(await open(signed, [log], [witness]))
    expect(checkpoint).toEqual({ origin, ...head, extensions: [] })
    expect([signers, cosignatures]).toEqual([[log], []])
  })

  it('of a rotation is signed by two keys, and opens by either', async () => {
    const signed = await signCheckpoint(origin, head, [operator, registrar])
    const next = noteKey(origin, registrar)
    expect(right(await open(signed, [log])).signers).toEqual([log])
    expect(right(await open(signed, [next])).signers).toEqual([next])
    expect(right(await open(signed, [next, log])).signers).toEqual([log, next])
  })

  it('is never signed for the tree of no leaves', async () => {
    const none = { size: 0, root: emptyRoot() }
    await expect(signCheckpoint(origin, none, [operator])).rejects.toThrow(RangeError)
    await expect(signCheckpoint(origin, { ...head, size: 2 ** 53 }, [operator])).rejects.toThrow(
      RangeError,
    )
    await expect(
      signCheckpoint(origin, { ...head, root: new Uint8Array(31) }, [operator]),
    ).rejects.toThrow(RangeError)
    expect(() => formatCheckpoint({ origin: 'a\nb', ...head })).toThrow(RangeError)
    expect(() => formatCheckpoint({ origin: '', ...head })).toThrow(RangeError)
  })

  it('has the cosignatures of the witnesses that are known', async () => {
    const note = right(parseNote(await signCheckpoint(origin, head, [operator])))
    const lines = [
      await cosign(note.text, 'witness.example/w1', acme, 7),
      await cosign(note.text, 'witness.example/w2', registrar, 8),
    ]
    const cosigned = formatNote(withSignatures(note, lines))
    expect(right(await open(cosigned, [log], [witness])).cosignatures).toEqual([
      { key: witness, time: 7 },
    ])
    expect(right(await open(cosigned, [log])).cosignatures).toEqual([])
    const mlDsa = verifierKey('pq.example', 'ml-dsa-44', new Uint8Array(1312))
    expect(right(await open(cosigned, [log, mlDsa], [mlDsa])).cosignatures).toEqual([])
  })

  it('of a log that has no known key is refused, and a witness never stands in for it', async () => {
    const signed = await signCheckpoint(origin, head, [operator])
    const error = left(await open(signed, [noteKey('a.example', operator)]))
    expect(error).toEqual({ _tag: 'UnknownOrigin', expected: ['a.example'], found: origin })
    expect(sentence(error)).toBe('the log "accords.example/1" is not known: expected "a.example"')
    const note = right(parseNote(signed))
    const alone = { ...note, signatures: [await cosign(note.text, witness.name, acme, 7)] }
    expect(left(await open(formatNote(alone), [log], [witness]))._tag).toBe('NoKnownSignature')
    const asLog = witnessKey(origin, operator)
    const byOperator = { ...note, signatures: [await cosign(note.text, origin, operator, 7)] }
    expect(left(await open(formatNote(byOperator), [asLog]))._tag).toBe('UnknownOrigin')
  })

  it('whose log signed under another name is refused, though the key is known', async () => {
    const text = formatCheckpoint({ origin: 'b.example', ...head })
    const signed = await signNote(text, [{ name: origin, signer: operator }])
    expect(left(await open(signed, [log]))._tag).toBe('UnknownOrigin')
    expect(left(await open(signed, [log, noteKey('b.example', operator)]))._tag).toBe(
      'NoKnownSignature',
    )
  })

  it('with a bad signature by any known key is refused', async () => {
    const note = right(parseNote(await signCheckpoint(origin, head, [operator])))
    const elsewhere = formatCheckpoint({ origin, size: 5, root: leafOf(1) })
    const bad = await cosign(elsewhere, witness.name, acme, 7)
    const cosigned = formatNote(withSignatures(note, [bad]))
    expect(left(await open(cosigned, [log], [witness]))).toMatchObject({
      _tag: 'BadNoteSignature',
      at: 1,
    })
    expect(E.isRight(await open(cosigned, [log]))).toBe(true)
  })

  it('is not signed by a witness, whatever the type of the key that is called one', async () => {
    const text = formatCheckpoint({ origin, ...head })
    const asWitness = noteKey('witness.example/w1', acme)
    const byWitness = await signNote(text, [{ name: asWitness.name, signer: acme }])
    expect(left(await open(byWitness, [log], [asWitness]))._tag).toBe('NoKnownSignature')
    const byBoth = await signNote(text, [
      { name: origin, signer: operator },
      { name: asWitness.name, signer: acme },
    ])
    const { signers, cosignatures } = right(await open(byBoth, [log], [asWitness]))
    expect([signers, cosignatures]).toEqual([[log], []])
  })

  it('that is no note does not open', async () => {
    const note = right(parseNote(await signCheckpoint(origin, head, [operator])))
    for (const bytes of [utf8(''), utf8(note.text), utf8('a\n05\nAAAA\n\n— a AAAAAAA=\n')]) {
      expect(left(await open(bytes, [log]))._tag).toBe('Malformed')
    }
  })

  it('keeps the lines of its place in a file when it breaks a rule', () => {
    const broken = left(parseSignedCheckpoint(utf8('a\n05\nAAAA\n\n— a AAAAAAA=\n')))
    expect(broken).toMatchObject({ what: 'checkpoint', rule: 'decimal', line: 2 })
  })
})
