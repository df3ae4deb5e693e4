/** Trees and proofs for them, with receipts and checkpoints that stand. */
import {
  formatReceipt,
  leafHash,
  memoryHashReader,
  parsePolicy,
  parseSignedCheckpoint,
  proveInclusion,
  rootAt,
  signCheckpoint,
  formatVerifierKey,
  noteKey,
} from '@accord-ledger/core'
import type { HashReader, Policy, SignedCheckpoint, TreeHead } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import type { History } from './history.ts'
import { asSigner } from './keyring.ts'

/** A tree of `leaves`, no two of them alike. */
export interface Tree {
  readonly leaves: readonly Uint8Array[]
  readonly reader: HashReader
}

/** Trees of 1 to `most` leaves, as often small as large. */
export function aTree(most: number): fc.Arbitrary<Tree> {
  return fc
    .oneof(
      { weight: 2, arbitrary: fc.integer({ min: 1, max: Math.min(9, most) }) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: most }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ...[1, 2, 4, 8, 64, 255, 256, 257, 512].filter((n) => n <= most),
        ),
      },
    )
    .map((size) => {
      const leaves = Array.from({ length: size }, (_, i) =>
        UTF8.encode(`leaf ${i} of ${size}`),
      ).map(leafHash)
      const tree: Tree = { leaves, reader: memoryHashReader(leaves) }
      return Object.assign(tree, { [fc.toStringMethod]: () => `a tree of ${size} leaves` })
    })
}

/** The head of the tree of the first `size` leaves. */
export async function headOf({ reader }: Tree, size: number): Promise<TreeHead> {
  return { size, root: await rootAt(reader, size) }
}

/** The inclusion proof of a leaf in the tree of the first `size`. */
export interface Proof {
  readonly index: number
  readonly size: number
}

/** A leaf and a tree that holds it: numbers for any tree of at most `most` leaves. */
export function aProof(most: number): fc.Arbitrary<{ readonly tree: Tree } & Proof> {
  return fc.tuple(aTree(most), fc.nat(10_000), fc.nat(10_000)).map(([tree, a, b]) => {
    const size = 1 + (a % tree.leaves.length)
    return { tree, size, index: b % size }
  })
}

/** What an operator publishes of a history's first `size` entries: its checkpoint, signed by the key in force then. */
export async function publishedOf(history: History, size: number): Promise<SignedCheckpoint> {
  const leaves = history.log.map(leafHash)
  const head = { size, root: await rootAt(memoryHashReader(leaves), size) }
  const [first] = history.entries
  if (first === undefined) throw new Error('a history has an entry')
  const signer = asSigner(history.keys.holderOf(operatorAt(history, size)))
  const parsed = parseSignedCheckpoint(await signCheckpoint(first.event.log, head, [signer]))
  if (E.isLeft(parsed)) throw new Error('a signed checkpoint is read')
  return parsed.right
}

/** The operator's key after the first `size` entries. */
export function operatorAt(
  { entries }: History,
  size: number,
): Parameters<History['keys']['holderOf']>[0] {
  const events = entries.slice(0, size).map(({ event }) => event)
  const last = events.findLast((event) => event.type === 'authority')
  if (last?.type !== 'authority') throw new Error('a history is founded')
  return last.operator
}

/** The bytes of a receipt of entry `index` in the tree of the first `size`. */
export async function receiptOf(
  history: History,
  index: number,
  size: number,
): Promise<Uint8Array> {
  const signed = await publishedOf(history, size)
  const entry = history.log[index]
  if (entry === undefined) throw new Error(`there is no entry ${index}`)
  const hashes = await proveInclusion(memoryHashReader(history.log.map(leafHash)), index, size)
  return formatReceipt({ entry, proof: { index, hashes, signed, extra: null } })
}

/** A policy that trusts the operator of the first `size` entries, and asks for no witness. */
export function policyOf(history: History, size: number): Policy {
  const origin = history.cast.origin
  const key = noteKey(origin, { key: operatorAt(history, size) })
  const policy = parsePolicy(UTF8.encode(`log ${formatVerifierKey(key)}\nquorum none\n`))
  if (E.isLeft(policy)) throw new Error('a policy is read')
  return policy.right
}

const UTF8 = new TextEncoder()
