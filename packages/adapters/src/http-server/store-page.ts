/** A page of a store's entries: bounded by number and by bytes, and never empty where there is an entry. */
import type { Store } from '@accord-ledger/core'
import { PAGE_BYTES } from '../http/store-wire.ts'
import type { Page } from '../http/store-wire.ts'

/**
 * The entries from `from` on, at most `limit`, and the head that they were read under; `from` is not past it. Rejects as the store
 * does; where it fails behind the first entry, the page ends there, and the next one tells.
 */
export async function makePage(
  store: Store,
  from: number,
  limit: number,
  signal: AbortSignal,
): Promise<Page> {
  const head = await store.head({ signal })
  const entries: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const stored of store.read(from, Math.min(head.size, from + limit), { signal })) {
      entries.push(stored.bytes)
      bytes += stored.bytes.length + 1
      if (bytes >= PAGE_BYTES) break
    }
  } catch (thrown) {
    if (entries.length === 0) throw thrown
  }
  return { entries, head, next: from + entries.length }
}
