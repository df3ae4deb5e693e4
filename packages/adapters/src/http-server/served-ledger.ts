/**
 * A ledger in a directory, opened to be served: with its operator's key it takes submissions and publishes, without it only reads.
 * It has a handler and no socket; `serveLedger` gives it one, `mountLedger` the one of an app.
 */
import { entryLink, liftStore } from '@accord-ledger/core'
import type { Clock, OpenError, Store } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { openFileStore } from '../file/open.ts'
import { knownSizeOf } from '../publication/ledger-files.ts'
import type { PublishError } from '../publication/publish-error.ts'
import { folderTiles } from '../tiles/folder-tiles.ts'
import { ledgerHandler } from './ledger-handler.ts'
import type { LedgerHandler, LedgerHandlerOptions } from './ledger-handler.ts'
import { liveLedger } from './live-ledger.ts'
import type { OpenLedger } from './live-ledger.ts'
import { liveStore } from './live-store.ts'
import { metrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { openForSubmissions } from './open-ledger.ts'
import type { OpenLedgerOptions } from './open-ledger.ts'
import { publishLoop } from './publish-loop.ts'
import { rememberSignatures } from './remembered-signatures.ts'
import { submissions } from './submissions.ts'
import type { SubmissionLimits } from './submissions.ts'

/** What taking submissions needs. */
export interface OperatorOptions extends Pick<
  OpenLedgerOptions,
  'signers' | 'ask' | 'verifier' | 'admit' | 'requireWitness'
> {
  /** Seconds between two tries to publish. 60 by default. */
  readonly publishEvery?: number
  readonly limits?: Partial<SubmissionLimits>
  /** For tests: milliseconds before each try to open the ledger again. */
  readonly pauses?: readonly number[]
}

export interface ServedLedgerOptions
  extends Pick<LedgerHandlerOptions, 'log' | 'trustProxy'>, Pick<OpenLedgerOptions, 'fileSystem'> {
  readonly clock: Clock
  /** Takes submissions and publishes. Without it the server only reads. */
  readonly operator?: OperatorOptions
  /** Opens `POST /v1/entries` to a remote operator process. Not together with `operator`. At least 16 characters. */
  readonly token?: string
  /** Told of failures whose cause no client hears. */
  readonly onError?: (thrown: unknown) => void
}

/** Why a ledger is not served. */
export type ServeError = OpenError | PublishError

/** A ledger that is ready to be asked. */
export interface ServedLedger extends AsyncDisposable, LedgerHandler {
  /** Entries when it was opened. */
  readonly size: number
  /** From here on nobody waits for entries any more; requests are still answered. */
  readonly beginClosing: () => void
  /** Ends what is under way, publishes once more, and frees the locks. Idempotent. */
  readonly close: () => Promise<void>
}

/**
 * Opens the ledger at `directory` to be served. With an operator, it signs the head of the log at once, so that a wrong key and a
 * witness that knows more are found before anybody submits. Left: why not; nothing is open then. Throws a RangeError for a token that is
 * too short, and for a token together with an operator.
 */
export function openServedLedger(
  directory: string,
  options: ServedLedgerOptions,
): TE.TaskEither<ServeError, ServedLedger> {
  const { operator, token } = options
  if (operator !== undefined && token !== undefined)
    throw new RangeError('a ledger that takes submissions is the only writer of its store')
  return async () => {
    const opened = await liftStore(() =>
      operator === undefined
        ? readingOnly(directory, options)
        : takingSubmissions(directory, options, operator),
    )()
    return E.isLeft(opened) ? opened : opened.right
  }
}

async function readingOnly(
  directory: string,
  options: ServedLedgerOptions,
): Promise<E.Either<ServeError, ServedLedger>> {
  const { token, fileSystem } = options
  const onDisk = fileSystem === undefined ? {} : { fileSystem }
  const knownSize = await knownSizeOf(directory, onDisk)()
  if (E.isLeft(knownSize)) return knownSize
  const mode = token === undefined ? 'read' : 'write'
  const store = await openFileStore(directory, {
    link: entryLink,
    mode,
    knownSize: knownSize.right,
    ...onDisk,
  })
  const handler = { store, ...(token === undefined ? {} : { token }) }
  const served = await servedBy(directory, options, metrics(), handler, async () => {
    await store[Symbol.asyncDispose]()
  })
  return E.right(served)
}

async function takingSubmissions(
  directory: string,
  options: ServedLedgerOptions,
  operator: OperatorOptions,
): Promise<E.Either<ServeError, ServedLedger>> {
  const { clock, onError, fileSystem } = options
  const counted = metrics()
  const signatures = rememberSignatures(operator.verifier)
  const open = (): Promise<E.Either<ServeError, OpenLedger>> =>
    openForSubmissions({
      ...operator,
      directory,
      clock,
      verifier: signatures.appending,
      ...(fileSystem === undefined ? {} : { fileSystem }),
    })
  const first = await open()
  if (E.isLeft(first)) return first
  const signed = first.right.log.size === 0 ? null : await first.right.publisher.sign()()
  if (signed !== null && E.isLeft(signed)) {
    await first.right[Symbol.asyncDispose]()
    return signed
  }
  const { pauses } = operator
  const live = liveLedger(first.right, {
    open,
    ...(pauses === undefined ? {} : { pauses }),
    ...(onError === undefined ? {} : { onError }),
  })
  const taken = submissions({
    live,
    signatures,
    clock,
    ...(operator.admit === undefined ? {} : { admit: operator.admit }),
    ...(operator.limits === undefined ? {} : { limits: operator.limits }),
    ...(onError === undefined ? {} : { onError }),
  })
  const loop = publishLoop({
    live,
    every: (operator.publishEvery ?? 60) * 1_000,
    metrics: counted,
    clock,
    ...(onError === undefined ? {} : { onError }),
  })
  const store = liveStore(live, first.right.store.caps)
  const handler = { store, submissions: taken, state: () => live.state }
  const served = await servedBy(directory, options, counted, handler, async () => {
    await taken.idle()
    await loop.stop()
    await live[Symbol.asyncDispose]()
  })
  return E.right(served)
}

async function servedBy(
  directory: string,
  { clock, log, trustProxy, fileSystem }: ServedLedgerOptions,
  counted: Metrics,
  handler: Pick<LedgerHandlerOptions, 'submissions' | 'token' | 'state'> & {
    readonly store: Store
  },
  end: () => Promise<void>,
): Promise<ServedLedger> {
  const closing = new AbortController()
  const { size } = await handler.store.head()
  let closed: Promise<void> | null = null
  const close = (): Promise<void> => {
    closing.abort()
    return (closed ??= end())
  }
  return {
    ...ledgerHandler({
      ...handler,
      files: folderTiles(directory, fileSystem === undefined ? {} : { fileSystem }),
      metrics: counted,
      clock,
      closing: closing.signal,
      ...(log === undefined ? {} : { log }),
      ...(trustProxy === undefined ? {} : { trustProxy }),
    }),
    size,
    beginClosing: () => closing.abort(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
