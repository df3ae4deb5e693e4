import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import {
  formatAddCheckpoint,
  formatTlogSize,
  parseAddCheckpoint,
  parseTlogSize,
} from './add-checkpoint.ts'
import {
  formatCheckpoint,
  openCheckpoint,
  parseSignedCheckpoint,
  signCheckpoint,
} from './checkpoint.ts'
import { cosign, cosignedBytes, witnessKey } from './cosignature.ts'
import { describe as sentence } from '../describe.ts'
import { verifyEd25519 } from '../crypto/ed25519.ts'
import { encodeHex } from '../values/hex.ts'
import { formatNote, formatSignatureLine, parseNote, parseSignatureLines } from './note.ts'
import { noteKey, withSignatures } from './open-note.ts'
import type { Origin } from '../values/primitives.ts'
import { signerFromSeed } from '../crypto/sign.ts'
import { bytes } from '../test-support/ed25519-vectors.ts'
import { left, right } from '../test-support/either.ts'
import { inputOf, readVectors, rowOf, utf8 } from '../test-support/format-vectors.ts'
import { acme, operator, registrar } from '../test-support/story.ts'
import { testWitnessStore } from '../test-support/witness-store.ts'
import type { TestWitnessStore } from '../test-support/witness-store.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { parseVerifierKey, verifierKey } from './verifier-key.ts'
import { addCheckpoint } from './witness.ts'
import type { Witness, WitnessStore } from './witness.ts'

const vectors = readVectors(
  'add-checkpoint',
  t.type({
    name: t.string,
    seed: t.string,
    origin: t.string,
    keys: t.array(t.string),
    time: t.number,
    roots: t.array(t.string),
    good: t.array(rowOf({ old: t.number, proof: t.number })),
    answers: t.array(
      t.intersection([
        rowOf({ status: t.number, latest: t.union([t.number, t.null]) }),
        t.partial({ size: t.number }),
      ]),
    ),
  }),
)
const keys = vectors.keys.map((key) => right(parseVerifierKey(key)))
const signer = signerFromSeed(bytes(vectors.seed))
const { name, origin, time } = vectors

const witnessOver = (store: TestWitnessStore, more: Partial<Witness> = {}): Witness => ({
  name,
  signer,
  keysOf: (asked) => (asked === origin ? keys : null),
  store,
  clock: () => time * 1000 + 999,
  verifier: nobleVerifier,
  ...more,
})

/** A witness whose store refuses the first `refusals` times. */
function refused(refusals: number): Witness {
  const store = testWitnessStore()
  let refusing = refusals
  const compareAndStore: WitnessStore['compareAndStore'] = async (...place) =>
    refusing-- > 0 ? false : store.compareAndStore(...place)
  return witnessOver({ ...store, compareAndStore })
}

/** A store that holds the log at `size`, cosigned at time 1. */
function storeAt(size: number | null): TestWitnessStore {
  const store = testWitnessStore()
  const root = bytes(vectors.roots[size ?? 0] ?? '')
  if (size !== null) store.kept.set(origin, { size, root, time: 1, text: '', signatures: [] })
  return store
}

describe('a request', () => {
  it.each(vectors.good.map((row) => [row.name, row] as const))('is read as it is: %s', (_, row) => {
    const request = right(parseAddCheckpoint(inputOf(row)))
    expect([request.old, request.proof.length]).toEqual([row.old, row.proof])
    expect(formatAddCheckpoint(request)).toEqual(inputOf(row))
  })
})

