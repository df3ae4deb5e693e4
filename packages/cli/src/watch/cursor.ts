/** How far `watch` has told of a log: a small file, written after what is told was done, never before. */
import { isHash, isOrigin, NO_HASH, quote, readUtf8 } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { readFile } from 'node:fs/promises'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { replaceFile } from '../io/files.ts'

/** The first `size` entries have been told. */
export interface Cursor {
  readonly origin: string
  readonly size: number
  /** The entry hash of the last of them, 64 hex; zeros for none. */
  readonly hash: string
}

/** The cursor in the file at `path`; null where there is no file. Left: it holds something else, or cannot be read. */
export function loadCursor(path: string): Task<Cursor | null> {
  return async () => {
    const bytes = await bytesOf(path)
    if (bytes === null) return E.right(null)
    const text = bytes === 'unreadable' ? null : readUtf8(bytes)
    const cursor = text === null ? null : parseCursor(text)
    if (cursor !== null) return E.right(cursor)
    return E.left(
      failure(
        bytes === 'unreadable' ? 'input' : 'malformed',
        `${quote(path)} ${bytes === 'unreadable' ? 'cannot be read' : 'is no cursor of accord-ledger watch'}`,
        'give the file that an earlier watch wrote, or one that does not exist yet',
        { exit: 2 },
      ),
    )
  }
}

/** Puts `cursor` in the place of the one at `path`, at once. */
export function saveCursor(context: Context, path: string, cursor: Cursor): Task<void> {
  return replaceFile(context, path, new TextEncoder().encode(formatCursor(cursor)))
}

/** One line of JSON. */
export function formatCursor({ origin, size, hash }: Cursor): string {
  return `${JSON.stringify({ cursor: 'accord-ledger watch', origin, size, hash })}\n`
}

/** Reads what `formatCursor` prints, and nothing else. */
export function parseCursor(text: string): Cursor | null {
  const found = FORM.exec(text)
  if (found === null) return null
  const [, origin = '', digits = '', hash = ''] = found
  const cursor = { origin, size: Number(digits), hash }
  const isWhole = Number.isSafeInteger(cursor.size) && isOrigin(origin) && isHash(hash)
  if (!isWhole || formatCursor(cursor) !== text) return null
  return (cursor.size === 0) === (hash === NO_HASH) ? cursor : null
}

const FORM =
  /^\{"cursor":"accord-ledger watch","origin":"([^"]*)","size":(\d{1,16}),"hash":"([0-9a-f]{64})"\}\n$/

async function bytesOf(path: string): Promise<Uint8Array | null | 'unreadable'> {
  try {
    return await readFile(path)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null
    return code === 'ENOENT' ? null : 'unreadable'
  }
}
