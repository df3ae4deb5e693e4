/**
 * A small, whole store over a paper disk, which holds to every law. Mutants are this store with one step changed: the steps that can
 * be changed are the members of `Steps`.
 */
import { entryHash, testLink } from '@accord-ledger/audit'
import { EMPTY_HEAD, NO_HASH, storeFailure } from '@accord-ledger/core'
import type { CallOptions, Head, Store, StoreCaps, Stored } from '@accord-ledger/core'
import type { PaperDisk } from './paper-disk.ts'

/** What mutants change. */
export interface Steps {
  /** Makes the lines durable. */
  sync: (disk: PaperDisk) => void
  /** Makes the name durable. */
  syncDirectory: (disk: PaperDisk) => void
  /** Whether a second writer is refused. */
  locks: boolean
  /** Whether appends wait for each other. */
  queues: boolean
  /** The order in which the entries of a batch are written. */
  order: (batch: readonly Uint8Array[]) => readonly Uint8Array[]
  /** Acknowledged before anything is written. */
  hasty: boolean
  /** What an append that was aborted while it was written is called. */
  aborted: 'ambiguous' | 'unavailable'
  /** Whether `line` follows an entry with the hash `prev`. */
  follows: (line: Uint8Array, prev: string) => boolean
  /** What comes where a line does not follow. */
  broken: 'damaged' | 'ends'
  /** Whether a log that is shorter than it was is damage. */
  remembersSize: boolean
  /** Lines that are fetched at once. */
  page: number
  /** What stands in the message of a failed write. */
  message: string
}

const HONEST: Steps = {
  sync: (disk) => (disk.synced = disk.lines.length),
  syncDirectory: (disk) => (disk.named = true),
  locks: true,
  queues: true,
  order: (batch) => batch,
  hasty: false,
  aborted: 'ambiguous',
  follows: (line, prev) => testLink(line) === prev,
  broken: 'damaged',
  remembersSize: true,
  page: 10,
  message: 'the write failed',
}

const CAPS: StoreCaps = {
  ack: 'disk',
  writers: 'one',
  maxEntryBytes: 4_096,
  maxBatch: 1_000,
  follow: 'poll',
}

