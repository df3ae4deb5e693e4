/** Reading a log, all of it verified on the way, beside a writer too. */
import type { RawEntries, RawReport } from '@accord-ledger/adapters/file'
import { asStoreError, describe, verifyLog } from '@accord-ledger/core'
import type {
  LedgerState,
  StoreError,
  Trust,
  Verification,
  VerifiedEntry,
} from '@accord-ledger/core'
import { judgeCheckpoint } from '@accord-ledger/adapters/publication'
import type { StoredCheckpoint } from '@accord-ledger/adapters/publication'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Context } from '../context.ts'
import { explainOpen, explainStore } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { openSource } from './log-source.ts'
import type { LogSource, SourceOptions } from './log-source.ts'
import { explainContradiction } from './pinned.ts'
import { progress } from './progress.ts'
import type { Progress } from './progress.ts'
import { waypointAt } from '../waypoint.ts'
import { verifierOf } from './verifier.ts'

/** Blocks of entry bytes in log order. */
export type Blocks = AsyncIterable<readonly Uint8Array[]>

export interface ReadOptions extends SourceOptions {
  readonly trust?: Trust
  /** Called with each entry in order, once it is verified. */
  readonly onEntry?: (entry: VerifiedEntry) => void
  /** Takes the first entries, and says from which state verification goes on with the rest. */
  readonly begin?: (blocks: Blocks) => Promise<Begun>
}

/** What is left to verify, on top of which state. */
export interface Begun {
  readonly blocks: Blocks
  readonly resume?: LedgerState
}

/** What reading came to: everything up to where it ended. */
export interface LogReading {
  readonly verification: Verification
  /** What was found beside the lines; null where nothing could be read. */
  readonly report: RawReport | null
  /** What ended the reading early, or kept it from beginning. */
  readonly storeError: StoreError | null
}

/** What a log's entries are read from. */
export type EntrySource = Pick<LogSource, 'entries' | 'total' | 'measure'>

/** Reads and verifies a log as far as it goes. Rejects for no fault of the log. */
export async function readLog(
  context: Context,
  source: EntrySource,
  options: Omit<ReadOptions, keyof SourceOptions>,
): Promise<LogReading> {
  const verifier = await verifierOf(context)
  let storeError: StoreError | null = null
  const failed = (error: StoreError): void => {
    storeError = error
  }
  const raw = await rawEntries(source, failed)
  const line = progress(context, 'verifying', await source.total())
  const blocks = watched(raw?.blocks ?? nothing(), line, source.measure, failed)
  const begun: Begun = options.begin === undefined ? { blocks } : await options.begin(blocks)
  const { resume } = begun
  const verification = await verifyLog(begun.blocks, {
    verifier,
    ...options,
    ...(resume === undefined ? {} : { resume }),
  })
  line.end()
  return { verification, report: raw?.report() ?? null, storeError }
}

/** A log that is sound, and what was published of it. */
export interface SoundLog {
  readonly verification: Verification
  /** Signed by the operator in force, and of these entries. Null where nothing was published. */
  readonly published: StoredCheckpoint | null
}

/** The verification of a log that is sound. Left: it is not, or nobody can tell; nothing is to be answered from it. */
export function readSound(
  context: Context,
  place: string,
  options: ReadOptions = {},
): Task<Verification> {
  return pipe(
    readSoundLog(context, place, options),
    TE.map(({ verification }) => verification),
  )
}

/** As `readSound`, with what was published. */
export function readSoundLog(
  context: Context,
  place: string,
  options: ReadOptions,
): Task<SoundLog> {
  return async () => {
    const opened = await openSource(context, place, options)()
    if (E.isLeft(opened)) return opened
    const source = opened.right
    if (source.contradiction !== null) return E.left(explainContradiction(source.contradiction))
    const stored = source.published
    const published = E.isRight(stored) ? stored.right : null
    const waypoint = waypointAt(published?.checkpoint.size ?? 0)
    const { verification, storeError } = await readLog(context, source, {
      ...options,
      onEntry: (entry) => {
        waypoint.take(entry)
        options.onEntry?.(entry)
      },
    })
    if (storeError !== null) return E.left(explainStore(storeError, place))
    const unsound = explainFindings(verification, place)
    if (unsound !== null) return E.left(unsound)
    if (E.isLeft(stored)) return E.left(explainStore(stored.left, place))
    if (published === null) return E.right({ verification, published })
    const { origin, size } = verification
    const at = { origin, size, root: waypoint.root(), operator: waypoint.operator() }
    const fault = await judgeCheckpoint(published, at, await verifierOf(context))
    if (fault !== null) {
      return E.left(
        failure(
          'unsound',
          `the published checkpoint is not this log's: ${fault.message}`,
          `look at all of it with: accord-ledger verify ${place}`,
          { details: { kind: fault.kind } },
        ),
      )
    }
    const kept = await source.keep()()
    return E.isLeft(kept) ? kept : E.right({ verification, published })
  }
}

/** What keeps a log from being answered from; null where it is sound. */
export function explainFindings({ findings }: Verification, place: string): CommandFailure | null {
  for (const finding of findings) {
    switch (finding._tag) {
      case 'Violation':
      case 'Unrecognised':
        return explainOpen(finding, place)
      case 'Untrusted':
        return failure(
          'unsound',
          describe(finding),
          'find out who gave you this copy, or that key',
          { details: { expected: finding.expected, found: finding.found } },
        )
      case 'Empty':
        return failure(
          'unknown',
          `the ledger at ${place} has no entry`,
          'found it with: accord-ledger init --help',
          { exit: 2 },
        )
      case 'RolesNotSeparated':
      case 'TrustedOnFirstUse':
    }
  }
  return null
}

async function rawEntries(
  source: EntrySource,
  failed: (error: StoreError) => void,
): Promise<RawEntries | null> {
  try {
    return await source.entries()
  } catch (thrown) {
    failed(asFailure(thrown))
    return null
  }
}

async function* nothing(): AsyncGenerator<readonly Uint8Array[]> {
  // An empty log.
}

/** `blocks` up to a failure of the store, which is told to `failed`. */
async function* watched(
  blocks: AsyncIterable<readonly Uint8Array[]>,
  line: Progress,
  measure: (entry: Uint8Array) => number,
  failed: (error: StoreError) => void,
): AsyncGenerator<readonly Uint8Array[]> {
  let done = 0
  try {
    for await (const block of blocks) {
      yield block
      for (const entry of block) done += measure(entry)
      line.at(done)
    }
  } catch (thrown) {
    failed(asFailure(thrown))
  }
}

function asFailure(thrown: unknown): StoreError {
  const error = asStoreError(thrown)
  if (error === null) throw thrown
  return error
}
