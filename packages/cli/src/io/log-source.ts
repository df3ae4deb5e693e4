/** Where a log is read from: a ledger's folder, or the address of a server or a static host that publishes one. */
import { readRawEntries } from '@accord-ledger/adapters/file'
import type { RawEntries } from '@accord-ledger/adapters/file'
import {
  checkAgainstPin,
  folderPins,
  moveToPin,
  remoteLog,
} from '@accord-ledger/adapters/http-client'
import type {
  FetchedCheckpoint,
  PinError,
  PinForked,
  PinRolledBack,
  PinStore,
  RemoteLog,
} from '@accord-ledger/adapters/http-client'
import { readPublished } from '@accord-ledger/adapters/publication'
import type { StoredCheckpoint } from '@accord-ledger/adapters/publication'
import { escaped, storeFailure } from '@accord-ledger/core'
import type { StoreError, Trust } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { isUrl } from '../is-url.ts'
import { bytesIn } from './bytes-in.ts'
import {
  contradictionOf,
  explainContradiction,
  explainPin,
  noPinsFolder,
  pinsFolder,
} from './pinned.ts'
import type { PinContradiction } from './pinned.ts'

/** A log that can be read: what was published of it when it was opened, and then its entries. */
export interface LogSource {
  /** The path or the address, as it was given. */
  readonly name: string
  /** Null where nothing is published. Its signatures have not been checked. */
  readonly published: E.Either<StoreError, StoredCheckpoint | null>
  /** How the last checkpoint that was seen there contradicts what is published now; null where it does not, and of folders. */
  readonly contradiction: PinContradiction | null
  /** The entries, from the first on, at every call. Rejects with a StoreFailure, as their iteration does. */
  readonly entries: () => Promise<RawEntries>
  /** What all entries come to, in whatever `measure` counts; null where that cannot be told. */
  readonly total: () => Promise<number | null>
  readonly measure: (entry: Uint8Array) => number
  /** Keeps what is published as the last checkpoint seen: of a log that was found sound, and of no other. */
  readonly keep: () => Task<void>
}

/** What opening takes of a command's options. */
export interface SourceOptions {
  /** The folder in which the last checkpoint seen at an address is kept, in place of the usual one. */
  readonly pins?: string
  /** What is known of the log from elsewhere. What was seen under it is remembered apart. */
  readonly trust?: Trust
}

/** Opens what `place` names. Left: an address that is none, or a pin that cannot be compared with. */
export function openSource(
  context: Context,
  place: string,
  options: SourceOptions,
): Task<LogSource> {
  return async () => {
    if (!isUrl(place)) return E.right(await folderSource(context, place))
    const opened = openRemote(context, place, options)
    return E.isLeft(opened) ? opened : remoteSource(context, place, opened.right)
  }
}

/** The checkpoint is read first: entries may be logged meanwhile, and it is never ahead of them. */
async function folderSource(context: Context, dir: string): Promise<LogSource> {
  const published = await readPublished(dir)()
  return {
    name: dir,
    published,
    contradiction: null,
    entries: () => readRawEntries(dir),
    total: () => bytesIn(dir, context),
    measure: (entry) => entry.length + 1,
    keep: () => async () => E.right(undefined),
  }
}

/** A log at an address, and where what was seen of it is kept. */
export interface Remote {
  readonly log: RemoteLog
  readonly pins: PinStore
  /** The folder of the pins. */
  readonly folder: string
}

/** Finds a log at an address, and the folder of the pins. Nothing is asked for yet. */
export function openRemote(
  context: Context,
  url: string,
  { pins, trust, ...options }: SourceOptions & { readonly pollMs?: number },
): E.Either<CommandFailure, Remote> {
  const log = remoteLog(url, { fetch: context.fetch, ...options })
  if (E.isLeft(log)) {
    return E.left(
      failure(
        'usage',
        log.left, // without the address, which may hold a password
        'give the address below which checkpoint and tile/ lie, without a password, ? or #',
        { exit: 64 },
      ),
    )
  }
  const folder = pinsFolder(context, pins)
  if (folder === null) return E.left(noPinsFolder(url))
  return E.right({ log: log.right, pins: remembered(folderPins(folder), trust), folder })
}

