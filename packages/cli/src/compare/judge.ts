/**
 * Comparing histories: every tree with every other, entry by entry; every checkpoint with every tree that is as long; every two
 * checkpoints, where a tree shows what the larger one signs, or their sizes are one. What contradicts is a fork: shown to anybody
 * where two checkpoints sign both sides of it, and else known to whoever holds the copies.
 */
import { encodeHex, findFork, formatForkProof, rootAt, verifyFork } from '@accord-ledger/core'
import type { ForkProof, Verifier, VerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { firstDifference, holds, same } from './history-tree.ts'
import type { Head, Tree } from './history-tree.ts'

/** Two checkpoints that contradict each other, and the proof of it, which `verifyFork` accepts. */
export interface SignedFork {
  readonly older: Head
  readonly newer: Head
  readonly proof: Uint8Array
}

/** Two ledgers that differ. */
export interface Difference {
  readonly a: string
  readonly b: string
  /** The first entry that is not the same. */
  readonly index: number
  /** Its hashes, 64 hex. */
  readonly hashes: readonly [string, string]
}

/** A checkpoint that is not of a ledger's entries. */
export interface Contradiction {
  readonly head: Head
  readonly tree: string
  /** The root of the tree at the size of the checkpoint, 64 hex. */
  readonly found: string
}

/** Two sources that could not be compared. */
export interface Uncompared {
  readonly a: string
  readonly b: string
  /** Entries that the larger one signs, and that no ledger given has. */
  readonly size: number
}

export interface Judgement {
  readonly forks: readonly SignedFork[]
  readonly differences: readonly Difference[]
  readonly contradictions: readonly Contradiction[]
  readonly uncompared: readonly Uncompared[]
}

/** Compares all with all. `keys` are those by which a fork proof is to be believed. */
export async function judge(
  trees: readonly Tree[],
  heads: readonly Head[],
  keys: readonly VerifierKey[],
  verifier: Verifier,
): Promise<Judgement> {
  const contradictions: Contradiction[] = []
  const uncompared: Uncompared[] = []
  const holders = new Map<Head, Tree>()
  for (const head of heads) {
    for (const tree of trees) {
      const held = await holds(tree, head)
      if (held === true) holders.set(head, tree)
      if (held === false) contradictions.push(await contradictionOf(head, tree))
    }
  }
  for (const head of heads) {
    if (holders.has(head)) continue
    for (const tree of trees.filter(({ size }) => size < head.size)) {
      if (tree.name !== head.source) {
        uncompared.push({ a: tree.name, b: head.source, size: head.size })
      }
    }
  }
  const forks: SignedFork[] = []
  for (const [i, one] of heads.entries()) {
    for (const other of heads.slice(i + 1)) {
      const [older, newer] = one.size <= other.size ? [one, other] : [other, one]
      const fork = await forkOf(older, newer, holders)
      if (fork === 'unknown') {
        const isTold = uncompared.some(({ a, b }) => a === older.source && b === newer.source)
        if (!isTold) uncompared.push({ a: older.source, b: newer.source, size: newer.size })
      } else if (fork !== null) {
        const proof = formatForkProof(fork)
        if (E.isRight(await verifyFork(proof, keys, verifier))) forks.push({ older, newer, proof })
      }
    }
  }
  return { forks, differences: differencesIn(trees), contradictions, uncompared }
}

/** Null where the two agree; `unknown` where nothing shows whether they do. */
async function forkOf(
  older: Head,
  newer: Head,
  holders: ReadonlyMap<Head, Tree>,
): Promise<ForkProof | null | 'unknown'> {
  const { root } = newer.signed.checkpoint
  if (older.size === newer.size) {
    return same(older.signed.checkpoint.root, root)
      ? null
      : { older: older.signed, newer: newer.signed, root, hashes: [] }
  }
  const holder = holders.get(newer)
  return holder === undefined ? 'unknown' : findFork(older.signed, newer.signed, holder.reader)
}

function differencesIn(trees: readonly Tree[]): readonly Difference[] {
  return trees.flatMap((a, i) =>
    trees.slice(i + 1).flatMap((b) => {
      const index = firstDifference(a, b)
      return index === null
        ? []
        : [{ a: a.name, b: b.name, index, hashes: [hashAt(a, index), hashAt(b, index)] as const }]
    }),
  )
}

async function contradictionOf(head: Head, tree: Tree): Promise<Contradiction> {
  return { head, tree: tree.name, found: encodeHex(await rootAt(tree.reader, head.size)) }
}

function hashAt({ history }: Tree, index: number): string {
  const leaf = history.leaves[index]
  if (leaf === undefined) throw new Error('both trees have the entry at which they differ')
  return encodeHex(leaf)
}
