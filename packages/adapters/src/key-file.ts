/**
 * Key files on disk: text that only its owner may read. What the text says is the core's
 * (`formatKeyFile`, `parseKeyFile`); no text, and nothing of it, ever stands in an error.
 *
 * @module
 */
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'

/**
 * - `missing`: no such file.
 * - `exists`: something stands at the path; it is not replaced.
 * - `symlink`: the path is a symbolic link.
 * - `not-a-file`: the path is a directory, a pipe, a device.
 * - `readable-by-others`: the group or others have some permission on it.
 * - `malformed`: larger than a key file, or not UTF-8.
 * - `failed`: the file system said no; `message` says what.
 */
export type KeyFileErrorCode =
  'missing' | 'exists' | 'symlink' | 'not-a-file' | 'readable-by-others' | 'malformed' | 'failed'

/** A key file that could not be read or written. */
export interface KeyFileError {
  readonly _tag: 'KeyFileError'
  readonly code: KeyFileErrorCode
  readonly path: string
  /** For people; names the path and what to do, never the content. */
  readonly message: string
}

/** Bytes a key file may take: some ten times what one does. */
const MAX_BYTES = 4_096

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants

/** The text of the key file at `path`. Left: every code but `exists`. */
export function readKeyFile(path: string): TE.TaskEither<KeyFileError, string> {
  return TE.tryCatch(async () => {
    const handle = await fs.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) throw refusal('not-a-file')
      if ((stats.mode & 0o077) !== 0) throw refusal('readable-by-others')
      return await readText(handle)
    } finally {
      await handle.close()
    }
  }, errorAt(path))
}

/**
 * Makes a key file at `path` with `text` in it, 0600 and durable. It replaces nothing. Left: `exists`, `missing` (the
 * directory), `failed`; what was begun is removed then.
 */
export function writeKeyFile(path: string, text: string): TE.TaskEither<KeyFileError, void> {
  return TE.tryCatch(async () => {
    const handle = await fs.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
    try {
      // A umask can only take permissions away; the owner keeps both.
      await handle.chmod(0o600)
      await handle.writeFile(text)
      await handle.sync()
    } catch (thrown) {
      await fs.unlink(path)
      throw thrown
    } finally {
      await handle.close()
    }
    await syncDirectory(dirname(path))
  }, errorAt(path))
}

async function readText(handle: FileHandle): Promise<string> {
  const bytes = new Uint8Array(MAX_BYTES + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  if (length > MAX_BYTES) throw refusal('malformed')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(0, length),
    )
  } catch {
    throw refusal('malformed')
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await fs.open(path, O_RDONLY | O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Carries a verdict of ours through the `catch` that also meets the system's errors. */
function refusal(code: KeyFileErrorCode): Error {
  return Object.assign(new Error(code), { keyFileCode: code })
}

const errorAt =
  (path: string) =>
  (thrown: unknown): KeyFileError => {
    const code = codeOf(thrown)
    const detail = code === 'failed' ? ` (${errnoOf(thrown)})` : ''
    return {
      _tag: 'KeyFileError',
      code,
      path,
      message: `key file ${path}: ${SENTENCES[code]}${detail}`,
    }
  }

function codeOf(thrown: unknown): KeyFileErrorCode {
  if (thrown instanceof Error && 'keyFileCode' in thrown) {
    const code = KEY_FILE_CODES.find((known) => known === thrown.keyFileCode)
    if (code !== undefined) return code
  }
  switch (errnoOf(thrown)) {
    case 'ENOENT':
      return 'missing'
    case 'EEXIST':
      return 'exists'
    case 'ELOOP':
      return 'symlink'
    case 'EISDIR':
    case 'ENXIO':
      return 'not-a-file'
    default:
      return 'failed'
  }
}

function errnoOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : 'unknown error'
}

const SENTENCES: Readonly<Record<KeyFileErrorCode, string>> = {
  missing: 'no such file or directory',
  exists: 'something stands there already, and a key is never overwritten',
  symlink: 'it is a symbolic link; give the path of the key file itself',
  'not-a-file': 'it is not a plain file',
  'readable-by-others':
    'others may have read it: a key file is for its owner alone (chmod 600), and a key that others saw is replaced',
  malformed: 'it is not a key file',
  failed: 'the file system refused',
}

const KEY_FILE_CODES: readonly KeyFileErrorCode[] = [
  'missing',
  'exists',
  'symlink',
  'not-a-file',
  'readable-by-others',
  'malformed',
  'failed',
]
