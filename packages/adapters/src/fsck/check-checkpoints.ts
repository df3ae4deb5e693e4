/** Checkpoints of a log, and what its operator's policy says, against the entries that were read. */
import { join } from 'node:path'
import {
  asStoreError,
  describe,
  formatNote,
  MAX_NOTE_BYTES,
  noteKey,
  openCheckpoint,
  parseSignedCheckpoint,
} from '@accord-ledger/core'
import type {
  PublicKey,
  SignedCheckpoint,
  StoreError,
  Verification,
  Verifier,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { readSmallFile } from '../file/small-file.ts'
import { judgeCheckpoint } from '../publication/checkpoint-fault.ts'
import type { CheckpointFault } from '../publication/checkpoint-fault.ts'
import { PUBLISHED, WAITING } from '../publication/ledger-files.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { policyBytes, policyFor } from '../publication/ledger-policy.ts'
import type { CheckpointPlace } from '../publication/publish-error.ts'
import type { FindingList } from './finding.ts'
import type { Waypoints } from './waypoints.ts'

/** The checkpoints that lie in a directory, as far as they are any. */
export interface StoredCheckpoints {
  readonly published: SignedCheckpoint | null
  readonly waiting: SignedCheckpoint | null
  /** True where there is no file in the place of either. */
  readonly none: boolean
}

/** Reads both. What is none is a finding. */
export async function readCheckpoints(
  files: LedgerFiles,
  list: FindingList,
): Promise<StoredCheckpoints> {
  // The waiting one first: it may be published meanwhile.
  const waiting = await readOne(files, WAITING, list)
  const published = await readOne(files, PUBLISHED, list)
  const none = published === 'none' && waiting === 'none'
  return { published: signedIn(published), waiting: signedIn(waiting), none }
}

type Reading = SignedCheckpoint | 'none' | 'unreadable'

const signedIn = (reading: Reading): SignedCheckpoint | null =>
  typeof reading === 'string' ? null : reading

async function readOne(
  { fs, layout }: LedgerFiles,
  place: CheckpointPlace,
  { add }: FindingList,
): Promise<Reading> {
  try {
    const bytes = await readSmallFile(fs, join(layout.root, place), place, MAX_NOTE_BYTES)
    if (bytes === null) return 'none'
    const signed = parseSignedCheckpoint(bytes)
    if (E.isRight(signed)) return signed.right
    const message = `it is no checkpoint: ${describe(signed.left)}`
    add({ condition: 'damaged', kind: 'checkpoint-unreadable', file: place, message })
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error === null) throw thrown
    // `state/` is for its owner; a reader of the rest need not see it.
    const isPrivate = place === WAITING && error.code === 'unavailable'
    const condition = isPrivate ? 'note' : error.code === 'unavailable' ? 'unknown' : 'damaged'
    add({ condition, kind: 'checkpoint-unreadable', file: place, message: error.message })
  }
  return 'unreadable'
}

/** What was read of the log. */
export interface ReadLog {
  readonly verification: Verification
  /** Lines in the segments, whether they are sound or not. */
  readonly lines: number
  /** What ended the reading early: how many lines there are is not known then. */
  readonly storeError: StoreError | null
  readonly waypoints: Waypoints
}

/** Judges the checkpoints in the directory. */
export async function checkCheckpoints(
  { published, waiting }: StoredCheckpoints,
  log: ReadLog,
  verifier: Verifier,
  { add }: FindingList,
): Promise<void> {
  for (const [file, signed] of [
    [PUBLISHED, published],
    [WAITING, waiting],
  ] as const) {
    if (signed === null) continue
    const fault = await faultOf(signed, log, verifier)
    if (fault !== null) add({ condition: 'damaged', file, ...fault })
  }
  if (published === null || waiting === null) return
  if (waiting.checkpoint.size < published.checkpoint.size) {
    const message = `it waits at size ${waiting.checkpoint.size}, and ${published.checkpoint.size} are published: the next publication passes it over`
    add({ condition: 'note', kind: 'checkpoint-waiting-old', file: WAITING, message })
  }
}

/** Judges a checkpoint that is known from elsewhere: it must be of these entries. */
export async function checkGiven(
  signed: SignedCheckpoint,
  log: ReadLog,
  verifier: Verifier,
  { add }: FindingList,
): Promise<void> {
  const fault = await faultOf(signed, log, verifier)
  if (fault === null) return
  const { kind, message, expected, found } = fault
  if (kind === 'checkpoint-origin' || kind === 'checkpoint-signature') {
    const why = `the given checkpoint says nothing of this log: ${message}`
    add({ condition: 'unknown', kind: 'given-checkpoint', file: null, message: why })
    return
  }
  const { size } = signed.checkpoint
  const whose = (await isSignedByOperator(signed, log, verifier))
    ? ''
    : '; no operator that this copy knows has signed it'
  const isAhead = kind === 'checkpoint-ahead'
  add({
    condition: isAhead ? 'missing' : 'damaged',
    kind: isAhead ? 'rolled-back' : 'forked',
    file: null,
    ...(isAhead ? { index: log.lines } : {}),
    expected,
    found,
    message: isAhead
      ? `the given checkpoint covers ${size} entries, and ${log.lines} are here: this copy is old, or was cut${whose}`
      : `the given checkpoint is of another history: at size ${size} it has the root ${expected}, and these entries have ${found}${whose}`,
  })
}

async function faultOf(
  signed: SignedCheckpoint,
  { verification, lines, storeError, waypoints }: ReadLog,
  verifier: Verifier,
): Promise<CheckpointFault | null> {
  const { origin, size } = signed.checkpoint
  if (storeError !== null && size > lines) return null
  const isCut = verification.size < lines
  const fault = await judgeCheckpoint(
    signed,
    {
      // An empty log has no name, and misses what the checkpoint covers.
      origin: verification.origin ?? origin,
      size: lines,
      root: waypoints.rootAt(size),
      operator: waypoints.operatorAt(size) ?? NOBODY,
    },
    verifier,
  )
  // Behind a bad entry it is not known who ran the log.
  return isCut && fault?.kind === 'checkpoint-signature' ? null : fault
}

/** A key that signs nothing: the operator's where no entry names one. */
const NOBODY = '0'.repeat(64) as PublicKey

async function isSignedByOperator(
  { checkpoint, note }: SignedCheckpoint,
  { waypoints }: ReadLog,
  verifier: Verifier,
): Promise<boolean> {
  const logs = waypoints.operators().map((key) => noteKey(checkpoint.origin, { key }))
  return E.isRight(await openCheckpoint(formatNote(note), { logs, witnesses: [] }, verifier))
}

/** The policy parses, and names this log by a key that its operator has or had. */
export async function checkPolicy(
  files: LedgerFiles,
  { verification: { origin }, waypoints }: ReadLog,
  { add }: FindingList,
): Promise<void> {
  const file = 'state/policy'
  try {
    const bytes = await policyBytes(files)
    if (bytes === null || origin === null) return
    const policy = policyFor(bytes, { origin, keys: waypoints.operators() })
    if (E.isRight(policy)) return
    const { message } = policy.left
    add({ condition: 'damaged', kind: 'policy', file, message })
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error === null) throw thrown
    const condition = error.code === 'unavailable' ? 'note' : 'damaged'
    add({ condition, kind: 'policy', file, message: error.message })
  }
}
