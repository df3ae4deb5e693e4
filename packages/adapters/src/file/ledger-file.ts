/**
 * `ledger.json`: which format the store has and which ledger it holds. One line, written once, when the
 * first entry is durable:
 *
 *     {"first":"7a1c…64 hex","format":"1"}
 *
 * It is linked into place, so that it stands whole or not at all and replaces nothing.
 */
import { join } from 'node:path'
import { storeFailure } from '@accord-ledger/core'
import { attempt } from './errno.ts'
import { withFile } from './file-system.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import type { Layout } from './layout.ts'

const FORMAT = '1'
/** Far more than the one line takes. */
const MAX_BYTES = 1_024

/** The text of the file for a ledger whose entry 0 has the hash `first`. */
export function formatLedgerFile(first: string): string {
  return `${JSON.stringify({ first, format: FORMAT })}\n`
}

/**
 * The hash of entry 0. Throws `unsupported` for another format, `damaged` for what `formatLedgerFile`
 * does not print.
 */
export function parseLedgerFile(text: string): string {
  const first = /^\{"first":"([0-9a-f]{64})","format":"1"\}\n$/.exec(text)?.[1]
  if (first !== undefined) return first
  const format = /"format":"([^"]*)"/.exec(text)?.[1]
  if (format !== undefined && format !== FORMAT)
    throw storeFailure('unsupported', `ledger.json: this version reads store format ${FORMAT} only`)
  throw storeFailure('damaged', 'ledger.json is not what this store writes')
}

/** The hash of entry 0 that `ledger.json` names; null where there is no such file. */
export async function readLedgerFile(fs: FileSystem, layout: Layout): Promise<string | null> {
  const stat = await attempt('read', 'looking for ledger.json', fs.lstat(layout.ledgerFile))
  if (stat === null) return null
  if (stat.kind !== 'file')
    throw storeFailure('unsupported', `ledger.json is a ${stat.kind}, not a plain file`)
  const opening = attempt('read', 'opening ledger.json', fs.open(layout.ledgerFile, 'read'))
  return withFile(opening, async (file) => {
    const bytes = new Uint8Array(MAX_BYTES)
    const count = await attempt('read', 'reading ledger.json', file.read(bytes, 0))
    return parseLedgerFile(Buffer.from(bytes.subarray(0, count)).toString('latin1'))
  })
}

/** Writes `ledger.json` durably; one that stands there already must say the same. `root` is open. */
export async function writeLedgerFile(
  fs: FileSystem,
  layout: Layout,
  root: OpenFile,
  first: string,
): Promise<void> {
  // Only the holder of the lock comes here, so one left by a crash is nobody's.
  const draft = join(layout.state, 'ledger.json.draft')
  if ((await fs.lstat(draft)) !== null) await fs.remove(draft)
  await withFile(fs.open(draft, 'create', 0o600), async (file) => {
    await writeAll(file, Buffer.from(formatLedgerFile(first)))
    await file.sync()
  })
  const linked = await fs.link(draft, layout.ledgerFile)
  await fs.remove(draft)
  await root.sync()
  if (!linked && (await readLedgerFile(fs, layout)) !== first)
    throw storeFailure('damaged', 'ledger.json names another entry 0', { at: 0 })
}

/** Writes all of `bytes` at the end of a file: a single write can be short. */
export async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const count = await file.write(bytes.subarray(at))
    if (count === 0) throw storeFailure('full', 'the file system took no byte of a write')
    at += count
  }
}
