/** Logs as the laws hand them to their subject. */
import { encodeHex, leafHash, sha256 } from '@accord-ledger/core'
import type { Verification } from '@accord-ledger/core'

/** `log` in blocks of `length`. */
export async function* inBlocks(
  log: readonly Uint8Array[],
  length = 64,
): AsyncIterable<readonly Uint8Array[]> {
  for (let from = 0; from < log.length; from += length) yield log.slice(from, from + length)
}

/** The RFC 6962 tree hash, by its recursive definition (RFC 9162 §2.1.1). */
export function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return first
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  const [left, right] = [naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split))]
  return sha256(Uint8Array.of(1, ...left, ...right))
}

/** The leaf hashes of entries. */
export function leavesOf(log: readonly Uint8Array[]): readonly Uint8Array[] {
  return log.map(leafHash)
}

/** What a verification says, but for its state. */
export function saidBy({
  verdict,
  size,
  root,
  head,
  origin,
  trust,
  findings,
}: Verification): unknown {
  return { verdict, size, root, head, origin, trust, findings }
}

/** What a sound verification of `log` says of its end. */
export function endOf(log: readonly Uint8Array[]): {
  readonly size: number
  readonly root: string
  readonly head: string
} {
  const leaves = leavesOf(log)
  const last = leaves.at(-1)
  const head = last === undefined ? '0'.repeat(64) : encodeHex(last)
  return { size: log.length, root: encodeHex(naiveRoot(leaves)), head }
}

/** The place that `pick` names among `count`: 0 to `count` − 1. */
export function placeOf(pick: number, count: number): number {
  return count === 0 ? 0 : pick % count
}
