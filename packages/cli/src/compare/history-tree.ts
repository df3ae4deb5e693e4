/** The trees and the believed checkpoints among the sources, as `compare` sees them. */
import { memoryHashReader, rootAt } from '@accord-ledger/core'
import type { HashReader, SignedCheckpoint } from '@accord-ledger/core'
import type { History } from './read-history.ts'

/** A ledger's tree. */
export interface Tree {
  readonly name: string
  readonly history: History
  readonly reader: HashReader
  readonly size: number
}

/** A checkpoint that a key of the log signed. */
export interface Head {
  readonly from: string
  /** The name of the source that it came with. */
  readonly source: string
  readonly signed: SignedCheckpoint
  readonly size: number
}

/** The tree of a history. */
export function treeOf(name: string, history: History): Tree {
  const { leaves } = history
  return { name, history, reader: memoryHashReader(leaves), size: leaves.length }
}

/** Whether `tree` begins with what `head` signs; null where it is too short to tell. */
export async function holds(tree: Tree, { signed, size }: Head): Promise<boolean | null> {
  if (size > tree.size) return null
  return same(await rootAt(tree.reader, size), signed.checkpoint.root)
}

/** The first index at which two trees differ; null where the one is the beginning of the other. */
export function firstDifference(a: Tree, b: Tree): number | null {
  const { leaves } = a.history
  const others = b.history.leaves
  const at = leaves.findIndex((leaf, i) => {
    const other = others[i]
    return other !== undefined && !same(leaf, other)
  })
  return at < 0 ? null : at
}

/** Byte by byte. */
export function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