describe('a witness', () => {
  it.each(vectors.answers.map((row) => [row.name, row] as const))('answers %s', async (_, row) => {
    const store = storeAt(row.latest)
    const before = new Map(store.kept)
    const answer = await addCheckpoint(witnessOver(store), inputOf(row))
    if (E.isLeft(answer)) {
      const { status, reason } = answer.left
      expect(status).toBe(row.status)
      expect(reason._tag === 'OldConflict' ? reason.latest : undefined).toBe(row.size)
      expect(sentence(answer.left)).toMatch(new RegExp(`^the witness answers ${row.status}: .+`))
      expect(store.kept).toEqual(before)
      return
    }
    expect(row.status).toBe(200)
    const { checkpoint, note } = right(parseAddCheckpoint(inputOf(row))).signed
    const { witnessed, cosignature } = answer.right
    expect(witnessed).toEqual(store.kept.get(origin))
    expect(witnessed).toMatchObject({
      size: checkpoint.size,
      root: checkpoint.root,
      time,
      text: note.text,
    })
    expect(witnessed.signatures.map((line) => [line.name, line.id])).toEqual([
      [origin, keys[0]?.id],
    ])
    const key = bytes(signer.key)
    const [seconds, signature] = [
      cosignature.signature.subarray(0, 8),
      cosignature.signature.subarray(8),
    ]
    expect(Buffer.from(seconds).readBigUInt64BE()).toBe(BigInt(time))
    expect(verifyEd25519(key, cosignedBytes(note.text, time), signature)).toBe(true)
  })

  it('gives a line that goes under the checkpoint as it is', async () => {
    const root = bytes(vectors.roots[5] ?? '')
    const own = noteKey(origin, operator)
    const signed = await signCheckpoint(origin as Origin, { size: 5, root }, [operator])
    const request = formatAddCheckpoint({
      ...right(parseAddCheckpoint(inputOf(vectors.good[1] ?? {}))),
      signed: {
        checkpoint: { origin, size: 5, root, extensions: [] },
        note: right(parseNote(signed)),
      },
    })
    const witness = witnessOver(testWitnessStore(), { keysOf: () => [own] })
    const { cosignature } = right(await addCheckpoint(witness, request))
    const answer = utf8(formatSignatureLine(cosignature))
    const note = withSignatures(right(parseNote(signed)), right(parseSignatureLines(answer)))
    const opened = await openCheckpoint(
      formatNote(note),
      { logs: [own], witnesses: [witnessKey(name, signer)] },
      nobleVerifier,
    )
    expect(right(opened).cosignatures).toEqual([{ key: witnessKey(name, signer), time }])
  })

  it('takes either key of a log that rotates, and no key of a type that it cannot check', async () => {
    const row = vectors.answers.find((each) => each.name === '200--first')
    const mlDsa = verifierKey(origin, 'ml-dsa-44', new Uint8Array(1312))
    const asWitness = verifierKey(origin, 'cosignature-v1', keys[0]?.key ?? new Uint8Array(32))
    const other = noteKey(origin, operator)
    const status = async (known: typeof keys) => {
      const answer = await addCheckpoint(
        witnessOver(testWitnessStore(), { keysOf: () => known }),
        inputOf(row ?? {}),
      )
      return E.isRight(answer) ? 200 : answer.left.status
    }
    expect(await status([other, ...keys])).toBe(200)
    expect(await status([other])).toBe(403)
    expect(await status([mlDsa, asWitness])).toBe(403)
    expect(await status([])).toBe(403)
  })

  it('keeps the lines by all the keys of the log, and by no other', async () => {
    const root = bytes(vectors.roots[5] ?? '')
    const signers = [acme, operator, registrar]
    const signed = await signCheckpoint(origin as Origin, { size: 5, root }, signers)
    const first = right(parseAddCheckpoint(inputOf(vectors.good[1] ?? {})))
    const request = formatAddCheckpoint({
      ...first,
      signed: right(parseSignedCheckpoint(signed)),
    })
    const [, ...known] = signers.map((each) => noteKey(origin, each))
    const witness = witnessOver(testWitnessStore(), { keysOf: () => known })
    const { signatures } = right(await addCheckpoint(witness, request)).witnessed
    expect(signatures).toEqual(right(parseNote(signed)).signatures.slice(1))
  })

  it('takes no cosignature for the signature of a log, whatever key it is said to have', async () => {
    const checkpoint = { origin, size: 5, root: bytes(vectors.roots[5] ?? ''), extensions: [] }
    const text = formatCheckpoint(checkpoint)
    const note = { text, signatures: [await cosign(text, origin, operator, time)] }
    const first = right(parseAddCheckpoint(inputOf(vectors.good[1] ?? {})))
    const request = formatAddCheckpoint({ ...first, signed: { checkpoint, note } })
    const keysOf = () => [witnessKey(origin, operator)]
    const answer = left(await addCheckpoint(witnessOver(testWitnessStore(), { keysOf }), request))
    expect([answer.status, answer.reason._tag]).toEqual([403, 'NoKnownSignature'])
  })

  it('gives up on a store that refuses a hundred times what it says it holds', async () => {
    const body = inputOf(vectors.answers.find((each) => each.name === '200--first') ?? {})
    await expect(addCheckpoint(refused(100), body)).rejects.toThrow('refused to take the place')
    expect(right(await addCheckpoint(refused(99), body)).witnessed.size).toBe(5)
  })

  it('never goes back in time, and says the last time again while its clock is behind', async () => {
    const store = storeAt(5)
    const again = inputOf(vectors.answers.find((each) => each.name === '200--again') ?? {})
    const at = async (seconds: number) =>
      right(await addCheckpoint(witnessOver(store, { clock: () => seconds * 1000 }), again))
        .witnessed.time
    expect([await at(10), await at(5), await at(11)]).toEqual([10, 10, 11])
    const first = inputOf(vectors.answers.find((each) => each.name === '200--first') ?? {})
    const atOnce = witnessOver(testWitnessStore(), { clock: () => 0 })
    expect(right(await addCheckpoint(atOnce, first)).witnessed.time).toBe(0)
  })

  it('rejects, and shows no signature, where its store or its signer fails', async () => {
    const body = inputOf(vectors.answers.find((each) => each.name === '200--first') ?? {})
    const down = testWitnessStore(() => Promise.reject(new Error('disk')))
    await expect(addCheckpoint(witnessOver(down), body)).rejects.toThrow('disk')
    const store = testWitnessStore()
    const silent = { key: signer.key, sign: () => Promise.reject(new Error('no key')) }
    await expect(addCheckpoint(witnessOver(store, { signer: silent }), body)).rejects.toThrow(
      'no key',
    )
    // The place was taken: the same checkpoint is cosigned when it is asked for as the last one.
    expect(left(await addCheckpoint(witnessOver(store), body)).status).toBe(409)
    const again = inputOf(vectors.answers.find((each) => each.name === '200--again') ?? {})
    expect(encodeHex(right(await addCheckpoint(witnessOver(store), again)).witnessed.root)).toBe(
      vectors.roots[5],
    )
  })
})

describe('the body of a 409', () => {
  it('is a size in a line, and read as nothing else', () => {
    for (const size of [0, 5, Number.MAX_SAFE_INTEGER]) {
      expect(parseTlogSize(utf8(formatTlogSize(size)))).toBe(size)
    }
    for (const text of [
      '',
      '\n',
      '5',
      '05\n',
      '5\n\n',
      '5\r\n',
      ' 5\n',
      '+5\n',
      '9007199254740992\n',
      `${'1'.repeat(99)}\n`,
    ]) {
      expect(parseTlogSize(utf8(text))).toBeNull()
    }
    expect(parseTlogSize(Uint8Array.of(0xff, 0x0a))).toBeNull()
  })
})
