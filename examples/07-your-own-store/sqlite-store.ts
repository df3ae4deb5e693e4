/** A store in SQLite: one table, a row an entry. Any number of writers; each append is one transaction. */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  asStoreError,
  encodeHex,
  leafHash,
  MAX_ENTRY_BYTES,
  NO_HASH,
  storeFailure,
} from '@accord-ledger/core'
import type { CallOptions, Head, Link, Store, StoreCaps, Stored } from '@accord-ledger/core'

// #region store
const CAPS: StoreCaps = {
  ack: 'disk',
  writers: 'many',
  maxEntryBytes: MAX_ENTRY_BYTES,
  maxBatch: 1_000,
  follow: 'poll',
}

export function openSqliteStore(path: string, link: Link, mode: 'write' | 'read'): Store {
  const db = new DatabaseSync(path, { readOnly: mode === 'read' })
  if (mode === 'write')
    db.exec(`PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS entries (i INTEGER PRIMARY KEY, hash TEXT, bytes BLOB) STRICT`)
  const last = db.prepare('SELECT i + 1 AS size, hash FROM entries ORDER BY i DESC LIMIT 1')
  const rows = db.prepare(
    'SELECT i AS "index", hash, bytes FROM entries WHERE i >= ? AND i < ? ORDER BY i',
  )
  let closed = false
  let known = 0

  function look(options?: CallOptions): Head {
    if (closed) throw storeFailure('closed', 'the store was closed')
    options?.signal?.throwIfAborted()
    const head = (last.get() as Head | undefined) ?? { size: 0, hash: NO_HASH }
    if (head.size < known)
      throw storeFailure('damaged', `${known} entries were there`, { at: head.size })
    known = head.size
    return { ...head }
  }

  /** The entries [from, to), each checked against its hash and the entry before it. */
  function page(from: number, to: number): readonly Stored[] {
    const found = rows.all(Math.max(0, from - 1), to) as Stored[]
    let index = Math.max(0, from - 1)
    let prev = from < 2 ? NO_HASH : null
    for (const stored of found) {
      const sound = stored.index === index && stored.hash === hashOf(stored.bytes)
      if (!sound || (prev !== null && link(stored.bytes) !== prev)) break
      prev = stored.hash
      index += 1
    }
    if (index < to)
      throw storeFailure('damaged', `entry ${index} is missing or changed`, { at: index })
    return found.filter((stored) => stored.index >= from).map((stored) => ({ ...stored }))
  }

  async function append(expected: Head, entries: readonly Uint8Array[], options?: CallOptions) {
    const batch = checked(link, expected, entries)
    look(options)
    if (mode === 'read') throw storeFailure('read-only', 'the store was opened for reading')
    try {
      db.exec('BEGIN IMMEDIATE')
      const head = look()
      const end = Math.min(expected.size + batch.length, head.size)
      const present = expected.size < end ? page(expected.size, end) : []
      const same = present.every(({ hash }, i) => hash === batch[i]?.hash)
      const fits =
        present.length > 0 ? same : head.size === expected.size && head.hash === expected.hash
      const insert = db.prepare('INSERT INTO entries (i, hash, bytes) VALUES (?, ?, ?)')
      if (fits)
        for (const { index, hash, bytes } of batch.slice(present.length))
          insert.run(index, hash, bytes)
      db.exec('COMMIT')
      if (!fits) return { ok: false, reason: 'conflict', head } as const
      const after = { size: expected.size + batch.length, hash: batch.at(-1)?.hash ?? NO_HASH }
      return { ok: true, head: after, replayed: present.length === batch.length } as const
    } catch (cause) {
      if (db.isTransaction) db.exec('ROLLBACK')
      if (asStoreError(cause) !== null) throw cause
      throw storeFailure('ambiguous', 'the transaction failed', { cause })
    }
  }

  function read(from: number, to?: number, options?: CallOptions): AsyncIterable<Stored> {
    const size = attempt(() => look(options).size)
    return (async function* () {
      const end = to ?? size()
      if (![from, end].every(isCount) || from > end || end > size())
        throw new RangeError(`[${from}, ${end}) is no range of the log`)
      for (let at = from; at < end; at += PAGE)
        for (const stored of page(at, Math.min(at + PAGE, end))) {
          look(options)
          yield stored
        }
    })()
  }

  async function* follow(
    from: number,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncIterable<Stored> {
    for (
      let next = from;
      !signal.aborted;
      await sleep(20, null, { signal, ref: false }).catch(() => {})
    )
      for await (const stored of read(next)) {
        if (signal.aborted) return
        yield stored
        next = stored.index + 1
      }
  }

  async function dispose(): Promise<void> {
    if (!closed) db.close()
    closed = true
  }

  return {
    caps: CAPS,
    head: async (options) => look(options),
    append,
    read,
    follow,
    [Symbol.asyncDispose]: dispose,
  }
}

function checked(link: Link, expected: Head, entries: readonly Uint8Array[]): readonly Stored[] {
  if (!isCount(expected.size) || entries.length === 0)
    throw new RangeError('no size, or no entries')
  if (entries.length > CAPS.maxBatch) throw storeFailure('too-large', 'too many entries')
  let prev = expected.hash
  return entries.map((entry, i) => {
    const [bytes, index] = [new Uint8Array(entry), expected.size + i]
    if (bytes.length > MAX_ENTRY_BYTES) throw storeFailure('too-large', 'too long', { at: index })
    if (bytes.length === 0 || bytes.includes(0x0a) || link(bytes) !== prev)
      throw storeFailure('invalid', 'not one line, or another link', { at: index })
    prev = hashOf(bytes)
    return { index, bytes, hash: prev }
  })
}
// #endregion store

const PAGE = 256
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const hashOf = (bytes: Uint8Array): string => encodeHex(leafHash(bytes))

/** Makes the call now, and gives its value or throws its error later. */
function attempt<A>(call: () => A): () => A {
  try {
    const value = call()
    return () => value
  } catch (thrown) {
    return () => {
      throw thrown
    }
  }
}
