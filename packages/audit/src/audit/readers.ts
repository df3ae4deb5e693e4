/**
 * The readers that attacks are put before: each gives the tag of what it found (attack.ts has them), or null where
 * it took what was forged for the real thing.
 */
import {
  appendLeaf,
  decodeHex,
  encodeHex,
  judgeQuorum,
  MAX_CLOCK_LEAD,
  openCheckpoint,
  parsePolicy,
  receiptFromTiles,
  rootOf,
  tryBlock,
  verifyReceipt,
} from '@accord-ledger/core'
import type { Failure, LedgerState, TreeHead, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { ForgedNote, ForgedPolicy, ForgedTiles } from '../attacks/attack.ts'
import { refuted } from '../attacks/proof-claim.ts'
import type { ProofClaim } from '../attacks/proof-claim.ts'
import { headAt, MAX_AGE } from '../attacks/published-target.ts'
import type { PublishedTarget } from '../attacks/published-target.ts'

/** Reads `block` on top of `state`, by every rule, and then holds it against a head that is known. */
export async function readLog(
  state: LedgerState,
  block: readonly Uint8Array[],
  known: TreeHead,
  verifier: Verifier,
): Promise<string | null> {
  const { verified, failure } = await tryBlock(state, block, verifier)
  if (failure !== null) return tagOf(failure)
  let { tree } = state
  for (const { hash } of verified) {
    if (tree.size === known.size) break
    tree = appendLeaf(tree, decodeHex(hash) ?? new Uint8Array(0))
  }
  const isKnown = tree.size === known.size && encodeHex(rootOf(tree)) === encodeHex(known.root)
  return isKnown ? null : 'known-head'
}

/** Checks a proof. */
export async function readProof({ make }: ProofClaim): Promise<string | null> {
  return refuted(await make())?._tag ?? null
}

/** Reads a checkpoint under the policy, and then holds it against the log. */
export async function readCheckpoint(
  target: PublishedTarget,
  { make, now }: ForgedNote,
  verifier: Verifier,
): Promise<string | null> {
  const { policy } = target
  const keys = {
    logs: policy.logs.map(({ key }) => key),
    witnesses: policy.witnesses.map(({ key }) => key),
  }
  const opened = await openCheckpoint(await make(), keys, verifier)
  if (E.isLeft(opened)) return opened.left._tag
  const { checkpoint, cosignatures } = opened.right
  const seen = cosignatures.filter(({ time }) => time * 1000 <= now + MAX_CLOCK_LEAD)
  const quorum = judgeQuorum(policy, seen)
  if (!quorum.satisfied || quorum.time === null) return 'QuorumMissing'
  if (now - quorum.time * 1000 > MAX_AGE) return 'Stale'
  if (checkpoint.size > target.head.size) return 'known-head'
  const { root } = await headAt(target, checkpoint.size)
  return encodeHex(root) === encodeHex(checkpoint.root) ? null : 'known-head'
}

/** Checks a receipt under the policy. */
export async function readReceipt(
  { policy }: PublishedTarget,
  { make, now }: ForgedNote,
  verifier: Verifier,
): Promise<string | null> {
  const found = await verifyReceipt(await make(), policy, { now, maxAge: MAX_AGE, verifier })
  return E.isLeft(found) ? found.left.check : null
}

/** Reads a policy, checks a receipt under it, and then looks which policy the result names. */
export async function readPolicy(
  { policy: known, now }: PublishedTarget,
  { policy, receipt }: ForgedPolicy,
  verifier: Verifier,
): Promise<string | null> {
  const parsed = parsePolicy(policy)
  if (E.isLeft(parsed)) return parsed.left.rule
  const how = { now, maxAge: MAX_AGE, verifier }
  const found = await verifyReceipt(await receipt(), parsed.right, how)
  if (E.isLeft(found)) return found.left.check
  return found.right.policy === known.hash ? null : 'known-policy'
}

/** Asks tiles for the receipt of an entry. */
export async function readTiles(
  { signed }: PublishedTarget,
  { source, index }: ForgedTiles,
): Promise<string | null> {
  const found = await receiptFromTiles(source, signed, index)()
  if (E.isRight(found)) return null
  return found.left._tag === 'BadTile' ? `tile-${found.left.why}` : found.left._tag
}

function tagOf(failure: Failure): string {
  return failure._tag === 'Violation' ? failure.rule : 'unrecognised'
}
