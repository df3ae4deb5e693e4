/**
 * Signing the head of a log, durably:
 *
 *     the entries are on the disk → the witnesses know no larger tree → sign → state/checkpoint
 *
 * Who signs one tree must never sign another: what lies in `state/` or `public/` counts as signed, whether or not anybody saw it.
 */
import { formatNote, formatVerifierKey } from '@accord-ledger/core'
import type { Clock, SignedCheckpoint, Signer, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { confirmLast, lastSigned } from './ask-before-signing.ts'
import { askWitnesses } from './ask-witnesses.ts'
import type { Answers, AskWitness } from './ask-witnesses.ts'
import { lastSizeOf, linesUnder, newestLines, withLines } from './cosignature-lines.ts'
import type { CosignatureLine } from './cosignature-lines.ts'
import { syncEntries } from './durable-entries.ts'
import { WAITING, writeCheckpoint } from './ledger-files.ts'
import type { LedgerFiles, PublicationOptions, StoredCheckpoint } from './ledger-files.ts'
import type { TrackedLog } from './log-track.ts'
import { signHead } from './operator-signature.ts'
import type { PublishError } from './publish-error.ts'
import { prepare } from './ready.ts'
import type { Ready } from './ready.ts'

export interface PublisherOptions extends PublicationOptions {
  /** The ledger's. */
  readonly directory: string
  /** The ledger's log, as far as it is durable: `trackLog` while the ledger is open for writing. */
  readonly log: TrackedLog
  /** The operator's key in force; during the overlap of a rotation the one before it, too. */
  readonly signers: readonly Signer[]
  readonly ask: AskWitness
  readonly verifier: Verifier
  readonly clock: Clock
  /**
   * Sign no larger tree than the last one unless a witness of the policy has confirmed that it is the last one. It is asked once
   * while the publisher is open. Without it, a witness that cannot be asked keeps nothing from being signed.
   */
  readonly requireWitness?: boolean
}

/** What a publisher knows beside what lies in the directory. */
export interface Desk {
  readonly options: PublisherOptions
  readonly files: LedgerFiles
  /** Rejects where the lock was lost. */
  readonly requireHeld: () => Promise<void>
  /** Entries that were found to be on the disk. */
  synced: number
  /** The bytes of `state/checkpoint`, if this publisher made them durable. */
  durable: Uint8Array | null
  /** The witnesses were asked, and know no larger tree. */
  confirmed: boolean
  /** The size that a witness, by its verifier key, has cosigned since the publisher was opened. */
  readonly cosigned: Map<string, number>
}

/** The head of the log, signed; it counts from here on. */
export interface HeadSigned extends Ready {
  /** With the operator's signature alone. */
  readonly signed: SignedCheckpoint
  /** Cosignatures that stand under it already. */
  readonly known: readonly CosignatureLine[]
  /** As it lies in the directory. */
  readonly stored: StoredCheckpoint
}

/** Signs the head of the log as it is now. Left: why nothing was signed. Rejects with a StoreFailure. */
export async function signNow(desk: Desk): Promise<E.Either<PublishError, HeadSigned>> {
  const { files, options } = desk
  const ready = await prepare(files, options)
  if (E.isLeft(ready)) return ready
  const { log, signers, published, waiting } = ready.right
  const confirmed = await confirm(desk, ready.right)
  if (E.isLeft(confirmed)) return confirmed
  const signed = await signHead(log, signers, options.verifier)
  if (E.isLeft(signed)) return signed
  const before = [published, waiting]
  const { note } = signed.right
  const known = newestLines(before.flatMap((checked) => linesUnder(note.text, checked)))
  const withKnown = withLines(note, before, known)
  const bytes = formatNote(withKnown)
  // From here on it counts as signed.
  if (published?.size !== log.size) await keep(desk, bytes, ready.right)
  const stored = { ...signed.right, note: withKnown, bytes }
  return E.right({ ...ready.right, signed: signed.right, known, stored })
}

/** Asks the witnesses before a larger tree is signed for the first time. */
async function confirm(desk: Desk, ready: Ready): Promise<E.Either<PublishError, void>> {
  const last = lastSigned(ready)
  // Where nothing was signed before, nobody can be asked.
  if (last === null && desk.options.requireWitness !== true) desk.confirmed = true
  if (desk.confirmed || last === null || last.size >= ready.log.size) return E.right(undefined)
  // An earlier sync of it may have failed, and witnesses are about to hear of it.
  if (last === ready.waiting) await keep(desk, last.bytes, ready)
  return takeAnswers(desk, last, await askAbout(desk, ready, last))
}

/** Remembers whether the witnesses object to what was signed last. Left: they do. */
export function takeAnswers(
  desk: Desk,
  last: StoredCheckpoint,
  answers: Answers,
): E.Either<PublishError, void> {
  const found = confirmLast(last, answers, desk.options)
  // Who was confirmed stays so where all fall silent later, and not where one objects.
  const isSilence = E.isLeft(found) && found.left._tag === 'Unconfirmed'
  desk.confirmed = E.isRight(found) || (isSilence && desk.confirmed)
  return found
}

/** What the witnesses of the policy say of `signed`. */
export async function askAbout(
  desk: Desk,
  { log, policy, published, waiting }: Ready,
  signed: SignedCheckpoint,
): Promise<Answers> {
  const before = [published, waiting]
  const answers = await askWitnesses({
    ...desk.options,
    signed,
    hashes: log.hashes,
    witnesses: policy?.witnesses ?? [],
    lastSize: (key) => desk.cosigned.get(formatVerifierKey(key)) ?? lastSizeOf(key, before),
  })
  for (const { kind, key } of answers.outcomes)
    if (kind === 'cosigned') desk.cosigned.set(formatVerifierKey(key), signed.checkpoint.size)
  return answers
}

/** Makes `bytes` what is signed and waits, unless this publisher did so already. */
async function keep(desk: Desk, bytes: Uint8Array, { log, published, waiting }: Ready) {
  if (same(desk.durable, bytes) && same(waiting?.bytes ?? null, bytes)) return
  const { files } = desk
  const from = Math.max(desk.synced, published?.size ?? 0)
  if (from < log.size) await syncEntries(files, from)
  desk.synced = log.size
  await desk.requireHeld()
  desk.durable = null
  await writeCheckpoint(files, WAITING, bytes)
  desk.durable = bytes
}

export function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.compare(a, b) === 0
}
