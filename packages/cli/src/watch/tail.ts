/** A log that is looked at again and again: a folder through a store that stays open, an address by its checkpoints. */
import { openFileStore } from '@accord-ledger/adapters/file'
import type { FileStore } from '@accord-ledger/adapters/file'
import { readPublished } from '@accord-ledger/adapters/publication'
import type { StoredCheckpoint } from '@accord-ledger/adapters/publication'
import { blocksOf, encodeHex, entryLink, leafHash, liftStore } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainStore } from '../explain.ts'
import type { Task } from '../failure.ts'
import { openRemote, remoteSource } from '../io/log-source.ts'
import type { SourceOptions } from '../io/log-source.ts'
import { explainContradiction } from '../io/pinned.ts'
import type { Blocks } from '../io/read-log.ts'
import { isUrl } from '../is-url.ts'

/** What there is to be read at one moment. */
export interface Look {
  readonly size: number
  /** The entry hash of the last entry, 64 hex; null where only the checkpoint says what the log is. */
  readonly head: string | null
  /** Its signatures have not been checked. Null where nothing is published. */
  readonly published: StoredCheckpoint | null
  /** The entries [from, size). Their iteration rejects with a StoreFailure. */
  readonly entries: (from: number) => Blocks
  /** Keeps what is published as the last checkpoint seen, once it was found sound. */
  readonly keep: () => Task<void>
}

/** A log to look at. */
export interface Tail extends AsyncDisposable {
  readonly look: () => Task<Look>
  /** Resolves when there may be more than `size` entries, at the latest when `signal` is aborted. Never rejects. */
  readonly wait: (size: number, signal: AbortSignal) => Promise<void>
}

/** Opens what `place` names. Left: it is not there, or is no address of a log. */
export function openTail(
  context: Context,
  place: string,
  options: SourceOptions & { readonly intervalMs: number },
): Task<Tail> {
  return isUrl(place) ? remoteTail(context, place, options) : folderTail(place)
}

function folderTail(dir: string): Task<Tail> {
  return async () => {
    const opened = await liftStore(() => openFileStore(dir, { link: entryLink, mode: 'read' }))()
    if (E.isLeft(opened)) return E.left(explainStore(opened.left, dir))
    const store = opened.right
    return E.right({
      look: () => async () => {
        // The checkpoint first: entries may be logged meanwhile, and it is never ahead of them.
        const published = await readPublished(dir)()
        if (E.isLeft(published)) return E.left(explainStore(published.left, dir))
        const head = await liftStore(() => store.head())()
        if (E.isLeft(head)) return E.left(explainStore(head.left, dir))
        const { size } = head.right
        const last = await liftStore(() => lastHash(store, size))()
        if (E.isLeft(last)) return E.left(explainStore(last.left, dir))
        return E.right({
          size,
          head: last.right,
          published: published.right,
          entries: (from) => blocksOf(store, from, size),
          keep: () => async () => E.right(undefined),
        })
      },
      wait: (_, signal) =>
        new Promise<void>((resolve) => {
          if (signal.aborted) resolve()
          signal.addEventListener('abort', () => resolve(), { once: true })
        }),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    })
  }
}

/** The hash of the last entry as it lies there now: what a store has in mind may be of a file that was replaced. */
async function lastHash(store: FileStore, size: number): Promise<string | null> {
  if (size === 0) return null
  for await (const { bytes } of store.read(size - 1, size)) return encodeHex(leafHash(bytes))
  return null
}

function remoteTail(
  context: Context,
  url: string,
  { intervalMs, ...options }: SourceOptions & { readonly intervalMs: number },
): Task<Tail> {
  return async () => {
    const remote = openRemote(context, url, { ...options, pollMs: intervalMs })
    if (E.isLeft(remote)) return remote
    const { log } = remote.right
    return E.right({
      look: () => async () => {
        const source = await remoteSource(context, url, remote.right)
        if (E.isLeft(source)) return source
        const { contradiction, published, keep } = source.right
        if (contradiction !== null) return E.left(explainContradiction(contradiction))
        if (E.isLeft(published)) return E.left(explainStore(published.left, url))
        const size = published.right?.checkpoint.size ?? 0
        return E.right({
          size,
          head: null,
          published: published.right,
          entries: (from) => log.entries(from, size),
          keep,
        })
      },
      wait: (size, signal) => log.waitForMore(size, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })
  }
}
