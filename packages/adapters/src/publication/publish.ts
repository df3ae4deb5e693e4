/**
 * Publishing a log's checkpoint: sign, wait for the policy's quorum, publish. Each step is durable before the next one shows
 * anything to anybody, so that it can be killed anywhere and asked again:
 *
 *     the entries are on the disk → sign → state/checkpoint → ask the witnesses → public/tile → public/checkpoint
 *         → partial tiles that became full are gone → state/checkpoint is gone
 *
 * On a tree that is published already, the witnesses are asked for fresh cosignatures.
 */
import { join } from 'node:path'
import { formatNote, judgeQuorum } from '@accord-ledger/core'
import type { Hash, Origin, QuorumVerdict } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { removeFile } from '../file/small-file.ts'
import { removeStaleTiles } from '../tiles/stale-tiles.ts'
import { writeTiles } from '../tiles/write-tiles.ts'
import type { WitnessOutcome } from './ask-witnesses.ts'
import { newestLines, withLines } from './cosignature-lines.ts'
import { PUBLISHED, readCheckpoint, WAITING, writeCheckpoint } from './ledger-files.ts'
import type { PublishError } from './publish-error.ts'
import { askAbout, same, signNow, takeAnswers } from './signing.ts'
import type { Desk, HeadSigned } from './signing.ts'

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
 * Signs, asks and publishes. `alone` has what it is given work while nobody else reads or writes the checkpoints: not while
 * witnesses are asked, so that a larger tree may be signed meanwhile. That one stays waiting. Two are never published at once.
 */
export async function publishNow(
  desk: Desk,
  degraded: boolean,
  alone: <A>(work: () => Promise<A>) => Promise<A>,
): Promise<E.Either<PublishError, Publication>> {
  const head = await alone(() => signNow(desk))
  if (E.isLeft(head)) return head
  const { log, policy, published, waiting, signed, known, stored } = head.right
  const before = [published, waiting]
  const answers = await askAbout(desk, head.right, signed)
  // Where one objects, it is asked again before anything more is signed.
  takeAnswers(desk, stored, answers)
  const lines = newestLines([...known, ...answers.lines])
  const bytes = formatNote(withLines(signed.note, before, lines))
  const quorum = judgeQuorum(policy ?? { quorum: null }, lines)
  const status = quorum.satisfied || degraded ? 'published' : 'waiting'
  if (status === 'published') {
    await desk.requireHeld()
    // All of them where what was published has none: this may be the first time that tiles are written.
    await writeTiles(desk.files, log, published?.size ?? 0)
  }
  await alone(() => settle(desk, status, bytes, head.right))
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

/** Puts the checkpoint where it belongs, and nothing where it lies already. A larger one that waits by now stays. */
async function settle(
  desk: Desk,
  status: Publication['status'],
  bytes: Uint8Array,
  { log, published }: HeadSigned,
): Promise<void> {
  const { files } = desk
  await desk.requireHeld()
  const waiting = await readCheckpoint(files, WAITING)
  const isLater = waiting !== null && waiting.checkpoint.size > log.size
  const there = waiting?.bytes ?? null
  if (status === 'waiting') {
    if (isLater || same(there, bytes)) return
    desk.durable = null
    await writeCheckpoint(files, WAITING, bytes)
    desk.durable = bytes
    return
  }
  // One that waits says that publishing was not finished: an earlier sync of it may have failed.
  if (!same(published?.bytes ?? null, bytes) || there !== null)
    await writeCheckpoint(files, PUBLISHED, bytes)
  if (log.size !== published?.size || there !== null)
    await removeStaleTiles(files, log.size, published?.size ?? 0)
  // Only when what is published is durable does it stand for what was signed.
  if (there === null || isLater) return
  desk.durable = null
  await removeFile(files.fs, join(files.layout.root, WAITING), WAITING)
}