/** Opens the log on `disk`. `changed` are the steps of a mutant. */
export function openPaperStore(
  disk: PaperDisk,
  mode: 'write' | 'read',
  changed: Partial<Steps> = {},
): Store {
  const steps: Steps = { ...HONEST, ...changed }
  if (mode === 'write' && disk.locked && steps.locks)
    throw storeFailure('locked', 'it has a writer')
  if (mode === 'write') disk.locked = true
  const own = disk.process
  disk.held += 1
  let closed = false
  /** How far the log is known to reach: for a writer what was acknowledged. */
  let known = mode === 'write' ? headOf(disk.lines) : EMPTY_HEAD
  let turn: Promise<unknown> = Promise.resolve()

  // What a writer finds counts as logged from now on.
  if (mode === 'write') steps.sync(disk)
  if (mode === 'write' && disk.lines.length > 0) steps.syncDirectory(disk)

  function requireOpen(options?: CallOptions): void {
    if (closed || own !== disk.process) throw storeFailure('closed', 'the handle is closed')
    options?.signal?.throwIfAborted()
  }

  function look(): Head {
    if (mode === 'write') return known
    if (steps.remembersSize && disk.lines.length < known.size)
      throw storeFailure('damaged', 'the log is shorter than it was', { at: disk.lines.length })
    known = headOf(disk.lines)
    return known
  }

  async function head(options?: CallOptions): Promise<Head> {
    requireOpen(options)
    return look()
  }

  async function append(
    expected: Head,
    entries: readonly Uint8Array[],
    options?: CallOptions,
  ): ReturnType<Store['append']> {
    const batch = checked(expected, entries)
    requireOpen(options)
    if (mode === 'read') throw storeFailure('read-only', 'it was opened for reading')
    const before = turn
    const appending = (async () => {
      if (steps.queues) await before
      requireOpen(options)
      return store(expected, batch, options)
    })()
    turn = appending.catch(() => {})
    return appending
  }

  async function store(
    expected: Head,
    batch: readonly Uint8Array[],
    options?: CallOptions,
  ): ReturnType<Store['append']> {
    const standing = disk.lines.slice(expected.size, expected.size + batch.length)
    const fits =
      expected.size <= known.size &&
      headOf(disk.lines.slice(0, expected.size)).hash === expected.hash &&
      standing.every((line, i) => Buffer.compare(line, batch[i] ?? new Uint8Array(0)) === 0)
    if (!fits) return { ok: false, reason: 'conflict', head: known }
    const missing = batch.slice(standing.length)
    const after = headOf([...disk.lines.slice(0, expected.size), ...batch])
    if (missing.length === 0) return { ok: true, head: after, replayed: true }
    const begun = steps.hasty ? new Promise((resolve) => setTimeout(resolve, 1)) : Promise.resolve()
    const writing = begun.then(() => write(steps.order(missing), options))
    if (steps.hasty) writing.catch(() => {})
    else await writing
    known = after
    return { ok: true, head: after, replayed: false }
  }

  async function write(missing: readonly Uint8Array[], options?: CallOptions): Promise<void> {
    const { failing, during } = disk
    disk.failing = null
    disk.during = null
    for (const [i, line] of missing.entries()) {
      await Promise.resolve()
      stillWriting()
      const fails = failing === 'before' || (failing === 'midway' && i >= missing.length / 2)
      if (fails) throw died()
      disk.lines = [...disk.lines, line]
    }
    during?.()
    await Promise.resolve()
    stillWriting()
    steps.sync(disk)
    steps.syncDirectory(disk)
    if (failing !== null) throw died()
    if (options?.signal?.aborted === true) throw storeFailure(steps.aborted, 'it was aborted')
  }

  function stillWriting(): void {
    if (own !== disk.process) throw storeFailure('closed', 'the process has ended')
  }

  function died(): Error {
    close()
    return storeFailure('ambiguous', steps.message)
  }

  function read(from: number, to?: number, options?: CallOptions): AsyncIterable<Stored> {
    let size: number | Error
    try {
      size = look().size
    } catch (thrown) {
      size = thrown instanceof Error ? thrown : new Error(String(thrown))
    }
    const confirmed = known.hash
    return (async function* () {
      requireOpen(options)
      if (size instanceof Error) throw size
      const end = to ?? size
      requireCount(from)
      requireCount(end)
      if (from > end || end > size) throw new RangeError('a range outside the log')
      yield* entries(from, end, { size, hash: confirmed }, options)
    })()
  }

  /** Each entry is given out when the next one, or the head, has confirmed it. */
  async function* entries(
    from: number,
    to: number,
    extent: Head,
    options?: CallOptions,
  ): AsyncIterable<Stored> {
    for (let start = from; start < to; start += steps.page) {
      disk.pulled += Math.min(steps.page, to - start)
      for (let index = start; index < Math.min(start + steps.page, to); index++) {
        requireOpen(options)
        const bytes = disk.lines[index]
        const hash = bytes === undefined ? '' : entryHash(bytes)
        const prev = headOf(disk.lines.slice(0, index)).hash
        if (bytes === undefined || !steps.follows(bytes, prev)) {
          if (steps.broken === 'ends') return
          throw damagedAt(index)
        }
        const next = disk.lines[index + 1]
        const confirmed =
          index + 1 === extent.size
            ? hash === extent.hash
            : next !== undefined && steps.follows(next, hash)
        if (!confirmed && steps.broken === 'damaged') throw damagedAt(index + 1)
        yield { index, bytes: bytes.slice(), hash }
      }
    }
  }

  async function* follow(
    from: number,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncIterable<Stored> {
    let next = from
    while (!signal.aborted) {
      for await (const stored of read(next)) {
        if (signal.aborted) return
        yield stored
        next = stored.index + 1
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  function close(): void {
    if (closed || own !== disk.process) return
    closed = true
    disk.held -= 1
    if (mode === 'write') disk.locked = false
  }

  return {
    caps: CAPS,
    head,
    append,
    read,
    follow,
    [Symbol.asyncDispose]: async () => {
      await turn
      close()
    },
  }
}

function damagedAt(index: number): Error {
  return storeFailure('damaged', 'an entry is not what it was', { at: index })
}

/** Copies the batch, or throws what is wrong with it. */
function checked(expected: Head, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  requireCount(expected.size)
  if (entries.length === 0) throw new RangeError('an empty batch')
  if (entries.length > CAPS.maxBatch) throw storeFailure('too-large', 'too many entries')
  let prev = expected.hash
  return entries.map((entry, i) => {
    const at = expected.size + i
    const bytes = new Uint8Array(entry)
    if (bytes.length > CAPS.maxEntryBytes) throw storeFailure('too-large', 'too long', { at })
    if (testLink(bytes) !== prev || bytes.includes(0x0a))
      throw storeFailure('invalid', 'no line, or another link', { at })
    prev = entryHash(bytes)
    return bytes
  })
}

function requireCount(value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('no count')
}

function headOf(lines: readonly Uint8Array[]): Head {
  const last = lines[lines.length - 1]
  return { size: lines.length, hash: last === undefined ? NO_HASH : entryHash(last) }
}
