/**
 * Makes checkpoints and proofs of the ledger of make-ledger.mjs, for a program in another language to
 * check.
 *
 *     node test/interop/make-proofs.mjs FOLDER
 *
 *     FOLDER/ledger/                     the ledger, its entries in public/entries/*.jsonl
 *     FOLDER/entries.jsonl               the entries, one a line
 *     FOLDER/vkeys                       the verifier keys: operator, second operator, two witnesses
 *     FOLDER/checkpoints/SIZE-NAME       signed notes; NAME says by whom
 *     FOLDER/tlog-proofs/INDEX-SIZE      c2sp.org/tlog-proof texts
 *     FOLDER/proofs.json                 all else: see `manifest`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as al from '@accord-ledger/core'
import { makeLedger, operators, ORIGIN, seedOf } from './make-ledger.mjs'

const folder = resolve(process.argv[2])
const inFolder = (...names) => join(folder, ...names)
const EXHAUSTIVE = 36
const SAMPLED = 1500
/** A tree whose leaves are all alike has but one hash a level: so its size can be anything. */
const VAST = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32, 2 ** 32 + 5, 2 ** 40 + 2 ** 33 + 3]
VAST.push(2 ** 52 - 1, 2 ** 52, 2 ** 52 + 1, 2 ** 53 - 2, 2 ** 53 - 1)

const entries = await makeLedger(inFolder('ledger'))
const leaves = entries.map(({ bytes }) => al.leafHash(bytes))
const reader = al.memoryHashReader(leaves)
const rotated = entries.findIndex(({ index, event }) => index > 0 && event.type === 'authority')
const witnesses = ['witness.example/one', 'witness.example/two'].map((name) => ({
  name,
  signer: al.signerFromSeed(seedOf(name)),
}))
const hex = (hashes) => hashes.map(al.encodeHex)

mkdirSync(inFolder('checkpoints'))
mkdirSync(inFolder('tlog-proofs'))
const lines = entries.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])
writeFileSync(inFolder('entries.jsonl'), Buffer.concat(lines))
const keys = [
  ...operators.map((signer) => al.noteKey(ORIGIN, signer)),
  ...witnesses.map(({ name, signer }) => al.witnessKey(name, signer)),
]
writeFileSync(inFolder('vkeys'), keys.map((key) => `${al.formatVerifierKey(key)}\n`).join(''))

const roots = []
for (let size = 0; size <= leaves.length; size++) roots.push(await al.rootAt(reader, size))
const checkpoints = await makeCheckpoints()
const tlogProofs = await makeTlogProofs()
const manifest = {
  origin: ORIGIN,
  /** The operators' seeds: Go signs the same texts anew. */
  seeds: hex([seedOf('operator'), seedOf('second operator')]),
  /** Of each size from 0. */
  roots: hex(roots),
  /** File, size, and the places among `vkeys` of who signed. */
  checkpoints,
  tlogProofs,
  inclusion: await inclusionProofs(reader, pairs(leaves.length)),
  consistency: await consistencyProofs(reader, pairs(leaves.length)),
  vast: await makeVast(),
}
writeFileSync(inFolder('proofs.json'), JSON.stringify(manifest))

/** Signed by the operator in force after the last entry; about the rotation, by both; at some sizes cosigned. */
async function makeCheckpoints() {
  const made = []
  for (let size = 1; size <= leaves.length; size += size < 12 ? 1 : 23) {
    made.push(await checkpoint(size, size <= rotated ? [0] : [1], []))
  }
  for (const size of [rotated + 1, rotated + 5]) made.push(await checkpoint(size, [0, 1], []))
  for (const size of [1, rotated, leaves.length]) {
    made.push(await checkpoint(size, size <= rotated ? [0] : [1], [2, 3]))
  }
  return made
}

async function checkpoint(size, signers, cosigners) {
  const head = { size, root: roots[size] }
  const by = signers.map((place) => operators[place])
  const note = right(al.parseNote(await al.signCheckpoint(ORIGIN, head, by)))
  const cosignatures = []
  for (const place of cosigners) {
    const { name, signer } = witnesses[place - operators.length]
    cosignatures.push(await al.cosign(note.text, name, signer, 1_767_258_000 + size))
  }
  const file = `checkpoints/${size}-${[...signers, ...cosigners].join('-')}`
  writeFileSync(inFolder(file), al.formatNote(al.withSignatures(note, cosignatures)))
  return { file, size, by: [...signers, ...cosigners] }
}

/** As text, with the cosigned checkpoint of all entries; every other with extra data. */
async function makeTlogProofs() {
  const { file, size } = checkpoints.at(-1)
  const signed = right(al.parseSignedCheckpoint(readFileSync(inFolder(file))))
  const made = []
  for (let index = 0; index < size; index += 37) {
    const hashes = await al.proveInclusion(reader, index, size)
    const extra = index % 2 === 0 ? null : new TextEncoder().encode(`entry ${index}`)
    const name = `tlog-proofs/${index}-${size}`
    writeFileSync(inFolder(name), al.formatTlogProof({ index, hashes, signed, extra }))
    made.push({ file: name, index, size })
  }
  return made
}

async function makeVast() {
  const leaf = al.leafHash(new TextEncoder().encode('the same'))
  const levels = [leaf]
  while (levels.length < 54) levels.push(al.nodeHash(levels.at(-1), levels.at(-1)))
  const alike = { readHashes: async (ids) => ids.map(({ level }) => levels[level]) }
  const asked = VAST.flatMap((size) =>
    [0, 1, 2 ** 30, 2 ** 31, 2 ** 32 + 1, 2 ** 51, 2 ** 52, size - 2, size - 1]
      .filter((index) => index < size)
      .map((index) => [index, size]),
  )
  return {
    leaf: al.encodeHex(leaf),
    roots: await Promise.all(
      VAST.map(async (size) => [size, al.encodeHex(await al.rootAt(alike, size))]),
    ),
    inclusion: await inclusionProofs(alike, asked),
    consistency: await consistencyProofs(alike, asked),
  }
}

/** All [index, size] with index < size among the small sizes, and a fixed sample of the others. */
function pairs(most) {
  const all = []
  for (let size = 1; size <= EXHAUSTIVE; size++) {
    for (let index = 0; index < size; index++) all.push([index, size])
  }
  let state = 1
  const below = (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
  for (let n = 0; n < SAMPLED; n++) {
    const size = EXHAUSTIVE + 1 + below(most - EXHAUSTIVE)
    all.push([below(size), size])
  }
  return all
}

async function inclusionProofs(from, asked) {
  const proofs = []
  for (const [index, size] of asked) {
    proofs.push({ index, size, hashes: hex(await al.proveInclusion(from, index, size)) })
  }
  return proofs
}

/** Of [index, size]: that the tree of index + 1 leaves begins that of size. */
async function consistencyProofs(from, asked) {
  const proofs = []
  for (const [index, size] of asked) {
    const hashes = hex(await al.proveConsistency(from, index + 1, size))
    proofs.push({ older: index + 1, newer: size, hashes })
  }
  return proofs
}

function right(either) {
  if (either._tag === 'Left') throw new Error(al.describe(either.left))
  return either.right
}
