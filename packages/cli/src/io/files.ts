/** Files that commands read and write, beside ledgers and keys. */
import { createReadStream } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Hash } from '@accord-ledger/core'
import { encodeHex, quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { hashOf } from '../hash-of.ts'

/** The bytes of the file at `path`, or, for `-`, of standard input; at most `maxBytes`. */
export function readInput(context: Context, path: string, maxBytes: number): Task<Uint8Array> {
  return async () => {
    const pieces = path === '-' ? context.stdin.bytes() : createReadStream(path)
    try {
      const bytes = await readAll(pieces, maxBytes)
      return bytes === null ? E.left(tooLarge(path, maxBytes)) : E.right(bytes)
    } catch (thrown) {
      return E.left(
        failure('input', `${quote(path)} cannot be read: ${reasonOf(thrown)}`, 'check the path'),
      )
    }
  }
}

/** The SHA-256 of a document's exact bytes. */
export function hashFile(context: Context, path: string): Task<Hash> {
  return async () => {
    const bytes = await readInput(context, path, MAX_DOCUMENT_BYTES)()
    return E.isLeft(bytes) ? bytes : E.right(hashOf(bytes.right))
  }
}

/** Bytes that a document may have whose hash an accord names: 256 MiB. */
export const MAX_DOCUMENT_BYTES = 268_435_456

/** Makes a file that was not there before. */
export function writeNew(path: string, bytes: Uint8Array): Task<void> {
  return async () => {
    try {
      await writeTo(path, bytes)
      return E.right(undefined)
    } catch (thrown) {
      return E.left(
        failure(
          'output',
          `${quote(path)} cannot be made: ${reasonOf(thrown)}`,
          'choose a file that does not exist, in a directory that does',
        ),
      )
    }
  }
}

/** Whether the file at `path` holds these bytes already. */
export async function holdsAlready(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await readFile(path), bytes) === 0
  } catch {
    return false
  }
}

/** Puts `bytes` in the place of the file at `path`, at once: whoever reads it sees the old ones or the new ones. */
export function replaceFile({ random }: Context, path: string, bytes: Uint8Array): Task<void> {
  return async () => {
    const draft = join(dirname(path), `.accord-ledger-${encodeHex(random(8))}`)
    try {
      await writeTo(draft, bytes)
      await rename(draft, path)
      return E.right(undefined)
    } catch (thrown) {
      await rm(draft, { force: true })
      return E.left(
        failure(
          'output',
          `${quote(path)} cannot be written: ${reasonOf(thrown)}`,
          'see that its directory can be written to',
        ),
      )
    }
  }
}

async function writeTo(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o644)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** All bytes of `pieces`; null where they are more than `maxBytes`. */
async function readAll(
  pieces: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const all: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    length += piece.length
    if (length > maxBytes) return null
    all.push(piece)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of all) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function tooLarge(what: string, maxBytes: number): CommandFailure {
  return failure('input', `${quote(what)} is larger than ${maxBytes} bytes`, 'give a smaller file')
}

/** What the system said of a file, without its path. */
function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return REASONS[code] ?? (code === '' ? String(thrown) : code)
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'no such file or directory',
  EEXIST: 'it exists already',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ENOSPC: 'no space left',
  EROFS: 'the file system is read-only',
}