/**
 * The pins of logs of one founding, where that is known: anybody can found a log of the same origin, and what was seen of it
 * must not stand against the one that somebody vouches for. Otherwise those of the origin, whoever founded it.
 */
function remembered(pins: PinStore, trust: Trust | undefined): PinStore {
  if (trust === undefined) return pins
  const known = trust.kind === 'key' ? trust.key : trust.hash
  // No origin holds a space.
  const nameOf = (origin: string): string => `${origin} ${trust.kind}:${known}`
  return {
    load: (origin) => pins.load(nameOf(origin)),
    replace: (origin, expected, next) => pins.replace(nameOf(origin), expected, next),
  }
}

/** What is published at an address now: entries that no checkpoint covers are not asked for. */
export async function remoteSource(
  context: Context,
  url: string,
  { log, pins, folder }: Remote,
): Promise<E.Either<CommandFailure, LogSource>> {
  const looked = await lookAt(log, pins)
  if (E.isLeft(looked)) return E.right(unreadable(url, looked.left))
  const { found, error } = looked.right
  const { size } = found.checkpoint
  if (error !== null && !isContradiction(error)) return E.left(explainPin(error, url, folder))
  const contradiction = error === null ? null : await contradictionOf(error, url, folder)
  return E.right({
    name: url,
    published: E.right(found),
    contradiction,
    entries: () => Promise.resolve({ blocks: log.entries(0, size), report: () => NOTHING_BESIDE }),
    total: () => Promise.resolve(size),
    measure: () => 1,
    keep: () => async () => {
      const kept = await moveToPin(log, pins, found)()
      if (E.isRight(kept)) return E.right(undefined)
      const why = kept.left
      // Another process has seen a larger tree since, and it was not shown to be another one.
      if (why._tag === 'PinRolledBack') return E.right(undefined)
      if (why._tag === 'PinForked')
        return E.left(explainContradiction(await contradictionOf(why, url, folder)))
      if (why._tag !== 'StoreError') return E.left(explainPin(why, url, folder))
      const { message } = why
      context.stderr.write(`note: the checkpoint was not kept in ${folder}: ${escaped(message)}\n`)
      return E.right(undefined)
    },
  })
}

interface Looked {
  readonly found: FetchedCheckpoint
  /** Why it does not go on from the pin; null where it does. */
  readonly error: PinError | null
}

/**
 * What is published, compared with the pin. A smaller tree is asked for once more: another process may have pinned a larger one after
 * this one was fetched. Left: why there is no checkpoint.
 */
async function lookAt(log: RemoteLog, pins: PinStore): Promise<E.Either<string, Looked>> {
  for (let again = false; ; again = true) {
    const fetched = await log.checkpoint()()
    if (E.isLeft(fetched)) return E.left(fetched.left.message)
    const found = fetched.right
    const checked = await checkAgainstPin(log, pins, found)()
    const error = E.isLeft(checked) ? checked.left : null
    if (error?._tag !== 'PinRolledBack' || again) return E.right({ found, error })
  }
}

function isContradiction(error: PinError): error is PinRolledBack | PinForked {
  return error._tag === 'PinRolledBack' || error._tag === 'PinForked'
}

const NOTHING_BESIDE = { tornTail: null, misplaced: [], foreign: [] }

/** An address at which no checkpoint is to be had: without one nothing is known of its entries. */
function unreadable(url: string, message: string): LogSource {
  const failed = storeFailure('unavailable', `no checkpoint was fetched: ${message}`)
  return {
    name: url,
    published: E.left(failed.storeError),
    contradiction: null,
    entries: () => Promise.reject(failed),
    total: () => Promise.resolve(null),
    measure: () => 1,
    keep: () => async () => E.right(undefined),
  }
}
