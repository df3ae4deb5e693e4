/**
 * Reads every entry once: each line is linked to the one before it, and all of them go through every rule. Where a rule is
 * broken, verification ends; linking goes on to the last line, so that what else was changed is named too.
 */
import { entryLink, NO_HASH, asStoreError, verifyLog } from '@accord-ledger/core'
import type { StoreError, Trust, Verification, VerifiedEntry, Verifier } from '@accord-ledger/core'
import type { FileSystem } from '../file/file-system.ts'
import { readRawEntries } from '../file/raw-entries.ts'
import type { RawReport } from '../file/raw-entries.ts'
import { hashOf } from '../file/segment.ts'

/** A line that does not name the hash of the one before it. */
export interface BrokenLink {
  readonly index: number
  /** The hash of the line before it. */
  readonly expected: string
  /** What it names; null where it is no entry at all. */
  readonly found: string | null
}

/** All that was read. */
export interface AllRead {
  readonly verification: Verification
  readonly report: RawReport
  /** Lines read, the bad ones among them. */
  readonly lines: number
  /** Bytes of them, line feeds included. */
  readonly bytes: number
  /** What ended the reading early. */
  readonly storeError: StoreError | null
}

export interface ReadAllOptions {
  readonly fs: FileSystem
  readonly verifier: Verifier
  readonly trust?: Trust
  readonly signal?: AbortSignal
  readonly onEntry: (entry: VerifiedEntry) => void
  /** Called with the hash of each line, 64 hex, before its entry is verified. */
  readonly onLine: (hash: string) => void
  readonly onBrokenLink: (link: BrokenLink) => void
  /** Called with the bytes read so far. */
  readonly onProgress: (bytes: number) => void
}

/** Reads the entries at `directory`. Rejects with a StoreFailure where there is no ledger, and with the signal's reason. */
export async function readAll(directory: string, options: ReadAllOptions): Promise<AllRead> {
  const { fs, verifier, trust, signal, onEntry } = options
  const raw = await readRawEntries(directory, { fileSystem: fs })
  const source = raw.blocks[Symbol.asyncIterator]()
  const link = linkWatch(options)
  let bytes = 0
  let storeError: StoreError | null = null

  async function step(): Promise<IteratorResult<readonly Uint8Array[], undefined>> {
    signal?.throwIfAborted()
    try {
      const next = await source.next()
      if (next.done === true) return { done: true, value: undefined }
      for (const line of next.value) bytes += line.length + 1
      link.take(next.value)
      options.onProgress(bytes)
      return next
    } catch (thrown) {
      storeError = asStoreError(thrown)
      if (storeError === null) throw thrown
      return { done: true, value: undefined }
    }
  }

  try {
    // Lent without a `return`: verification ends at the first bad entry, and reading does not.
    const lent = { [Symbol.asyncIterator]: () => ({ next: step }) }
    const verification = await verifyLog(lent, {
      verifier,
      onEntry,
      ...(trust === undefined ? {} : { trust }),
      ...(signal === undefined ? {} : { signal }),
    })
    while ((await step()).done !== true);
    return { verification, report: raw.report(), lines: link.lines(), bytes, storeError }
  } finally {
    await source.return?.()
  }
}

interface LinkWatch {
  readonly take: (block: readonly Uint8Array[]) => void
  readonly lines: () => number
}

function linkWatch({
  onLine,
  onBrokenLink,
}: Pick<ReadAllOptions, 'onLine' | 'onBrokenLink'>): LinkWatch {
  let prev = NO_HASH
  let lines = 0
  return {
    take: (block) => {
      for (const bytes of block) {
        const found = entryLink(bytes)
        if (found !== prev) onBrokenLink({ index: lines, expected: prev, found })
        prev = hashOf(bytes)
        onLine(prev)
        lines += 1
      }
    },
    lines: () => lines,
  }
}
