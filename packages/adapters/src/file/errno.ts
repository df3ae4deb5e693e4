/**
 * What the operating system said, as a `StoreError`. The code depends on what was under way: the same
 * EIO leaves a read unanswered and a write in doubt.
 *
 * - `read`: nothing was to change.
 * - `prepare`: the store was to change, and no entry byte has been written yet.
 * - `write`: entry bytes have been written, or may have been.
 */
import { asStoreError, storeFailure } from '@accord-ledger/core'
import type { StoreErrorCode, StoreFailure } from '@accord-ledger/core'

export type Stage = 'read' | 'prepare' | 'write'

/**
 * `thrown` as a StoreFailure; one that is one already stays as it is. `doing` says what failed, in
 * words of ours and without a path from outside the store: `reading 000000000000.jsonl`.
 */
export function failureOf(thrown: unknown, stage: Stage, doing: string, at?: number): StoreFailure {
  if (thrown instanceof Error && 'storeError' in thrown && asStoreError(thrown) !== null)
    return thrown as StoreFailure
  const errno = errnoOf(thrown)
  return storeFailure(codeOf(errno, stage), `${doing} failed: ${SENTENCES[errno] ?? errno}`, {
    ...(at === undefined ? {} : { at }),
    cause: thrown,
  })
}

/** Waits for `outcome`; a failure of it is given a code. */
export async function attempt<A>(stage: Stage, doing: string, outcome: Promise<A>): Promise<A> {
  try {
    return await outcome
  } catch (thrown) {
    throw failureOf(thrown, stage, doing)
  }
}

/** The errno name of what Node threw, `UNKNOWN` where it carries none. */
export function errnoOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'UNKNOWN'
  // Node has no name for a quota that is used up: it prints "UNKNOWN" and keeps the number.
  if ('errno' in thrown && (thrown.errno === LINUX_EDQUOT || thrown.errno === MACOS_EDQUOT))
    return 'EDQUOT'
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'UNKNOWN'
}

const LINUX_EDQUOT = -122
const MACOS_EDQUOT = -69

function codeOf(errno: string, stage: Stage): StoreErrorCode {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return 'full'
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return stage === 'read' ? 'unavailable' : 'read-only'
    case 'ELOOP':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
    case 'ENOSYS':
    case 'ENOLCK':
    case 'ADDON_NOT_FOUND':
    case 'CANNOT_LOAD':
    case 'ERR_DLOPEN_FAILED':
    case 'MODULE_NOT_FOUND':
    case 'ERR_MODULE_NOT_FOUND':
      return 'unsupported'
    default:
      return stage === 'write' ? 'ambiguous' : 'unavailable'
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device (ENOSPC)',
  EDQUOT: 'the disk quota is used up (EDQUOT)',
  EFBIG: 'the file would pass the size limit (EFBIG)',
  EROFS: 'the file system is mounted read-only (EROFS)',
  EACCES: 'permission was denied (EACCES)',
  EPERM: 'the operation is not permitted (EPERM)',
  ENOENT: 'there is no such file (ENOENT)',
  ELOOP: 'a symbolic link stands in its place (ELOOP)',
  EMFILE: 'this process has too many files open (EMFILE)',
  ENFILE: 'the machine has too many files open (ENFILE)',
  EIO: 'the device reported an error (EIO)',
  ENOLCK: 'this file system has no locks (ENOLCK)',
  ADDON_NOT_FOUND: 'the lock has no native build for this platform (ADDON_NOT_FOUND)',
}
