/** A checkpoint is never ahead of durable entries, and never of another ledger's. */
import { encodeHex, storeFailure } from '@accord-ledger/core'
import type { HashReader } from '@accord-ledger/core'
import { attempt } from '../file/errno.ts'
import { withFile } from '../file/file-system.ts'
import { listSegments, segmentPath } from '../file/layout.ts'
import { readLedgerFile } from '../file/ledger-file.ts'
import type { LedgerFiles } from './ledger-files.ts'

/** Throws a StoreFailure unless the directory holds the ledger that begins with the first leaf of `hashes`. */
export async function requireSameLedger(
  { fs, layout }: LedgerFiles,
  hashes: HashReader,
): Promise<void> {
  const first = await attempt('read', 'reading ledger.json', readLedgerFile(fs, layout))
  if (first === null)
    throw storeFailure('unavailable', 'ledger.json is missing: open the ledger for writing first')
  const [leaf] = await hashes.readHashes([{ level: 0, index: 0 }])
  if (leaf === undefined || encodeHex(leaf) !== first)
    throw storeFailure('damaged', 'the log begins with another entry 0 than the ledger', { at: 0 })
}

/** Makes sure that the entries from index `from` on are on the disk. Rejects with a StoreFailure. */
export async function syncEntries({ fs, layout }: LedgerFiles, from: number): Promise<void> {
  const { firsts } = await listSegments(fs, layout)
  const started = firsts.filter((first) => first <= from)
  const touched = [...started.slice(-1), ...firsts.filter((first) => first > from)]
  const paths = [...touched.map((first) => segmentPath(layout, first)), layout.entries]
  for (const path of paths) {
    const syncing = withFile(fs.open(path, 'read'), (file) => file.sync())
    await attempt('prepare', 'syncing the entries', syncing)
  }
}
