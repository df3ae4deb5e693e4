/**
 * Pins in a folder, for several processes at once:
 *
 *     <origin hash>.000000000003      the pinned checkpoint, as it was served; 0600
 *
 * The origin hash is SHA-256 of the origin, in hex. The number goes up by one with each pin; the highest one counts, and those below it
 * are removed. A new one is written under a name of its own, synced, and linked to its number, which fails where that is taken: so of
 * two processes that saw the same pin only one puts another after it, without a lock that could be left behind.
 *
 * A folder on a disk that was restored holds old pins. They are compared with all the same, and moved on from.
 */
import { encodeHex, liftStore, MAX_NOTE_BYTES, sha256, storeFailure } from '@accord-ledger/core'
import type { FileSystem } from '../file/file-system.ts'
import { sameOrNone } from './pins.ts'
import type { PinStore } from './pins.ts'

/** What a folder of pins takes besides. */
export interface FolderPinsOptions {
  /** For tests. The machine's by default. */
  readonly fileSystem?: FileSystem
}

/**
 * Pins in the folder at `directory`, which is made where there is none, with what is above it. Left: StoreError `unavailable`, `full`,
 * `read-only`, `ambiguous`, `damaged` for a pin that is too long, `unsupported` for one that is no file.
 */
export function folderPins(directory: string, { fileSystem }: FolderPinsOptions = {}): PinStore {
  // Loaded when it is used, and left out of bundles for browsers (package.json): the rest of the client runs where there are no files.
  const pinsThere = async (): Promise<Pins> => {
    const { openPins } = await import('./pin-files.ts')
    return openPins(directory, fileSystem)
  }
  return {
    load: (origin) =>
      liftStore(async () => (await (await pinsThere()).latest(nameOf(origin))).bytes),
    replace: (origin, expected, next) =>
      liftStore(async () => {
        if (next.length > MAX_NOTE_BYTES)
          throw storeFailure('too-large', `a pin takes at most ${MAX_NOTE_BYTES} bytes`)
        const pins = await pinsThere()
        const latest = await pins.latest(nameOf(origin))
        if (!sameOrNone(latest.bytes, expected)) return false
        return pins.put(nameOf(origin), latest.number + 1, next)
      }),
  }
}

/** The files of a folder of pins. */
export interface Pins {
  /** The pin that counts; number 0 and null where there is none. */
  latest(name: string): Promise<{ readonly number: number; readonly bytes: Uint8Array | null }>
  /** Puts a pin durably under its number. False: the number is taken, or a higher one is. */
  put(name: string, number: number, bytes: Uint8Array): Promise<boolean>
}

function nameOf(origin: string): string {
  return encodeHex(sha256(new TextEncoder().encode(origin)))
}
