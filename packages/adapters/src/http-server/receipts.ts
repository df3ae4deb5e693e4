/** Receipts of logged entries, under a checkpoint that the operator has signed. The witnesses' cosignatures come later, from tiles. */
import { formatReceipt, proveInclusion } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { StoredCheckpoint } from '../publication/ledger-files.ts'
import type { PublishError } from '../publication/publish-error.ts'
import type { OpenLedger } from './live-ledger.ts'

/** The newest checkpoint of each open ledger that was signed here. */
const signedLast = new WeakMap<OpenLedger, StoredCheckpoint>()

/** The bytes of the receipt for entry `index`, whose canonical bytes are `entry`. Left: why no checkpoint that holds it is signed. */
export async function receiptOf(
  open: OpenLedger,
  index: number,
  entry: Uint8Array,
): Promise<E.Either<PublishError, Uint8Array>> {
  const signed = await checkpointOver(open, index)
  if (E.isLeft(signed)) return signed
  const { checkpoint, note } = signed.right
  const hashes = await proveInclusion(open.log.hashes, index, checkpoint.size)
  const proof = { index, hashes, signed: { checkpoint, note }, extra: null }
  return E.right(formatReceipt({ entry, proof }))
}

/** Open ledgers whose last signature failed: what is logged there has no receipt. */
const unsigned = new WeakSet<OpenLedger>()

/** Where the last signature failed, tries again. Left: it fails still, and nothing more is to be logged. */
export async function signsAgain(open: OpenLedger): Promise<E.Either<PublishError, void>> {
  if (!unsigned.has(open)) return E.right(undefined)
  return E.map(() => undefined)(await sign(open))
}

async function checkpointOver(
  open: OpenLedger,
  index: number,
): Promise<E.Either<PublishError, StoredCheckpoint>> {
  const last = signedLast.get(open)
  if (last !== undefined && index < last.checkpoint.size) return E.right(last)
  return sign(open)
}

async function sign(open: OpenLedger): Promise<E.Either<PublishError, StoredCheckpoint>> {
  const signed = await open.publisher.sign()()
  if (E.isLeft(signed)) {
    unsigned.add(open)
    return signed
  }
  unsigned.delete(open)
  const newest = signedLast.get(open)
  if (newest === undefined || newest.checkpoint.size < signed.right.checkpoint.size)
    signedLast.set(open, signed.right)
  return signed
}
