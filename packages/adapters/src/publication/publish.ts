/**
 * Publishing a log's checkpoint: sign, wait for the policy's quorum, publish. Each step is durable before the next one shows
 * anything to anybody, so that it can be killed anywhere and asked again:
 *
 *     the entries are on the disk → sign → state/checkpoint → ask the witnesses → public/checkpoint → state/checkpoint is gone
 *
 * Who signs one tree must never sign another: what lies in `state/` or `public/` counts as signed, whether or not anybody saw it.
 * On a tree that is published already, the witnesses are asked for fresh cosignatures.
 */
import { join } from 'node:path'
import { formatNote, judgeQuorum, liftStore } from '@accord-ledger/core'
import type {
  Clock,
  Hash,
  Origin,
  Policy,
  QuorumVerdict,
  SignedCheckpoint,
  Signer,
  Verifier,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { removeFile } from '../file/small-file.ts'
import { askWitnesses } from './ask-witnesses.ts'
import type { AskWitness, WitnessOutcome } from './ask-witnesses.ts'
import { lastSizeOf, linesUnder, newestLines, withLines } from './cosignature-lines.ts'
import { requireSameLedger, syncEntries } from './durable-entries.ts'
import {
  findFiles,
  PUBLISHED,
  readCheckpoint,
  WAITING,
  withPublisherLock,
  writeCheckpoint,
} from './ledger-files.ts'
import type { LedgerFiles, PublicationOptions, StoredCheckpoint } from './ledger-files.ts'
import { policyBytes, policyFor } from './ledger-policy.ts'
import type { TrackedLog } from './log-track.ts'
import { requireOperators, signHead } from './operator-signature.ts'
import type { CheckpointPlace, PublishError } from './publish-error.ts'
import { checkStored } from './signed-before.ts'
import type { Checked, SignedLog } from './signed-before.ts'

export interface PublishOptions extends PublicationOptions {
  /** The ledger's. */
  readonly directory: string
  /** The ledger's log, as far as it is durable: `trackLog` while the ledger is open for writing. */
  readonly log: TrackedLog
  /** The operator's key in force; during the overlap of a rotation the one before it, too. */
  readonly signers: readonly Signer[]
  readonly ask: AskWitness
  readonly verifier: Verifier
  readonly clock: Clock
  /** Publish also without the quorum that the policy asks for. The result says so. */
  readonly degraded?: boolean
}

/** What came of it. Of any status, the checkpoint is signed, and lies in the directory. */
export interface Publication {
  readonly origin: Origin
  /** At least 1. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** `published`: it lies in `public/checkpoint`. `waiting`: in `state/checkpoint`, for want of its quorum. */
  readonly status: 'published' | 'waiting'
  /** True where it was published without its quorum, because that was asked for. */
  readonly degraded: boolean
  /** The hash of the ledger's policy; null where it has none, and the operator's signature alone was asked for. */
  readonly policy: Hash | null
  readonly quorum: QuorumVerdict
  /** In the order of the policy. */
  readonly witnesses: readonly WitnessOutcome[]
  /** The checkpoint with all cosignatures gathered so far. */
  readonly bytes: Uint8Array
}

/**
 * Signs the head of the log, gathers cosignatures, and publishes it once the quorum of the ledger's policy has cosigned. It may be
 * asked at any time, any number of times. Left: why nothing was signed; of a StoreError, why it was not finished. Nothing is ever
 * replaced by a smaller tree or another one, and on the left nothing was published that lacks its quorum.
 */
export function publishCheckpoint(
  options: PublishOptions,
): TE.TaskEither<PublishError, Publication> {
  return async () => {
    const done = await liftStore(async () => {
      const files = await findFiles(options.directory, options)
      return withPublisherLock(files, (requireHeld) => publish(files, options, requireHeld))
    })()
    return E.isLeft(done) ? done : done.right
  }
}

async function publish(
  files: LedgerFiles,
  options: PublishOptions,
  requireHeld: () => Promise<void>,
): Promise<E.Either<PublishError, Publication>> {
  const ready = await prepare(files, options)
  if (E.isLeft(ready)) return ready
  const { log, policy, published, waiting, signed } = ready.right
  const { note } = signed
  const before = [published, waiting]
  const known = before.flatMap((checked) => linesUnder(note.text, checked))
  const draft = formatNote(withLines(note, before, newestLines(known)))
  const isNew = published?.size !== log.size
  if (isNew) {
    await syncEntries(files, published?.size ?? 0)
    await requireHeld()
    // From here on it counts as signed. Written also where it waits already: an earlier sync of it may have failed.
    await writeCheckpoint(files, WAITING, draft)
  }
  const answers = await askWitnesses({
    ...options,
    signed,
    hashes: log.hashes,
    witnesses: policy?.witnesses ?? [],
    lastSize: (key) => lastSizeOf(key, before),
  })
  const lines = newestLines([...known, ...answers.lines])
  const bytes = formatNote(withLines(note, before, lines))
  const quorum = judgeQuorum(policy ?? { quorum: null }, lines)
  const status = quorum.satisfied || options.degraded === true ? 'published' : 'waiting'
  await requireHeld()
  const inState = isNew ? draft : (waiting?.bytes ?? null)
  await settle(files, status, bytes, { published: published?.bytes ?? null, waiting: inState })
  const { size, root } = signed.checkpoint
  return E.right({
    origin: log.origin,
    size,
    root,
    status,
    degraded: status === 'published' && !quorum.satisfied,
    policy: policy?.hash ?? null,
    quorum,
    witnesses: answers.outcomes,
    bytes,
  })
}

/** What was found to be in order before anything is written. */
interface Ready {
  readonly log: SignedLog
  readonly policy: Policy | null
  /** What lies in the directory. */
  readonly published: StoredAndChecked | null
  readonly waiting: StoredAndChecked | null
  /** The head of the log with the operator's signature, which nobody has seen yet. */
  readonly signed: SignedCheckpoint
}

type StoredAndChecked = StoredCheckpoint & Checked

async function prepare(
  files: LedgerFiles,
  { log: tracked, signers: given, verifier }: PublishOptions,
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
  const signed = await signHead(log, signers.right, verifier)
  if (E.isLeft(signed)) return signed
  return E.right({
    log,
    policy: policy.right,
    published: published.right,
    waiting: waiting.right,
    signed: signed.right,
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

/** Puts the checkpoint where it belongs, and nothing where it lies already. */
async function settle(
  files: LedgerFiles,
  status: Publication['status'],
  bytes: Uint8Array,
  there: { readonly published: Uint8Array | null; readonly waiting: Uint8Array | null },
): Promise<void> {
  const isThere = same(there[status], bytes)
  if (status === 'waiting') {
    if (!isThere) await writeCheckpoint(files, WAITING, bytes)
    return
  }
  // One that waits says that publishing was not finished: an earlier sync of it may have failed.
  if (!isThere || there.waiting !== null) await writeCheckpoint(files, PUBLISHED, bytes)
  // Only when what is published is durable does it stand for what was signed.
  if (there.waiting !== null) await removeFile(files.fs, join(files.layout.root, WAITING), WAITING)
}

function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.compare(a, b) === 0
}

/** The log as it is now; it may grow while its checkpoint waits. Null for an empty one. */
function headOf({ origin, size, hashes, operators }: TrackedLog): SignedLog | null {
  return origin === null || size === 0
    ? null
    : { origin, size, hashes, operators: operators.filter(({ from }) => from < size) }
}

async function policyOf(
  files: LedgerFiles,
  { origin }: SignedLog,
  signers: readonly Signer[],
): Promise<E.Either<PublishError, Policy | null>> {
  const bytes = await policyBytes(files)
  // Who holds the policy must be able to open what is signed now.
  return bytes === null
    ? E.right(null)
    : policyFor(bytes, { origin, keys: signers.map(({ key }) => key) })
}
