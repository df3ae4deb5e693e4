/** Making a receipt from what is published alone: O(log n) tiles and one bundle, and no replay. */
import { readPublished } from '@accord-ledger/adapters/publication'
import { folderTiles } from '@accord-ledger/adapters/tiles'
import { asStoreError, describe, receiptFromTiles } from '@accord-ledger/core'
import type { Receipt, SignedCheckpoint, TileSource } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from './context.ts'
import { explainStore } from './explain.ts'
import type { CommandFailure, Task } from './failure.ts'
import { failure } from './failure.ts'
import { isUrl } from './is-url.ts'
import { openRemote, remoteSource } from './io/log-source.ts'
import { explainContradiction } from './io/pinned.ts'

/** A receipt, and the size that the published checkpoint covers. */
export interface MadeReceipt {
  /** Null where that does not cover the entry. */
  readonly receipt: Receipt | null
  readonly size: number
}

/** What is published, and its tiles. */
interface Published {
  readonly signed: SignedCheckpoint | null
  readonly source: TileSource
}

/**
 * The receipt of entry `index` by the tiles at `place`. The proof is checked against the published checkpoint; its
 * signatures, and the rest of the log, are not.
 */
export function fromTiles(
  context: Context,
  place: string,
  index: number,
  pins: string | undefined,
): Task<MadeReceipt> {
  return async () => {
    const published = isUrl(place) ? await atAddress(context, place, pins) : await inFolder(place)
    if (E.isLeft(published)) return published
    const { signed, source } = published.right
    const size = signed?.checkpoint.size ?? 0
    if (signed === null || index >= size) return E.right({ receipt: null, size })
    try {
      const made = await receiptFromTiles(source, signed, index)()
      return E.isRight(made)
        ? E.right({ receipt: made.right, size })
        : E.left(badTiles(describe(made.left), place))
    } catch (thrown) {
      const error = asStoreError(thrown)
      if (error === null) throw thrown
      return E.left(explainStore(error, place))
    }
  }
}

async function inFolder(dir: string): Promise<E.Either<CommandFailure, Published>> {
  const published = await readPublished(dir)()
  return E.isLeft(published)
    ? E.left(explainStore(published.left, dir))
    : E.right({ signed: published.right, source: folderTiles(dir) })
}

async function atAddress(
  context: Context,
  url: string,
  pins: string | undefined,
): Promise<E.Either<CommandFailure, Published>> {
  const remote = openRemote(context, url, pins === undefined ? {} : { pins })
  if (E.isLeft(remote)) return remote
  const opened = await remoteSource(context, url, remote.right)
  if (E.isLeft(opened)) return opened
  const { published, contradiction } = opened.right
  if (contradiction !== null) return E.left(explainContradiction(contradiction))
  return E.isLeft(published)
    ? E.left(explainStore(published.left, url))
    : E.right({ signed: published.right, source: remote.right.log })
}

function badTiles(message: string, place: string): CommandFailure {
  const next = isUrl(place)
    ? 'what is published there is not to be relied on; ask the operator'
    : `write them anew with: accord-ledger tiles ${place} --rebuild`
  return failure('unknown', message, next, { exit: 2 })
}
