/**
 * Pins: the last checkpoint that was seen of each log, kept and compared. Who looks again is shown a log that goes on from there, or
 * has evidence: a smaller tree is a rollback, a tree that does not begin with the pinned one is a fork, and both checkpoints say so
 * over the operator's signatures.
 *
 *     found smaller than pinned            PinRolledBack (or, where the tiles show it, PinForked)
 *     of one size, with another root       PinForked
 *     larger, the proof holds              it may be pinned
 *     larger, the tree begins otherwise    PinForked, with a fork proof
 *     larger, no proof to be had           PinUnproven
 *
 * Nothing that failed ever moves a pin.
 */
import {
  checkConsistency,
  findFork,
  formatForkProof,
  parseSignedCheckpoint,
  proveConsistency,
  tileHashReader,
} from '@accord-ledger/core'
import type { Checkpoint, SignedCheckpoint, StoreError, TileSource } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { FetchedCheckpoint } from './remote-log.ts'

/** Where pins are kept. */
export interface PinStore {
  /** The bytes of the checkpoint that is pinned for the log of this origin; null where none is. */
  load(origin: string): TE.TaskEither<StoreError, Uint8Array | null>
  /**
   * Pins `next` in the place of `expected`, durably, where that is what is pinned (null: nothing). False: it is not, and nothing has
   * changed.
   */
  replace(
    origin: string,
    expected: Uint8Array | null,
    next: Uint8Array,
  ): TE.TaskEither<StoreError, boolean>
}

/** Two checkpoints of one log that were seen one after the other. Their signatures were not checked here. */
export interface PinEvidence {
  readonly origin: string
  /** What was pinned, as bytes of a signed checkpoint. */
  readonly pinned: Uint8Array
  /** What was found now. */
  readonly found: Uint8Array
  readonly pinnedSize: number
  readonly foundSize: number
  /** A sentence for people. */
  readonly message: string
}

/** The log is smaller than it was. */
export interface PinRolledBack extends PinEvidence {
  readonly _tag: 'PinRolledBack'
}

/** Neither of the two trees is the beginning of the other. */
export interface PinForked extends PinEvidence {
  readonly _tag: 'PinForked'
  /** The bytes of a fork proof (docs/spec/proofs.md §10): it convinces whoever has the operator's key, where the signatures stand. */
  readonly proof: Uint8Array
}

/** The larger tree was not shown to begin with the pinned one: tiles are missing, or are not of it. */
export interface PinUnproven extends PinEvidence {
  readonly _tag: 'PinUnproven'
}

/** What is pinned cannot be read: somebody else wrote it. It is left as it is. */
export interface BadPin {
  readonly _tag: 'BadPin'
  readonly origin: string
  readonly message: string
}

/** Why a checkpoint does not go on from what is pinned. */
export type PinError = StoreError | BadPin | PinRolledBack | PinForked | PinUnproven

/** A checkpoint that goes on from what is pinned. Only `checkAgainstPin` makes one. */
export interface PinCheck {
  /** What was pinned when it was checked; null where nothing was. */
  readonly pinned: Uint8Array | null
  readonly found: FetchedCheckpoint
}

/**
 * Compares a checkpoint with the pinned one of its origin, by `tiles` of the log where their sizes differ. Changes nothing. The
 * checkpoint's signature is the caller's to check, before or after: evidence over signatures that do not stand convinces nobody.
 */
export function checkAgainstPin(
  tiles: TileSource,
  pins: PinStore,
  found: FetchedCheckpoint,
): TE.TaskEither<PinError, PinCheck> {
  return async () => {
    const { origin } = found.checkpoint
    const loaded = await pins.load(origin)()
    if (E.isLeft(loaded)) return loaded
    const pinned = loaded.right
    if (pinned === null) return E.right({ pinned, found })
    const signed = parseSignedCheckpoint(pinned)
    if (E.isLeft(signed) || signed.right.checkpoint.origin !== origin)
      return E.left({
        _tag: 'BadPin',
        origin,
        message: `what is pinned for ${origin} is no checkpoint of it`,
      })
    const error = await compare(tiles, { bytes: pinned, ...signed.right }, found)
    return error === null ? E.right({ pinned, found }) : E.left(error)
  }
}

