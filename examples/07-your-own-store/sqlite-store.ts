/** A store in SQLite: a table, a row an entry, a transaction an append. Any number of processes may write to it. */
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import * as al from '@accord-ledger/core'

const { MAX_ENTRY_BYTES: maxEntryBytes, storeFailure } = al
const CAPS = { ack: 'disk', writers: 'many', maxEntryBytes, maxBatch: 256, follow: 'poll' } as const
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const hashOf = (bytes: Uint8Array): string => al.encodeHex(al.leafHash(bytes))

export function openSqliteStore(path: string, link: al.Link, mode: 'write' | 'read'): al.Store {
  const db = new DatabaseSync(path, { readOnly: mode === 'read' })
  db.exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL')
  // Before the first entry stands a row for the head of the empty log.
  if (mode === 'write')
    db.exec(`CREATE TABLE IF NOT EXISTS entries ("index" INTEGER PRIMARY KEY, hash TEXT, bytes BLOB);
      INSERT OR IGNORE INTO entries VALUES (-1, '${al.NO_HASH}', x'')`)
  const last = db.prepare('SELECT * FROM entries ORDER BY "index" DESC LIMIT 1')
  const range = db.prepare('SELECT * FROM entries WHERE "index" >= ? AND "index" < ? ORDER BY 1')
  const insert = db.prepare('INSERT INTO entries VALUES (?, ?, ?)')
  let [known, closed] = [0, false]

  function look(options?: al.CallOptions): al.Head {
    if (closed) throw storeFailure('closed', 'the store was closed')
    options?.signal?.throwIfAborted()
    const { index, hash } = last.get() as al.Stored
    if (index + 1 < known) throw storeFailure('damaged', 'the log is cut', { at: index + 1 })
    known = index + 1
    return { size: known, hash }
  }

  /** The row before the entry `from`, and the entries [from, to), each checked against its hash and the row before it. */
  function stretch(from: number, to: number): readonly al.Stored[] {
    const rows = range.all(from - 1, to) as al.Stored[]
    for (let at = from; at < to; at++) {
      const [before, entry] = rows.slice(at - from, at - from + 2)
      const isThere = entry?.index === at && entry.hash === hashOf(entry.bytes)
      if (!isThere || link(entry.bytes) !== before?.hash)
        throw storeFailure('damaged', `entry ${at} is missing or changed`, { at })
    }
    return rows
  }

  async function append(at: al.Head, entries: readonly Uint8Array[], options?: al.CallOptions) {
    const batch = checked(link, at, entries)
    look(options)
    if (mode === 'read') throw storeFailure('read-only', 'the store was opened for reading')
    try {
      db.exec('BEGIN IMMEDIATE')
      const head = look()
      const [before, ...there] = stretch(at.size, Math.min(head.size, at.size + batch.length))
      const fits = before?.hash === at.hash && there.every((row, i) => row.hash === batch[i]?.hash)
      const rest = fits ? batch.slice(there.length) : []
      for (const { index, hash, bytes } of rest) insert.run(index, hash, bytes)
      db.exec('COMMIT')
      if (!fits) return { ok: false, reason: 'conflict', head } as const
      const after = { size: at.size + batch.length, hash: batch.at(-1)?.hash ?? at.hash }
      return { ok: true, head: after, replayed: rest.length === 0 } as const
    } catch (cause) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw al.asStoreError(cause) ? cause : storeFailure('ambiguous', 'it failed', { cause })
    }
  }

  const head = async (options?: al.CallOptions): Promise<al.Head> => look(options)

  function read(from: number, to?: number, options?: al.CallOptions): AsyncIterable<al.Stored> {
    const now = head(options) // where the log ends when it is asked, not when it is read
    now.catch(() => {}) // whoever reads is told
    return (async function* () {
      const { size } = await now
      const end = to ?? size
      if (![from, end].every(isCount) || from > end || end > size) throw new RangeError('no range')
      for (let at = from; at < end; at += CAPS.maxBatch)
        for (const entry of stretch(at, Math.min(at + CAPS.maxBatch, end)).slice(1)) {
          look(options)
          yield { ...entry }
        }
    })()
  }

  async function* follow(from: number, { signal }: { readonly signal: AbortSignal }) {
    for (let next = from; !signal.aborted; await sleep(20, null, { ref: false }))
      for await (const entry of read(next)) {
        if (signal.aborted) return
        yield entry
        next = entry.index + 1
      }
  }

  async function dispose(): Promise<void> {
    if (!closed) db.close()
    closed = true
  }

  return { caps: CAPS, head, append, read, follow, [Symbol.asyncDispose]: dispose }
}

/** The batch as it will stand, in copies: what is passed in may change as soon as something is awaited. */
function checked(link: al.Link, at: al.Head, entries: readonly Uint8Array[]): al.Stored[] {
  if (!isCount(at.size) || entries.length === 0) throw new RangeError('no size, or no entry')
  if (entries.length > CAPS.maxBatch) throw storeFailure('too-large', 'too many entries')
  let { hash } = at
  return entries.map((entry, i) => {
    const [bytes, index] = [new Uint8Array(entry), at.size + i]
    if (bytes.length > maxEntryBytes) throw storeFailure('too-large', 'too long', { at: index })
    if (bytes.length === 0 || bytes.includes(0x0a) || link(bytes) !== hash)
      throw storeFailure('invalid', 'not the next line', { at: index })
    hash = hashOf(bytes)
    return { index, bytes, hash }
  })
}
