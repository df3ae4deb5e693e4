/** `state/durable`: a head that a writer of this machine closed with. The log has reached it once, and holds it for ever. */
import { join } from 'node:path'
import { asStoreError } from '@accord-ledger/core'
import type { Head } from '@accord-ledger/core'
import type { FileSystem } from '../file/file-system.ts'
import type { Layout } from '../file/layout.ts'
import { readSmallFile } from '../file/small-file.ts'
import type { ReadLog } from './check-checkpoints.ts'
import type { FindingList } from './finding.ts'

const DURABLE_MARK = 'state/durable'
/** Far more than the one line takes. */
const MAX_BYTES = 1_024

/** The head in the file, or null where there is none that can be read; what cannot is a finding. */
export async function readDurable(
  fs: FileSystem,
  layout: Layout,
  { add }: FindingList,
): Promise<Head | null> {
  const told = (condition: 'note' | 'stale', message: string): null => {
    add({ condition, kind: 'durable-mark', file: DURABLE_MARK, message })
    return null
  }
  try {
    const bytes = await readSmallFile(fs, join(layout.root, DURABLE_MARK), DURABLE_MARK, MAX_BYTES)
    if (bytes === null) return null
    const line = Buffer.from(bytes).toString('latin1')
    const [, hash, size] = /^\{"hash":"([0-9a-f]{64})","size":([0-9]+)\}\n$/.exec(line) ?? []
    const head = { hash: hash ?? '', size: Number(size) }
    return `${JSON.stringify(head)}\n` === line && Number.isSafeInteger(head.size)
      ? head
      : told('stale', 'it is not what this store writes; the next writer makes it anew')
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error === null) throw thrown
    return told(error.code === 'unavailable' ? 'note' : 'stale', error.message)
  }
}

/** The log still holds that head. */
export function checkDurable(
  durable: Head | null,
  { lines, storeError, waypoints }: ReadLog,
  { add }: FindingList,
): void {
  if (durable === null) return
  const { size, hash } = durable
  const found = waypoints.hashAt(size)
  if (found === hash || (found === null && storeError !== null)) return
  if (found === null) {
    const message = `a writer here closed with ${size} entries, and ${lines} are here: this copy was cut, or its parts are of different times`
    add({ condition: 'missing', kind: 'rolled-back', file: DURABLE_MARK, index: lines, message })
    return
  }
  const message = `a writer here closed with the head ${hash} at size ${size}, and these entries have ${found}: one of the two was changed`
  const facts = { expected: hash, found, message }
  add({ condition: 'damaged', kind: 'rewritten', file: DURABLE_MARK, ...facts })
}