/**
 * Checks a checkpoint as `checkAgainstPin` does, and pins it. Where another process pinned one meanwhile, it is checked against that:
 * a pin never goes back. A checkpoint of the pinned size leaves the pin as it is. To be called once its signature stands: who pins
 * what anybody could have made can be locked out by anybody.
 */
export function moveToPin(
  tiles: TileSource,
  pins: PinStore,
  found: FetchedCheckpoint,
): TE.TaskEither<PinError, PinCheck> {
  return async () => {
    for (;;) {
      const checked = await checkAgainstPin(tiles, pins, found)()
      if (E.isLeft(checked)) return checked
      const { pinned } = checked.right
      if (pinned !== null && sizeOf(pinned) === found.checkpoint.size) return checked
      const replaced = await pins.replace(found.checkpoint.origin, pinned, found.bytes)()
      if (E.isLeft(replaced)) return replaced
      if (replaced.right) return checked
    }
  }
}

/** Pins in memory: they end with the process. */
export function memoryPins(): PinStore {
  const pinned = new Map<string, Uint8Array>()
  return {
    load: (origin) => async () => E.right(pinned.get(origin)?.slice() ?? null),
    replace: (origin, expected, next) => async () => {
      if (!sameOrNone(pinned.get(origin) ?? null, expected)) return E.right(false)
      pinned.set(origin, next.slice())
      return E.right(true)
    },
  }
}

/** Whether two pins are the same: of the same bytes, or both none. */
export function sameOrNone(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

async function compare(
  tiles: TileSource,
  pinned: FetchedCheckpoint,
  found: FetchedCheckpoint,
): Promise<PinError | null> {
  const [was, is] = [pinned.checkpoint, found.checkpoint]
  const evidence: Omit<PinEvidence, 'message'> = {
    origin: is.origin,
    pinned: pinned.bytes,
    found: found.bytes,
    pinnedSize: was.size,
    foundSize: is.size,
  }
  if (was.size === is.size)
    return sameOrNone(was.root, is.root)
      ? null
      : forked(evidence, { older: pinned, newer: found, root: is.root, hashes: [] })
  if (is.size < was.size) {
    const fork = await forkOf(found, pinned, tiles).catch(() => null)
    const message = `${is.origin} has ${is.size} entries: it had ${was.size}`
    return fork === null || 'unproven' in fork
      ? { _tag: 'PinRolledBack', ...evidence, message }
      : forked(evidence, fork)
  }
  const fork = await forkOf(pinned, found, tiles)
  if (fork === null) return null
  if (!('unproven' in fork)) return forked(evidence, fork)
  const message = `that ${is.origin} went on from ${was.size} to ${is.size} entries cannot be shown: ${fork.unproven}`
  return { _tag: 'PinUnproven', ...evidence, message }
}

type Found = Parameters<typeof formatForkProof>[0]

/** The fork of two checkpoints by the tiles of the newer one's tree; null where there is none. */
async function forkOf(
  older: SignedCheckpoint,
  newer: SignedCheckpoint,
  tiles: TileSource,
): Promise<Found | null | { readonly unproven: string }> {
  try {
    const reader = tileHashReader(newer.checkpoint, tiles)
    const fork = await findFork(older, newer, reader)
    if (fork !== null) return fork
    return (await isConsistent(older.checkpoint, newer.checkpoint, reader))
      ? null
      : { unproven: 'its proof does not hold' }
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    return { unproven: thrown.message }
  }
}

/** The proof itself, checked as a stranger's would be: the reader is not trusted to be right about the root. */
async function isConsistent(
  older: Checkpoint,
  newer: Checkpoint,
  reader: ReturnType<typeof tileHashReader>,
): Promise<boolean> {
  const proof = await proveConsistency(reader, older.size, newer.size)
  return E.isRight(checkConsistency(older, newer, proof))
}

function forked(evidence: Omit<PinEvidence, 'message'>, fork: Found): PinForked {
  const message = `${evidence.origin} was shown as two logs: that of ${evidence.pinnedSize} entries seen before, and that of ${evidence.foundSize} now`
  return { _tag: 'PinForked', ...evidence, message, proof: formatForkProof(fork) }
}

function sizeOf(bytes: Uint8Array): number | null {
  const signed = parseSignedCheckpoint(bytes)
  return E.isLeft(signed) ? null : signed.right.checkpoint.size
}
