/** What is found to be in order before a checkpoint is signed: who signs, for whom, and what was signed before. Nothing is written here. */
import type { Policy, Signer, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { requireSameLedger } from './durable-entries.ts'
import { PUBLISHED, readCheckpoint, WAITING } from './ledger-files.ts'
import type { LedgerFiles, StoredCheckpoint } from './ledger-files.ts'
import { policyBytes, policyFor } from './ledger-policy.ts'
import type { TrackedLog } from './log-track.ts'
import { requireOperators } from './operator-signature.ts'
import type { CheckpointPlace, PublishError } from './publish-error.ts'
import { checkStored } from './signed-before.ts'
import type { Checked, SignedLog } from './signed-before.ts'

/** A checkpoint in the directory, found to be of this log. */
export type StoredAndChecked = StoredCheckpoint & Checked

/** What was found to be in order before anything is written. */
export interface Ready {
  /** The log as it was when this was asked. */
  readonly log: SignedLog
  /** In the order of their lines. */
  readonly signers: readonly Signer[]
  readonly policy: Policy | null
  /** What lies in the directory. */
  readonly published: StoredAndChecked | null
  readonly waiting: StoredAndChecked | null
}

/** What `prepare` needs to know. */
export interface Preparing {
  readonly log: TrackedLog
  readonly signers: readonly Signer[]
  readonly verifier: Verifier
}

/** Left: why nothing can be signed. Rejects with a StoreFailure. */
export async function prepare(
  files: LedgerFiles,
  { log: tracked, signers: given, verifier }: Preparing,
): Promise<E.Either<PublishError, Ready>> {
  const log = headOf(tracked)
  if (log === null)
    return E.left({ _tag: 'NothingToPublish', message: 'a log without entries has no checkpoint' })
  await requireSameLedger(files, log.hashes)
  const signers = requireOperators(log, given)
  if (E.isLeft(signers)) return signers
  const policy = await policyOf(files, log, signers.right)
  if (E.isLeft(policy)) return policy
  const published = await earlierAt(files, PUBLISHED, log, policy.right, verifier)
  if (E.isLeft(published)) return published
  const waiting = await earlierAt(files, WAITING, log, policy.right, verifier)
  if (E.isLeft(waiting)) return waiting
  return E.right({
    log,
    signers: signers.right,
    policy: policy.right,
    published: published.right,
    waiting: waiting.right,
  })
}

/** The log as it is now; it may grow while its checkpoint waits. Null for an empty one. */
function headOf({ origin, size, hashes, operators }: TrackedLog): SignedLog | null {
  return origin === null || size === 0
    ? null
    : { origin, size, hashes, operators: operators.filter(({ from }) => from < size) }
}

async function policyOf(
  files: LedgerFiles,
  { origin, operators }: SignedLog,
  signers: readonly Signer[],
): Promise<E.Either<PublishError, Policy | null>> {
  const bytes = await policyBytes(files)
  // Who holds the policy must be able to open what is signed now.
  return bytes === null
    ? E.right(null)
    : policyFor(bytes, {
        origin,
        keys: signers.map(({ key }) => key),
        others: operators.map(({ key }) => key),
      })
}

/** The checkpoint at `place`, checked against `log`; null where there is none. */
async function earlierAt(
  files: LedgerFiles,
  place: CheckpointPlace,
  log: SignedLog,
  policy: Policy | null,
  verifier: Verifier,
): Promise<E.Either<PublishError, StoredAndChecked | null>> {
  const stored = await readCheckpoint(files, place)
  if (stored === null) return E.right(null)
  const checked = await checkStored(log, place, stored, policy, verifier)
  return E.isLeft(checked) ? checked : E.right({ ...stored, ...checked.right })
}
