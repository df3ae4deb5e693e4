/** What `compare` is given: ledgers' folders, files with a checkpoint in them, and addresses where a log is published. */
import { stat } from 'node:fs/promises'
import { readRawEntries } from '@accord-ledger/adapters/file'
import { remoteLog } from '@accord-ledger/adapters/http-client'
import { readPublished, readWaiting } from '@accord-ledger/adapters/publication'
import {
  describe,
  escaped,
  liftStore,
  MAX_RECEIPT_BYTES,
  parseReceipt,
  parseSignedCheckpoint,
  parseTlogProof,
  quote,
  TILE_WIDTH,
} from '@accord-ledger/core'
import type { SignedCheckpoint } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainStore } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { readInput } from '../io/files.ts'
import { isUrl } from '../is-url.ts'
import { readHistory } from './read-history.ts'
import type { History } from './read-history.ts'

/** A checkpoint, and where it came from. Its signatures have not been checked. */
export interface Found {
  /** As people are told of it: `copy`, `copy (waiting)`, `seen.checkpoint`. */
  readonly from: string
  readonly signed: SignedCheckpoint
}

/** A ledger, in a folder or at an address, or a checkpoint alone. */
export interface Source {
  /** The path or the address, as it was given. */
  readonly name: string
  /** Null for a checkpoint alone. */
  readonly history: History | null
  /** Of a folder the published one and the one that waits, else one. */
  readonly checkpoints: readonly Found[]
}

/** Reads one argument of `compare`. Left: it is neither, or cannot be read. */
export function readSource(context: Context, path: string): Task<Source> {
  return async () => {
    if (isUrl(path)) return readUrl(context, path)()
    return (await isFolder(path)) ? readFolder(context, path)() : readFile(context, path)()
  }
}

function readFolder(context: Context, dir: string): Task<Source> {
  return async () => {
    // Checkpoints first: entries may be logged meanwhile, and a checkpoint is never ahead of them.
    const published = await readPublished(dir)()
    if (E.isLeft(published)) return E.left(explainStore(published.left, dir))
    const waiting = await readWaiting(dir)()
    const history = await readHistory(
      context,
      dir,
      async () => (await readRawEntries(dir)).blocks,
    )()
    if (E.isLeft(history)) return history
    // What waits is private: where it cannot be read, it is another one's to compare.
    const waits = E.isRight(waiting) ? waiting.right : null
    return E.right({
      name: dir,
      history: history.right,
      checkpoints: [
        ...(published.right === null ? [] : [{ from: dir, signed: published.right }]),
        ...(waits === null ? [] : [{ from: `${dir} (waiting)`, signed: waits }]),
      ],
    })
  }
}

function readFile(context: Context, path: string): Task<Source> {
  return async () => {
    const bytes = await readInput(context, path, MAX_RECEIPT_BYTES)()
    if (E.isLeft(bytes)) return E.left({ ...bytes.left, exit: 2 })
    const signed = signedIn(bytes.right)
    return E.isLeft(signed)
      ? E.left(notOne(path, signed.left))
      : E.right({ name: path, history: null, checkpoints: [{ from: path, signed: signed.right }] })
  }
}

/** The log that is published at `url`: its checkpoint, and the entries that it covers, where they are there too. */
function readUrl(context: Context, url: string): Task<Source> {
  const { fetch, stderr } = context
  return async () => {
    const remote = remoteLog(url, { fetch })
    if (E.isLeft(remote)) return E.left(notFetched(url, remote.left))
    const signed = await remote.right.checkpoint()()
    if (E.isLeft(signed)) return E.left(notFetched(url, signed.left.message))
    const checkpoints = [{ from: url, signed: signed.right }]
    const { size } = signed.right.checkpoint
    const log = remote.right
    const first = { kind: 'entries', index: 0, width: Math.min(size, TILE_WIDTH) } as const
    const begins = await liftStore(() => log.readTile(first))()
    if (E.isLeft(begins)) return E.left(explainStore(begins.left, url))
    if (begins.right === null) {
      stderr.write(`note: ${escaped(url)} has a checkpoint and no entries: only that is compared\n`)
      return E.right({ name: url, history: null, checkpoints })
    }
    const history = await readHistory(context, url, () => Promise.resolve(log.entries(0, size)))()
    return E.isLeft(history) ? history : E.right({ name: url, history: history.right, checkpoints })
  }
}

/** The checkpoint in a file: alone, or at the end of a receipt or a tlog-proof. */
function signedIn(bytes: Uint8Array): E.Either<string, SignedCheckpoint> {
  const receipt = parseReceipt(bytes)
  if (E.isRight(receipt)) return E.right(receipt.right.proof.signed)
  const proof = parseTlogProof(bytes)
  if (E.isRight(proof)) return E.right(proof.right.signed)
  const signed = parseSignedCheckpoint(bytes)
  return E.isLeft(signed) ? E.left(describe(signed.left)) : signed
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false // told by whoever reads it
  }
}

function notOne(path: string, why: string): CommandFailure {
  return failure(
    'malformed',
    `${quote(path)} is neither a ledger nor a file with a checkpoint: ${why}`,
    "give a ledger's folder, or a checkpoint, a receipt or a tlog-proof of it",
    { exit: 2 },
  )
}

function notFetched(url: string, why: string): CommandFailure {
  return failure(
    'input',
    `no checkpoint was fetched from ${quote(url)}: ${why}`,
    'give the address of a log that publishes a checkpoint, or fetch it into a file and give that',
    { exit: 2 },
  )
}
